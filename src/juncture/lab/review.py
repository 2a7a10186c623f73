"""A review as a notebook walks through it: one name a section, each shown as text, Markdown, HTML or a form."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from juncture.facts.steps import StepId
from juncture.lab.views import View
from juncture.render import graph, html, sections, text
from juncture.review.model import Review


class ReviewView:
    """What a walk-through shows of one review. ``record`` is the review itself, as review.json holds it.

    ``root`` is the work tree that answers are saved into; without one, or where ``interactive`` is False, questions
    are shown and not asked.
    """

    def __init__(self, record: Review, root: Path | None = None, *, interactive: bool = False) -> None:
        self.record = record
        self._root = root if interactive else None

    @property
    def verdict(self) -> View:
        """The verdict and the next action."""
        return View("verdict", lambda: html.verdict(self.record), lambda: text.review(self.record), dresses=True)

    @property
    def agenda(self) -> View:
        """What a meeting has to settle; what is settled without it is struck."""
        return self._view("agenda", html.agenda, sections.agenda)

    @property
    def scope(self) -> View:
        """What the process does not cover."""
        return self._view("scope", html.scope, sections.scope)

    @property
    def holds(self) -> View:
        """The stops that only named humans lift."""
        return self._view("holds", html.holds, sections.holds)

    @property
    def ownership(self) -> View:
        """The changed files by owner."""
        return self._view("ownership", lambda r: html.ownership(r.change.files), lambda r: text.owners(r.change.files))

    @property
    def guidance(self) -> View:
        """What AGENTS.md asks of those who change these places."""
        return self._view("guidance", lambda r: html.guidance(r.guidance), lambda r: sections.guidance(r.guidance))

    @property
    def flow(self) -> View:
        """The graph of base against head, as a picture and as a table."""
        return self._view(
            "flow", lambda r: html.flow(graph.of_review(r), "Flow"), lambda r: text.flow(graph.of_review(r))
        )

    @property
    def changes(self) -> View:
        """Every change of a contract, each with its lines and its witness."""
        return self._view(
            "changes",
            lambda r: html.changes(r.changes, elsewhere=html.told_with_reach(r)),
            lambda r: text.changes(r.changes),
        )

    @property
    def impact(self) -> View:
        """Whom each change reaches, by which line, and whether this change repairs it."""
        return self._view("impact", html.impact, lambda r: text.reached(r.impact))

    @property
    def rollouts(self) -> View:
        """How each break can go live: who goes first, and what happens where old and new meet."""
        return self._view("rollouts", html.rollouts, sections.rollouts)

    @property
    def design(self) -> View:
        """What the author's design says."""
        return self._view("design", html.design, sections.design)

    @property
    def limits(self) -> View:
        """What this review did not look at, and could not."""
        return self._view("limits", html.not_looked_at, sections.not_looked_at)

    def step(self, step: str) -> View:
        """One item of the checklist: status, findings, evidence and questions; a form where those can be answered."""
        known = StepId(step)
        return View(
            f"step-{known}",
            lambda: html.step(self.record, known),
            lambda: sections.step(self.record, known),
            widget=self._form(known),
        )

    def _view(self, name: str, as_html: Callable[[Review], str], as_text: Callable[[Review], str]) -> View:
        return View(name, lambda: as_html(self.record), lambda: as_text(self.record))

    def _form(self, step: StepId) -> Any:
        asked = [question for question in self.record.design.questions if question.step == step]
        if self._root is None or not asked:
            return None
        from juncture.lab.form import Form  # noqa: PLC0415
        from juncture.lab.widgets import widget  # noqa: PLC0415 - 150 ms, and never headless

        path = self._root / (self.record.design.path or f"designs/{self.record.head[:12].lower()}.yaml")
        return widget(Form(path, asked, self.record.design.fields), html.step(self.record, step))
