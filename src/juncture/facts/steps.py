"""The seven items of the checklist (process.md S1 to S7), in its order."""

from enum import StrEnum


class StepId(StrEnum):
    """The identity of a step, as in review.json."""

    OWNERSHIP = "ownership"
    FLOW = "flow"
    SURFACE = "surface"
    IMPLEMENTATION = "implementation"
    TESTS = "tests"
    OBSERVABILITY = "observability"
    ROLLOUT = "rollout"


TITLES: dict[StepId, str] = {
    StepId.OWNERSHIP: "Ownership",
    StepId.FLOW: "Data and control flow",
    StepId.SURFACE: "Integration surface",
    StepId.IMPLEMENTATION: "Co-located implementation",
    StepId.TESTS: "Tests at their layers",
    StepId.OBSERVABILITY: "Logs, metrics and traces",
    StepId.ROLLOUT: "Safe rollout",
}
