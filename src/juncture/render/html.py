"""A review as HTML fragments: what a notebook shows in a cell is what the packet and ``--format html`` show.

Each function returns one element of class ``juncture``; ``style()`` is the sheet that dresses them.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from juncture.catalog.model import Guide
from juncture.contracts.model import Compatibility, ContractChange
from juncture.facts.problem import Unread
from juncture.facts.steps import StepId
from juncture.render import arrange, diagram, graph, words
from juncture.render.summary import Summary
from juncture.render.svg import Picture, svg
from juncture.render.templates import pages
from juncture.review.model import ChangedFile, Review
from juncture.shipped import shipped

VIEW = "juncture"
"""The key that a view puts into its output's metadata; the packet prints no other HTML (threats.md T14)."""

MOST_UNCHANGED = 100
"""Unchanged edges that a page's table holds; those that come or go are all there."""


def style() -> str:
    """Return the style sheet of the fragments, light and dark."""
    return _sheet("fragments.css")


def page_style() -> str:
    """Return the style sheet of a whole page."""
    return style() + _sheet("page.css")


def verdict(review: Review, level: int = 2) -> str:
    """Return the verdict, what it rests on, and the next action, under a heading of this level."""
    return _fragment("verdict", review=review, level=level, headline=arrange.headline(review))


def agenda(review: Review) -> str:
    """Return what a meeting has to settle, and what is settled without it."""
    reaches, unreached = arrange.told_apart(
        [reach for reach in arrange.reach(review) if reach.change.compatibility == Compatibility.BREAKING]
    )
    return _fragment(
        "agenda",
        breaks=reaches,
        unreached=unreached,
        scope=review.scope,
        holds=[hold for hold in review.holds if hold.state == "open"],
        questions=arrange.open_questions(review),
        steps=arrange.steps_beside(review),
        settled=[step for step in review.steps if arrange.is_settled(review, step)],
    )


def scope(review: Review) -> str:
    """Return what the process does not cover, and where it goes instead."""
    return _fragment("scope", scope=review.scope)


def holds(review: Review) -> str:
    """Return the stops that only named humans lift, with what an approval covers and what voids it."""
    return _fragment("holds", holds=review.holds)


def step(review: Review, step_id: str) -> str:
    """Return one item of the checklist: status, findings, evidence, questions. Raises ValueError for no step."""
    known = StepId(step_id)
    found = [item for item in review.steps if item.id == known]
    mine = arrange.findings_first(finding for finding in review.findings if finding.step == known)
    changes = {change.fingerprint for change in review.changes}
    return _fragment(
        "step",
        review=review,
        step=found[0] if found else None,
        step_id=str(known),
        rules=arrange.by_rule(finding for finding in mine if finding.fingerprint not in changes),
        judged=[finding for finding in mine if finding.fingerprint in changes],
        reaching=told_with_reach(review),
        evidence=[item for item in review.evidence if item.step == known],
        questions=[question for question in review.design.questions if question.step == known],
        settled=bool(found) and arrange.is_settled(review, found[0]),
    )


def changes(changed: Iterable[ContractChange], *, flat: bool = False, elsewhere: Collection[str] = ()) -> str:
    """Return the contract view: by contract, breaking first, each change with its place and its witness.

    ``flat`` is for changes told once for each operation: a row each. ``elsewhere`` are fingerprints of changes that
    ``impact`` tells on the same page: a line that leads there.
    """
    contracts = arrange.by_contract(changed)
    return (
        _fragment("changes_flat", contracts=contracts)
        if flat
        else _fragment("changes", contracts=contracts, elsewhere=frozenset(elsewhere))
    )


def changes_page(changed: Iterable[ContractChange], *, flat: bool = False) -> str:
    """Return the contract view as a page of its own, which loads and runs nothing."""
    return _fragment("changes_page", style=page_style(), changes=changes(changed, flat=flat)) + "\n"


def told_with_reach(review: Review) -> frozenset[str]:
    """Return the fingerprints of the changes that ``impact`` tells in full."""
    return frozenset(each.change.fingerprint for each in arrange.told_apart(arrange.reach(review))[0])


def impact(review: Review) -> str:
    """Return whom each change reaches: which service, by which line, what happens meanwhile, and who goes first."""
    reaches, unreached = arrange.told_apart(arrange.reach(review))
    judged = {finding.fingerprint: finding for finding in review.findings}
    return _fragment("impact", reaches=reaches, unreached=unreached, judged=judged)


def rollouts(review: Review) -> str:
    """Return how each break can go live: who goes first, what happens where old and new meet, and the stages."""
    reaches, unreached = arrange.told_apart([each for each in arrange.reach(review) if each.rollout])
    return _fragment("rollouts", reaches=reaches, unreached=unreached, linked=told_with_reach(review))


def ownership(files: Sequence[ChangedFile]) -> str:
    """Return the changed files by owner, with the line of CODEOWNERS that says so."""
    return _fragment("ownership", groups=arrange.by_owner(files))


def picture(shown: graph.Graph, title: str = "Flow") -> Picture:
    """Draw a graph; it is described by what its table says."""
    told = f"{words.count(len(shown.nodes), 'node')}, {words.count(len(shown.links), 'edge')}. {diagram.legend(shown)}"
    return svg(diagram.dot(shown), title, told)


def flow(shown: graph.Graph, title: str = "Flow", drawn: Picture | None = None) -> str:
    """Return a graph as a picture, and as the table for who cannot see it. ``drawn`` saves drawing it again."""
    whole = drawn or picture(shown, title)
    moved = [link for link in shown.links if link.state != "unchanged"]
    still = [link for link in shown.links if link.state == "unchanged"]
    return _fragment(
        "flow",
        title=title,
        picture=whole,
        graph=shown,
        said=diagram.drawable(shown).said,
        legend=diagram.legend(shown),
        moved=moved,
        still=still,
        most=MOST_UNCHANGED,
        marks=diagram.MARKS,
    )


def questions(review: Review) -> str:
    """Return the open questions, with what in the change raises them."""
    return _fragment("questions", open=arrange.open_questions(review), design=review.design)


def design(review: Review) -> str:
    """Return what the author's design says, quoted as data."""
    return _fragment("design", design=review.design, fields=review.design.fields)


def guidance(guides: Sequence[Guide]) -> str:
    """Return what the repository asks of those who change these places, nearest first, quoted as data."""
    return _fragment("guidance", guides=guides)


def catalog(summary: Summary) -> str:
    """Return what a repository holds."""
    return _fragment("catalog", summary=summary)


def evidence(review: Review) -> str:
    """Return what the steps rest on, and who vouches for it."""
    return _fragment("evidence", evidence=review.evidence)


def unread(files: Sequence[Unread]) -> str:
    """Return the files that could not be read, each with its reason."""
    return _fragment("unread", unread=files)


def not_looked_at(review: Review) -> str:
    """Return what this review does not know: the limits of its method, and what it met and could not read."""
    cannot = [impact for impact in review.impact if impact.answer == "unknown"]
    limits = words.not_looked_at(review.recorded)
    return _fragment("not_looked_at", limits=limits, cannot=cannot, unread=review.unread)


def _sheet(name: str) -> str:
    return (shipped("templates") / "packet" / name).read_text("utf-8")


def _fragment(name: str, **context: Any) -> str:
    return pages().get_template(f"{name}.html.j2").render(context)
