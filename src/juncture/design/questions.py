"""Questions: what the change raises and the code cannot answer. The registry is data (questions.toml)."""

import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from juncture.design.address import bracketed, steps, value_at
from juncture.design.model import Design, Question
from juncture.facts.steps import StepId

_PLACEHOLDERS = frozenset({"", "?", "-", "…", "...", "todo", "tbd", "tba", "fixme", "xxx"})
"""What people write in order to answer later."""


class Raised(NamedTuple):
    """A question that something in the change raises.

    ``id`` is a key of the registry, with ``:subject`` where it asks about somebody (``ticket:@org/web``). An empty
    ``step`` is the registry's. ``because`` names what raises it.
    """

    id: str
    step: str
    because: str


class Template(msgspec.Struct, frozen=True):
    """A question of the registry; ``{subject}`` in ``field`` and ``text`` stands for whom it is about."""

    step: StepId
    field: str
    text: str
    choices: tuple[str, ...] = ()


class UnknownQuestionError(KeyError):
    """No question has this id. ``question`` is the id that was asked for."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question

    def __str__(self) -> str:
        return f"no question is called {self.question!r}; design/questions.toml lists them all"


@cache
def registry() -> dict[str, Template]:
    """Return every question by its key, in the file's order."""
    source = files("juncture.design").joinpath("questions.toml")
    return msgspec.convert(tomllib.loads(source.read_text("utf-8")), dict[str, Template])


def questions(design: Design, raised: Collection[Raised]) -> tuple[Question, ...]:
    """Return what the change raises, each question once, in the order of the steps and the registry.

    A filled field of the design, or an entry of ``answers`` under the question's id, closes a question and stands
    in its ``answer``; a placeholder (``todo``) or an answer outside the choices does not. Raises UnknownQuestionError.
    """
    reasons: dict[str, list[Raised]] = {}
    for one in sorted(raised):
        reasons.setdefault(one.id, []).append(one)
    plain = msgspec.to_builtins(design)
    asked = [_question(plain, same) for same in reasons.values()]
    keys = list(registry())
    order = list(StepId)
    return tuple(sorted(asked, key=lambda q: (order.index(StepId(q.step)), keys.index(q.id.partition(":")[0]), q.id)))


def is_answer(text: str) -> bool:
    """Whether a text says something; a placeholder does not."""
    return text.strip().lower().rstrip(".:!") not in _PLACEHOLDERS


def _question(design: dict[str, object], same: list[Raised]) -> Question:
    first = same[0]
    key, _, subject = first.id.partition(":")
    try:
        template = registry()[key]
    except KeyError as error:
        raise UnknownQuestionError(key) from error
    field = template.field.replace("[{subject}]", bracketed(subject))
    given = [_as_text(value_at(design, place)) for place in (steps(field), ("answers", first.id))]
    answer = next((text for text in given if is_answer(text) and _is_allowed(text, template.choices)), "")
    return Question(
        id=first.id,
        step=first.step or template.step,
        field=field,
        text=template.text.replace("{subject}", subject),
        asked_because="; ".join(dict.fromkeys(one.because for one in same)),
        answer=answer,
        choices=template.choices,
    )


def _as_text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(item for item in value if isinstance(item, str) and is_answer(item))
    return value if isinstance(value, str) else ""


def _is_allowed(text: str, choices: tuple[str, ...]) -> bool:
    """A choice may be followed by its particulars: ``canary, 5 % for a day``."""
    words = text.strip().lower()
    return not choices or any(words.startswith(one) and not words[len(one) :][:1].isalnum() for one in choices)
