"""What a terminal shows: plain lines without colour, in which every character can be seen."""

from collections.abc import Iterable, Sequence

from juncture.contracts.model import Compatibility, ContractChange
from juncture.facts.finding import Finding
from juncture.flow.model import Impact
from juncture.render import arrange, words
from juncture.render.graph import Graph
from juncture.render.plain import inert, lines, visible
from juncture.render.summary import Summary
from juncture.review.model import ChangedFile, Review

_UNREAD = 5
"""Unread files that are named; a longer list says more about the repository than about the change."""


def summary(counted: Summary) -> str:
    """Return what a repository holds, in one or two lines."""
    contracts = [f"{number} {visible(name)}" for name, number in counted.contracts.items()]
    parts = [
        f"{words.count(counted.services, 'service')} ({counted.without_owner} without owner)",
        *(contracts or ["no contracts"]),
        f"{words.count(counted.copies, 'copy', 'copies')} ({counted.stale} stale)",
        words.count(counted.call_edges, "call edge"),
        words.count(counted.topic_ends, "topic end"),
    ]
    unread = f"Unread: {words.count(len(counted.unread), 'file')}." if counted.unread else "Unread: nothing."
    named = [f"  {visible(one.path)}: {visible(one.reason)}" for one in counted.unread[:_UNREAD]]
    return _printed([f"{', '.join(parts)}. {unread}", *named])


def changes(changed: Iterable[ContractChange], *, flat: bool = False) -> str:
    """Return contract changes by contract, breaking first, each with its witness, and what to do, beneath.

    ``flat`` is for changes told once for each operation: a line each, and nothing beneath.
    """
    contracts = arrange.by_contract(changed)
    text: list[str] = []
    if len(contracts) > 1:
        whole = [change for of in contracts for change in of.breaking + of.risky + of.compatible]
        text += [f"{len(contracts)} contracts: {words.tally(whole, proven=not flat)}", ""]
    for of in contracts:
        told = of.breaking + of.risky + of.compatible
        text.append(f"{visible(of.contract)}: {words.tally(told, proven=not flat)}")
        text += map(_line, told) if flat else _beneath(told)
    return _printed(text or ["No contract changes its meaning."])


def _line(change: ContractChange) -> str:
    """Return a change of one operation: its witness is of the cause, and proves nothing here."""
    operation = "".join(f"{visible(name)}  " for name in words.reached_by(change))
    return f"  {_told(change, operation, proof='')}"


def _beneath(told: Iterable[ContractChange]) -> Iterable[str]:
    """Yield each change with what belongs to it; what to do about a rule is said where it first applies."""
    advised = set()
    for change in told:
        yield from _change(change)
        if change.compatibility is Compatibility.COMPATIBLE:
            continue
        reached = words.reached_by(change)
        if reached:
            yield f"      reached by {visible(words.listed(reached))}"
        if change.rule not in advised and words.fix(change.rule):
            advised.add(change.rule)
            yield f"      fix: {words.fix(change.rule)}"


def review(reviewed: Review) -> str:
    """Return verdict, next action, steps, holds, breaking changes and findings."""
    told = words.sign("verdict", reviewed.verdict)
    action = reviewed.next_action
    text = [
        f"{told.mark} {told.word}: {visible(arrange.headline(reviewed))}",
        f"Next ({visible(action.who)}): {visible(action.what)}",
        "",
    ]
    for step in reviewed.steps:
        status = words.sign("status", step.status)
        text.append(f"  {status.mark} {visible(step.title):<26}{visible(status.word):<16}{visible(step.reason)}")
    text += ["", *(f"⊘ {visible(item.message)} → {visible(item.redirect)}" for item in reviewed.scope)]
    for hold in reviewed.holds:
        approvers = ", ".join(map(visible, hold.approvers)) or "nobody named"
        text.append(
            f"‖ hold {visible(hold.id)} ({visible(hold.state)}): {visible(hold.reason)}; may approve: {approvers}"
        )
    for reach in arrange.reach(reviewed):
        text += [*_change(reach.change, indent=""), *_reach(reach)]
    for finding in arrange.findings_beside(reviewed):
        text += _finding(finding)
    text += [f"? {visible(question.text)}" for question in arrange.open_questions(reviewed)]
    text += [f"unread: {visible(one.path)}: {visible(one.reason)}" for one in reviewed.unread[:_UNREAD]]
    if len(reviewed.unread) > _UNREAD:
        text.append(f"unread: {len(reviewed.unread) - _UNREAD} more")
    return _printed(text)


def findings(found: Iterable[Finding]) -> str:
    """Return findings, one below the other, each with its places and what to do."""
    return _printed([line for finding in found for line in _finding(finding)] or ["Nothing to say."])


def _finding(finding: Finding) -> list[str]:
    severity = words.sign("severity", finding.severity)
    places = " ".join(visible(str(where)) for where in finding.provenance)
    return [
        f"{severity.mark} {visible(severity.word)}: {visible(finding.message)}  {places}".rstrip(),
        f"    fix: {visible(finding.fix)}  ({visible(words.short(finding.fingerprint))})",
    ]


def reached(impacts: Iterable[Impact]) -> str:
    """Return whom a change would reach: who uses it, who only depends, and where it cannot be told."""
    by_answer: dict[str, list[Impact]] = {"uses": [], "passes": [], "serves": [], "depends": [], "unknown": []}
    for impact in impacts:
        kind = "passes" if arrange.only_passes(impact) else "serves" if arrange.serves(impact) else impact.answer
        by_answer[kind].append(impact)
    passes = [f"{visible(i.service)} ({visible(arrange.first_use(i))})" for i in by_answer["passes"]]
    uses = [f"{visible(i.service)} ({_lines(i)})" for i in by_answer["uses"]]
    unknown = [f"{visible(impact.service)} ({visible(impact.why)})" for impact in by_answer["unknown"]]
    text = [
        f"uses: {', '.join(uses) or 'nobody known'}",
        *(line for impact in by_answer["uses"] for line in _used(impact)),
        *([f"passes it on unread: {', '.join(passes)}"] if passes else []),
        *(f"{visible(i.service)} {visible(i.why)}" for i in by_answer["serves"]),
        f"depends, no use found: {', '.join(visible(i.service) for i in by_answer['depends']) or 'nobody'}",
        f"cannot tell: {', '.join(unknown) or 'nobody'}",
    ]
    return _printed(text)


def _lines(impact: Impact) -> str:
    """Return how many lines of a service use a part, those of tests apart."""
    tests = sum(use.test for use in impact.uses)
    own = len(impact.uses) - tests
    told = [words.count(own, "line") if own else "", f"{tests} in tests" if tests else ""]
    return ", ".join(filter(None, told))


def _used(impact: Impact) -> list[str]:
    """Return a service and beneath it its lines, those of tests last and told so."""
    uses = sorted(impact.uses, key=lambda use: use.test)
    return [
        f"  {visible(impact.service)}",
        *(f"    {visible(use.path)}:{use.line}  {'test  ' if use.test else ''}{visible(use.text)}" for use in uses),
    ]


def owners(files: Sequence[ChangedFile]) -> str:
    """Return each path with its owners and the line that says so."""
    width = max((len(visible(file.path)) for file in files), default=0)
    return _printed(
        f"{visible(file.path):<{width}}  {_owned(file.owners)}  {visible(file.owner_rule)}" for file in files
    )


def flow(shown: Graph) -> str:
    """Return the edges, one a line, with where they are known from."""
    rows = [
        (
            words.sign("edge", link.state).mark,
            f"{visible(link.source)} → {visible(link.target)}",
            f"{visible(link.layer)}  {', '.join(map(visible, link.strength))}",
            " ".join(map(visible, link.places[:2])),
        )
        for link in shown.links
    ]
    width = max((len(row[1]) for row in rows), default=0)
    text = [f"{mark} {ends:<{width}}  {known}  {places}".rstrip() for mark, ends, known, places in rows]
    return _printed([*(text or ["No edges."]), *([shown.said] if shown.said else [])])


def _owned(names: Sequence[str]) -> str:
    return " ".join(map(visible, names)) or "no owner"


def _told(change: ContractChange, operation: str = "", proof: str = "") -> str:
    """Return a change on one line."""
    told = words.sign("compatibility", change.compatibility)
    sides = words.delta(visible(change.old), visible(change.new))
    facts = "; ".join(filter(None, [change.rule, words.harm(change.levels), proof]))
    places = " → ".join(map(visible, words.causes(change)))
    return f"{told.mark} {told.word:<10}  {operation}{visible(change.part)}  {sides}  {places}  ({visible(facts)})"


def _change(change: ContractChange, indent: str = "  ") -> list[str]:
    proof = "" if change.compatibility is Compatibility.COMPATIBLE else change.proof
    text = [f"{indent}{_told(change, proof=proof)}"]
    if change.witness:
        verdicts = (visible(f"{side}: {said}") for side, said in words.verdicts(change))
        witness = [*lines(change.witness.text), *verdicts]
        text += [f"{indent}    {line}" for line in witness]
    return text


def _reach(reach: arrange.Reach) -> list[str]:
    text = [f"    order: {visible(reach.order)}"] if reach.order else []
    if reach.meanwhile:
        text.append(f"    while both run: {visible(reach.meanwhile)}")
    for impact in reach.rows:
        where = visible(arrange.first_use(impact)) if impact.answer == "uses" else f"cannot tell: {visible(impact.why)}"
        state = visible(words.sign("state", impact.state).word)
        meanwhile = "" if reach.meanwhile else f"; while both run: {visible(impact.rollout)}"
        text.append(f"    {visible(impact.service)}: {where}; {state}{meanwhile}")
    return text


def _printed(text: Iterable[str]) -> str:
    return inert("\n".join(line.rstrip() for line in text)) + "\n"
