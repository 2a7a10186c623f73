"""Is a use repaired by the same change: did its line change in the way that the contract's change demands?"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

import msgspec

from juncture.contracts.model import ContractChange
from juncture.flow.found import Found
from juncture.flow.model import Use, UseState
from juncture.flow.recognise import FORWARD
from juncture.repository.changes import ChangeSet, LineChange

_INTEGERS = {f"{prefix}{bits}" for prefix in ("int", "uint", "sint", "fixed", "sfixed") for bits in (32, 64)}
_NUMBERS = frozenset(_INTEGERS | {"float", "double", "int", "long", "integer", "number"})
_TYPED = frozenset({"go", "java", "kotlin", "csharp", "rust"})
"""Languages whose compiler refuses a value of the wrong type; elsewhere only a literal commits to one."""


class Demand(NamedTuple):
    """What a change asks of those who use its part: that they let go of it, or take another kind of value.

    ``removed`` is whether head declares ``part``, as base called it, no longer.
    """

    part: str
    removed: bool
    old_kind: str
    new_kind: str

    @classmethod
    def of(cls, change: ContractChange, part: str, *, removed: bool) -> "Demand":
        """Return what a change of a part demands."""
        return cls(part, removed, literal_kind(change.old), literal_kind(change.new))

    def accepts(self, kind: str) -> bool:
        """Tell whether a line may take the value for this kind of literal. No kind commits to nothing."""
        if self.removed:
            return False
        return not kind or kind == "null" or not self.new_kind or kind == self.new_kind


def literal_kind(notation: str) -> str:
    """Return the kind of literal that a contract's type is written with; empty where none is certain."""
    word = notation.rsplit(" ", maxsplit=1)[-1] if notation else ""
    if word in _NUMBERS:
        return "number"
    return {"string": "string", "bool": "bool", "boolean": "bool"}.get(word, "")


class Judged(NamedTuple):
    """A use with its state. ``commits`` tells whether it holds the service to the old form of the part."""

    use: Use
    state: UseState
    commits: bool
    passes: bool


def judge(
    base: Iterable[Found], head: Iterable[Found], changes: ChangeSet, demand: Demand, revisions: tuple[str, str]
) -> list[Judged]:
    """Return the state of every use of both sides, by place.

    A use on a line that stands as it stood is untouched, unless another line of its statement changed as the demand
    asks, and so is one whose line only moved, to another file too; one
    that took the place of a use on a changed line is repaired where its new form fits the demand; one without such a
    forerunner is new at head; and one whose line is gone is repaired. What head still says of a part that is gone is
    never repaired. ``revisions`` are those of base and head.
    """
    old, new = _by_path(base), _by_path(head)
    lines = changes.lines(sorted(old.keys() | new.keys()))
    judged: list[Judged] = []
    gone: list[Found] = []
    for path in sorted(old.keys() | new.keys()):
        change = lines.get(path)
        stays, vanished = _parted(old.get(path, []), change)
        lost = _lost(stays, new.get(path, []), demand)
        judged += [_judged(use, UseState.UNTOUCHED, demand, revisions[1]) for use in lost]
        judged += [
            _judged(use, _state(use, vanished, stays, change, demand), demand, revisions[1])
            for use in new.get(path, [])
        ]
        gone += vanished
    moved = {_squeezed(use.text) for use in gone}
    judged = [_unmoved(one, moved) for one in judged]
    kept = {_squeezed(one.use.text) for one in judged if one.state is UseState.UNTOUCHED}
    return judged + [
        _judged(use, UseState.REPAIRED, demand, revisions[0]) for use in gone if _squeezed(use.text) not in kept
    ]


def touches(before: str, after: str, name: str) -> bool:
    """Tell whether an edit from one text to another is of the expression that a name stands in.

    What lies between them may be its receiver, brackets and calls, the sign that gives it a value, and no sign that
    ends an expression.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for at in (place for place, token in enumerate(new) if token == name) if kind != "equal" else ():
            between = new[end:at] if at >= end else new[at + 1 : start] if at < start else []
            if at < start and between[:1] and between[0] in _GIVES:
                between = between[1:]
            if not _ENDS & set(between):
                return True
    return name not in new


_TOKEN = re.compile(r"\w+|:=|==+|!=+|<=|>=|->|=>|::|&&|\|\||\S")
_GIVES = frozenset({":", "=", ":=", "=>"})
"""Signs between a member and the value that it is given."""
_ENDS = frozenset({",", ";", "{", "}", "=", "return", "&&", "||", ":", "=>", ":="})


def judge_sent(base: Iterable[Found], head: Iterable[Found], revision: str) -> list[Judged]:
    """Return the state of everybody who has to send a part that base did not ask for, where they send the whole."""
    already = {use.path for use in base if use.met}
    judged = []
    for use in head:
        if use.path not in already:
            state = UseState.REPAIRED if use.met else UseState.UNTOUCHED
            record = Use(use.path, use.line, revision, use.reader, use.text, use.test, state, "write")
            judged.append(Judged(record, state, commits=not use.met, passes=False))
    return judged


def _by_path(uses: Iterable[Found]) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {}
    for use in uses:
        groups.setdefault(use.path, []).append(use)
    return groups


def _parted(base: list[Found], change: LineChange | None) -> tuple[list[Found], list[Found]]:
    """Part base's uses into those whose line stands at head, with head's number, and those whose line is gone."""
    if change is None:
        return base, []
    at_head = {there: here for here, there in change.moved.items()}
    stays = [use._replace(line=at_head[use.line]) for use in base if use.line in at_head]
    return stays, [use for use in base if use.line not in at_head]


def _lost(stays: list[Found], head: list[Found], demand: Demand) -> list[Found]:
    """Return the uses whose line stands while head declares their part no longer: nobody could find them there."""
    seen = {use.line for use in head}
    return [use for use in stays if demand.removed and use.line not in seen]


def _state(
    use: Found, vanished: list[Found], stays: list[Found], change: LineChange | None, demand: Demand
) -> UseState:
    """Return the state of a use at head; the forerunner that it replaces is taken out of ``vanished``."""
    stale = demand.removed and use.part == demand.part
    if change is None or use.line not in change.added:
        before = next((one for one in stays if (one.line, one.name) == (use.line, use.name)), None)
        edited = before is not None and before.whole != use.whole and not demand.removed
        return UseState.REPAIRED if before and edited and _answers(before, use, demand) else UseState.UNTOUCHED
    same = next((one for one in vanished if _squeezed(one.text) == _squeezed(use.text)), None)
    forerunner = same or (vanished[0] if vanished else None)
    if forerunner is None:
        return UseState.UNTOUCHED if stale else UseState.NEW
    vanished.remove(forerunner)
    fits = not stale and same is None and (demand.removed or _answers(forerunner, use, demand))
    return UseState.REPAIRED if fits else UseState.UNTOUCHED


def _answers(before: Found, after: Found, demand: Demand) -> bool:
    """Tell whether a changed line takes the value as head gives it.

    The kind that it takes the value for decides, where it shows one; else the edit must be of what is done with the
    value: one beside it repairs nothing.
    """
    if after.kind and demand.new_kind:
        return demand.accepts(after.kind)
    return touches(before.whole or before.text, after.whole or after.text, after.name)


def _unmoved(one: Judged, moved: set[str]) -> Judged:
    """A line that is new here and gone elsewhere, the same to the letter, only moved."""
    if one.state is not UseState.NEW or _squeezed(one.use.text) not in moved:
        return one
    use = msgspec.structs.replace(one.use, state=UseState.UNTOUCHED)
    return one._replace(use=use, state=UseState.UNTOUCHED)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _judged(use: Found, state: UseState, demand: Demand, revision: str) -> Judged:
    language = use.reader.partition(":")[0]
    # A member that is gone cannot be forwarded either; one of another type can, and the line stays as it is.
    stale = demand.removed and use.part == demand.part
    passes = use.how == FORWARD and not stale
    wrong = bool(use.kind) and not demand.removed and not demand.accepts(use.kind)
    commits = stale or wrong or (language in _TYPED and use.how not in (FORWARD, "pass"))
    record = Use(
        path=use.path,
        line=use.line,
        revision=revision,
        reader=use.reader,
        text=use.text,
        test=use.test,
        state=state,
        how=use.how,
    )
    return Judged(record, state, commits, passes)


def service_state(judged: Iterable[Judged]) -> UseState:
    """Return the state of a service from its uses, tests apart: one committed line left behind is untouched."""
    counted = [one for one in judged if not one.use.test]
    if any(one.state is UseState.UNTOUCHED and one.commits for one in counted):
        return UseState.UNTOUCHED
    if any(one.state is UseState.REPAIRED for one in counted):
        return UseState.REPAIRED
    if counted and all(one.state is UseState.NEW for one in counted):
        return UseState.NEW
    return UseState.UNTOUCHED
