"""A form without a screen: the open questions of a review, the answers given so far, and saving them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from juncture.design.model import Design, Question
from juncture.design.store import ConflictError, digest, save
from juncture.facts.problem import InputError

_LISTS = frozenset({"services", "change_management.flags", "signals", "links.documents"})
"""Places of the design that hold several texts; a form takes one a line."""


class Form:
    """The answers to some questions of one design file.

    ``path`` is the design file in the work tree; ``draft`` is what is known without asking, written where there is no
    file yet. Nothing is lost: a file that somebody edited meanwhile is left alone and said so.
    """

    def __init__(self, path: Path, questions: Iterable[Question], draft: Design) -> None:
        self.path = path
        self.questions: Sequence[Question] = tuple(questions)
        self.draft = draft
        self.answers: dict[str, str] = {question.field: question.answer for question in self.questions}
        self._saved = dict(self.answers)
        self._digest = digest(path.read_bytes() if path.is_file() else None)
        self.message = ""

    def answer(self, field: str, text: str) -> None:
        """Take an answer; it is kept in the file by ``save``."""
        self.answers[field] = text

    @property
    def dirty(self) -> list[str]:
        """The fields whose answers differ from the file's."""
        return [field for field, text in self.answers.items() if text.strip() != self._saved[field].strip()]

    def errors(self) -> dict[str, str]:
        """Return what is wrong with an answer, by field."""
        return {
            question.field: f"one of: {', '.join(question.choices)}"
            for question in self.questions
            if question.choices
            and self.answers[question.field].strip()
            and not self.answers[question.field].strip().startswith(question.choices)
        }

    def save(self) -> bool:
        """Write the changed answers into the design file; ``message`` says what happened. Returns whether it did."""
        wrong = self.errors()
        if wrong:
            self.message = f"Not saved: {len(wrong)} answers do not fit"
            return False
        changed = {field: _value(field, self.answers[field]) for field in self.dirty}
        if not changed:
            self.message = "Nothing to save"
            return True
        known = {} if self._digest else _known(self.draft)
        try:
            self._digest = save(self.path, {**known, **changed}, self._digest)
        except ConflictError as conflict:
            self._digest = conflict.digest
            self.message = f"Not saved: {self.path.name} was edited meanwhile. Look at it, then save again"
            return False
        except InputError as error:
            self.message = f"Not saved: {error.problems[0]}"
            return False
        self._saved = dict(self.answers)
        self.message = f"Saved {len(changed)} to {self.path.parent.name}/{self.path.name}"
        return True


def _value(field: str, text: str) -> str | list[str]:
    if field in _LISTS:
        return [line.strip() for line in text.replace(",", "\n").splitlines() if line.strip()]
    return text.strip()


def _known(draft: Design) -> dict[str, Any]:
    """Return the fields that the draft fills, as answers."""
    return {key: value for key, value in msgspec.to_builtins(draft).items() if value}
