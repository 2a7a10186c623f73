"""The seven steps: each one function from the situation to what it answers."""

from collections.abc import Callable

from juncture.facts.steps import StepId
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer
from juncture.review.steps.flow import flow
from juncture.review.steps.implementation import implementation
from juncture.review.steps.observability import observability
from juncture.review.steps.ownership import ownership
from juncture.review.steps.rollout import rollout
from juncture.review.steps.surface import surface
from juncture.review.steps.tests import tests

STEPS: dict[StepId, Callable[[Situation], Answer]] = {
    StepId.OWNERSHIP: ownership,
    StepId.FLOW: flow,
    StepId.SURFACE: surface,
    StepId.IMPLEMENTATION: implementation,
    StepId.TESTS: tests,
    StepId.OBSERVABILITY: observability,
    StepId.ROLLOUT: rollout,
}
