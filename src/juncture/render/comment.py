"""The one comment on a pull request: at most 25 lines, understood in 20 seconds, silent where nothing is to say."""

from html import escape
from typing import Any

from juncture.contracts.model import Compatibility, ContractChange, Witness
from juncture.flow.model import Impact
from juncture.policy.model import Verdict
from juncture.render import arrange, words
from juncture.render.markdown import Marked, code, facts, heading, preformatted, prose
from juncture.render.plain import visible
from juncture.render.templates import comments
from juncture.review.model import Review

MARKER = "<!-- juncture:review -->"
"""By which the comment is found again; no string of a repository can print it."""
LINES = 25
_ROWS, _WITNESS = 5, 4
_LIGHTS = {
    Verdict.PASS: "🟢",
    Verdict.WARN: "🟡",
    Verdict.NEEDS_APPROVAL: "🟠",
    Verdict.BLOCKED: "🔴",
    Verdict.OUT_OF_SCOPE: "⛔",
    Verdict.ERROR: "❔",
}


def speaks(review: Review) -> bool:
    """Tell whether a review is worth a comment: a block, hold, scope finding, error or warn finding (design.md)."""
    stopped = review.verdict not in {Verdict.PASS, Verdict.WARN}
    return (
        stopped or bool(review.holds or review.scope) or any(f.severity in {"block", "warn"} for f in review.findings)
    )


def comment(review: Review, previous: Review | None = None, packet: str = "") -> str | None:
    """Return the comment, or None for silence.

    ``previous`` is the review of the last push: where that one spoke and this one has nothing to say, the comment
    says that it is settled. ``packet`` is the address of the packet, which the caller vouches for.
    """
    if not speaks(review) and not (previous and speaks(previous)):
        return None
    entries = _entries(review)
    text = _render(review, previous, packet, entries)
    over = len(text.splitlines()) - LINES
    if over > 0:
        kept = max(len(entries) - over - 1, 0)
        entries = [*entries[:kept], Marked(f"and {len(entries) - kept} more in the packet")]
        text = _render(review, previous, packet, entries)
    return text


def _render(review: Review, previous: Review | None, packet: str, entries: list[Marked]) -> str:
    context = {
        "marker": Marked(MARKER),
        "light": Marked(_LIGHTS[review.verdict]),
        "word": Marked(words.sign("verdict", review.verdict).word),
        "headline": prose(arrange.headline(review)),
        "next": review.next_action,
        "lead": _lead(review),
        "entries": entries,
        "tail": _tail(review, previous, packet),
    }
    return comments().get_template("comment.md.j2").render(context).strip() + "\n"


def _lead(review: Review) -> dict[str, Any] | None:
    """Return the worst change with whom it reaches; the others are one line each."""
    reaches = [reach for reach in arrange.reach(review) if reach.change.compatibility is not Compatibility.COMPATIBLE]
    if not reaches:
        return None
    reach = reaches[0]
    witness = reach.change.witness
    return {
        "heading": heading(reach.change),
        "facts": facts(reach.change),
        "order": f"{reach.order[:1].upper()}{reach.order[1:]}",
        "meanwhile": reach.meanwhile,
        "rows": [_row(impact, alike=bool(reach.meanwhile)) for impact in reach.rows[:_ROWS]],
        "beside": _beside(reach),
        "proof": _proof(reach.change, witness) if witness else "",
    }


def _proof(change: ContractChange, witness: Witness) -> Marked:
    """Return the witness's own lines, closed; one line alone is judged in two more. HTML: no Markdown is read in it."""
    verdicts = [f"{side}: {said}" for side, said in words.verdicts(change)]
    told = "\n".join([witness.text] if "\n" in witness.text.strip() else [witness.text.strip(), *verdicts])
    judge = escape(visible(witness.kind))
    return Marked(f"<details><summary>Proof ({judge})</summary>{preformatted(told, _WITNESS)}</details>")


def _row(impact: Impact, *, alike: bool) -> list[Marked]:
    row = [
        code(impact.service),
        Marked(", ".join(code(team) for team in impact.teams) or "no owner"),
        Marked(f"cannot tell: {prose(impact.why)}") if impact.answer == "unknown" else _uses(impact),
        Marked(words.sign("state", impact.state).word) if impact.state in words.SIGNS["state"] else code(impact.state),
        prose(impact.rollout),
    ]
    return row[:-1] if alike else row


def _uses(impact: Impact) -> Marked:
    first = arrange.first_use(impact)
    more = f" +{len(impact.uses) - 1}" if len(impact.uses) > 1 else ""
    return Marked(f"{code(first.rpartition('/')[2])}{more}" if first else "a line not named")


def _beside(reach: arrange.Reach) -> Marked:
    """Return in one line whom the change touches without a use: passed on, who offers it, depends, stale copies."""
    passed = [f"{code(i.service)} ({_uses(i)})" for i in reach.passed_on]
    stale = [str(code(copy.service or copy.path)) for copy in reach.stale]
    serving = [f"{code(i.service)} ({prose(i.why)})" for i in reach.serving]
    depends = [str(code(impact.service)) for impact in reach.depends]
    told = [
        f"{words.count(len(reach.rows) - _ROWS, 'more service')} in the packet." if len(reach.rows) > _ROWS else "",
        f"Passed on unread: {words.listed(passed)}." if passed else "",
        f"Offered by {'; '.join(serving)}." if serving else "",
        f"Depends, no use found: {words.listed(depends)}." if depends else "",
        f"Stale copies: {words.listed(stale)}." if stale else "",
    ]
    return Marked(" ".join(filter(None, told)))


def _entries(review: Review) -> list[Marked]:
    """Return one line for everything else that counts, most urgent first."""
    lead = [reach.change for reach in arrange.reach(review)][:1]
    scope = [f"**Out of scope:** {prose(item.message)} → {prose(item.redirect)}" for item in review.scope]
    holds = [_hold(review, position) for position in range(len(review.holds))]
    breaks = [
        f"**breaking** {heading(change)} · {facts(change)}"
        for change in arrange.worst_first(review.changes)
        if change.compatibility is Compatibility.BREAKING and change not in lead
    ]
    findings = [
        f"**{finding.severity}** {prose(finding.message)} · {prose(finding.fix)}"
        for finding in arrange.findings_beside(review)
        if finding.severity in {"block", "warn"}
    ]
    return [Marked(entry) for entry in (*scope, *holds, *breaks, *findings)]


def _hold(review: Review, position: int) -> str:
    hold = review.holds[position]
    by = f" ({code(hold.rule)})" if hold.rule else ""
    if hold.state == "approved":
        who = ", ".join(code(approval.principal) for approval in hold.approvals)
        return f"**Hold** {code(hold.id)}: approved by {who or 'nobody named'}."
    covered = words.listed([str(code(path)) for path in hold.paths])
    return (
        f"**Hold** {code(hold.id)}: {prose(hold.reason)}{by}. A rebase keeps an approval; editing {covered} voids it."
    )


def _tail(review: Review, previous: Review | None, packet: str) -> Marked:
    """Return what is not looked at, what moved since the last push, and where the whole review is."""
    unread = f", {words.count(len(review.unread), 'unread file')}" if review.unread else ""
    told = [f"Not looked at: untyped and reflective uses, services outside the repository{unread}"]
    if previous:
        fixed, fresh = arrange.since(review, previous)
        told.append(f"since last push: {fixed} fixed, {fresh} new")
    if packet:
        told.append(f"[packet]({packet})")
    told += [f"`juncture explain {words.short(f.fingerprint)}`" for f in _explained(review)]
    return Marked(" · ".join(told))


def _explained(review: Review) -> list[Any]:
    hexadecimal = set("0123456789abcdef")
    ranked = arrange.findings_first(review.findings)
    return [f for f in ranked if f.severity != "note" and set(f.fingerprint) <= hexadecimal][:1]
