"""What a terminal shows of a backtest: one sentence, then where the table is."""

from collections import Counter
from collections.abc import Sequence

from juncture.history.model import Backtest, Break, Merge, State
from juncture.policy.model import Verdict
from juncture.policy.verdict import exit_code
from juncture.render import words
from juncture.render.plain import inert, visible

NAMED = 3
"""Merges that the sentence names; the table has all."""
STATES = {
    State.REPAIRED: "repaired in the merge",
    State.UNUSED: "no known use",
    State.UNKNOWN: "cannot tell",
    State.UNTOUCHED: "untouched",
}
_SETTLED = {"repaired": "repaired later", "withdrawn": "withdrawn later", "removed": "contract removed later"}


def sentence(table: Backtest) -> str:
    """Return how many merges broke something, what became of that, and how often a review would have spoken."""
    breaking = [merge for merge in table.merges if merge.breaks]
    ranked = sorted((merge for merge in breaking if _rank(merge) is not None), key=lambda merge: _rank(merge) or 0)
    named = [_named(merge) for merge in ranked]
    told = [words.count(len(breaking), "breaking merge"), _became(breaking), words.listed(named, NAMED)]
    text = [f"{': '.join(filter(None, told))}."]
    spoken = sum(merge.comment for merge in table.merges)
    text.append(f"Would have commented on {spoken} of {len(table.merges)}{_held(table)}, {_stopped(table)}.")
    failed = [merge for merge in table.merges if merge.error]
    if failed:
        text.append(
            f"Could not tell of {len(failed)}, first {label(failed[0])}: {visible(failed[0].error).rstrip('.')}."
        )
    return inert(" ".join(text)) + "\n"


def _held(table: Backtest) -> str:
    """Return for which holds it would have spoken, the most frequent first."""
    held = Counter(hold for merge in table.merges if merge.comment for hold in merge.holds)
    named = [f"{number} {visible(hold)}" for hold, number in sorted(held.items(), key=lambda item: (-item[1], item[0]))]
    return f" (holds: {words.listed(named)})" if named else ""


def counts(table: Backtest) -> str:
    """Return how many merges broke something, by what became of it."""
    return f"{_became([merge for merge in table.merges if merge.breaks]) or 'no merge broke a contract'}\n"


def _became(breaking: Sequence[Merge]) -> str:
    of = {state: [merge for merge in breaking if merge.state is state] for state in State}
    left = of[State.UNTOUCHED]
    later = [merge for merge in left if is_settled(merge)]
    repaired, unsafe = of[State.REPAIRED], [merge for merge in of[State.REPAIRED] if is_unsafe(merge)]
    parts = [
        (len(repaired) - len(unsafe), "repaired in the merge"),
        (len(unsafe), "repaired in the merge, yet unsafe while old and new run together"),
        (len(of[State.UNUSED]), "without a known use"),
        (len(of[State.UNKNOWN]), "cannot tell"),
        (len(later), "settled later"),
        (len(left) - len(later), "never repaired"),
    ]
    return ", ".join(f"{number} {said}" for number, said in parts if number)


def is_settled(merge: Merge) -> bool:
    """Tell whether every untouched break of a merge was settled by a later one."""
    return all(one.later for one in merge.breaks if one.state is State.UNTOUCHED)


def is_unsafe(merge: Merge) -> bool:
    """Tell whether a break of a merge hurts somebody on the way, although it leaves no use behind."""
    return any(one.unsafe for one in merge.breaks)


def _rank(merge: Merge) -> int | None:
    """Return how early a merge is named: a use left behind, then a doubt, then harm on the way."""
    order = [merge.state is State.UNTOUCHED, merge.state is State.UNKNOWN, is_unsafe(merge)]
    return order.index(True) if any(order) else None


def _named(merge: Merge) -> str:
    same = [one for one in merge.breaks if one.state is merge.state]
    broken = next((one for one in same if _tells(one, merge)), same[0])
    line = first_line(broken)
    facts = [
        words.listed([visible(name) for name in broken.services]),
        f"reader {line}" if line else "",
        doubt(broken) or visible(broken.unsafe) or later(broken),
    ]
    return f"{label(merge)} {visible(broken.name)} ({'; '.join(filter(None, facts))})"


def _tells(broken: Break, merge: Merge) -> bool:
    """Tell whether a break shows why its merge is named."""
    if merge.state is State.UNTOUCHED:
        return is_settled(merge) or not broken.later
    return merge.state is State.UNKNOWN or bool(broken.unsafe)


def doubt(broken: Break) -> str:
    """Return whose use of a break cannot be told, and why; empty where that is known of everybody."""
    untold = [one for one in broken.consumers if one.answer == "unknown"]
    if broken.state is not State.UNKNOWN or not untold:
        return ""
    more = f", and {len(untold) - 1} more" if len(untold) > 1 else ""
    return f"cannot tell of {visible(untold[0].service)}: {visible(untold[0].why).replace('`', '')}{more}"


def label(merge: Merge) -> str:
    """Return the request of a merge, else its commit."""
    return visible(merge.request) or words.short(merge.commit)


def first_line(broken: Break) -> str:
    """Return ``path:line`` of the use that decided the state of a break; empty where none is known."""
    deciding = [one for one in broken.consumers if one.answer == "uses" and str(one.state) == str(broken.state)]
    lines = [line for one in (*deciding, *broken.consumers) for line in one.lines]
    return f"{visible(lines[0].path)}:{lines[0].line}" if lines else ""


def later(broken: Break) -> str:
    """Return what became of a break that its own merge left untouched; empty for any other."""
    if broken.state is not State.UNTOUCHED:
        return ""
    if broken.later is None:
        return "never"
    by = visible(broken.later.request) or words.short(broken.later.commit)
    return f"{_SETTLED[broken.later.how]} by {by}, {broken.later.date}"


def _stopped(table: Backtest) -> str:
    """Return how many merges the policy's mode would have stopped, and what the other mode would have done."""
    modes = sorted({merge.mode for merge in table.merges if merge.mode})
    stopped = sum(bool(exit_code(merge.verdict, merge.mode)) for merge in table.merges if not merge.error)
    verdicts = [merge.verdict for merge in table.merges]
    enforced = [
        f"{verdicts.count(verdict)} {said}"
        for verdict, said in ((Verdict.BLOCKED, "blocked"), (Verdict.NEEDS_APPROVAL, "to approve"))
        if verdict in verdicts
    ]
    also = f"; enforced: {', '.join(enforced)}" if enforced and modes == ["observe"] else ""
    return f"blocked {stopped} ({', '.join(map(visible, modes)) or 'no policy read'}{also})"
