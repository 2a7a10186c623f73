"""Is a use repaired by the same change: did its line change in the way that the contract's change demands?"""

from collections.abc import Iterable
from typing import NamedTuple

from juncture.contracts.model import ContractChange
from juncture.flow.model import Use, UseState
from juncture.flow.uses import FORWARD, Found
from juncture.repository.changes import ChangeSet, LineChange

_INTEGERS = {f"{prefix}{bits}" for prefix in ("int", "uint", "sint", "fixed", "sfixed") for bits in (32, 64)}
_NUMBERS = frozenset(_INTEGERS | {"float", "double", "int", "long", "integer", "number"})
_TYPED = frozenset({"go", "java", "kotlin", "csharp", "rust"})
"""Languages whose compiler refuses a value of the wrong type; elsewhere only a literal commits to one."""


class Demand(NamedTuple):
    """What a change asks of those who use its part: that they let go of it, or take another kind of value."""

    removed: bool
    old_kind: str
    new_kind: str

    @classmethod
    def of(cls, change: ContractChange, *, removed: bool) -> "Demand":
        """Return what a change demands; ``removed`` tells whether head declares the part no longer."""
        return cls(removed, literal_kind(change.old), literal_kind(change.new))

    def accepts(self, literal: str) -> bool:
        """Tell whether a changed line may commit to this kind of literal. No literal commits to nothing."""
        if self.removed:
            return False
        return not literal or literal == "null" or not self.new_kind or literal == self.new_kind


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

    A use on a line that stands as it stood is untouched; one that took the place of a use on a changed line is
    repaired where its new form fits the demand; one without such a forerunner is new at head; and one whose line is
    gone is repaired. ``revisions`` are those of base and head.
    """
    old = _by_path(base)
    new = _by_path(head)
    lines = changes.lines(sorted(old.keys() | new.keys()))
    judged: list[Judged] = []
    for path in sorted(old.keys() | new.keys()):
        judged += _in_file(old.get(path, []), new.get(path, []), lines.get(path), demand, revisions)
    return judged


def _by_path(uses: Iterable[Found]) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {}
    for use in uses:
        groups.setdefault(use.path, []).append(use)
    return groups


def _in_file(
    base: list[Found], head: list[Found], lines: LineChange | None, demand: Demand, revisions: tuple[str, str]
) -> list[Judged]:
    forerunners = [use for use in base if lines and use.line in lines.removed]
    judged = []
    for use in head:
        if lines is None or use.line not in lines.added:
            state = UseState.UNTOUCHED
        elif forerunners:
            forerunners.pop(0)
            state = UseState.REPAIRED if demand.accepts(use.literal) else UseState.UNTOUCHED
        else:
            state = UseState.NEW
        judged.append(_judged(use, state, demand, revisions[1]))
    judged += [_judged(use, UseState.REPAIRED, demand, revisions[0]) for use in forerunners]
    return judged


def _judged(use: Found, state: UseState, demand: Demand, revision: str) -> Judged:
    language = use.reader.partition(":")[0]
    # A member that is gone cannot be forwarded either; one of another type can, and the line stays as it is.
    passes = use.how == FORWARD and not demand.removed
    wrong = bool(use.literal) and not demand.accepts(use.literal)
    commits = demand.removed or wrong or (language in _TYPED and use.how not in (FORWARD, "pass"))
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
