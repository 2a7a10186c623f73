"""Is a use repaired by the same change: did its line change in the way that the contract's change demands?"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from juncture.contracts.model import ContractChange
from juncture.flow import edits
from juncture.flow.followed import Followed, Gone, followed, parted
from juncture.flow.found import Found
from juncture.flow.model import Use, UseState
from juncture.flow.recognise import FORWARD
from juncture.repository.changes import ChangeSet

_INTEGERS = {f"{prefix}{bits}" for prefix in ("int", "uint", "sint", "fixed", "sfixed") for bits in (32, 64)}
_NUMBERS = frozenset(_INTEGERS | {"float", "double", "int", "long", "integer", "number", "Int", "Float"})
_KINDS = {"string": "string", "String": "string", "ID": "string", "bool": "bool", "boolean": "bool", "Boolean": "bool"}
_TYPED = frozenset({"go", "java", "kotlin", "csharp", "rust"})
"""Languages whose compiler refuses a value of the wrong type; elsewhere only a literal commits to one."""
DECODE = "decode"
"""How a record is handled that a reader takes or refuses as a whole."""


class Demand(NamedTuple):
    """What a change asks of those who use its part: that they let go of it, or take another kind of value.

    ``removed`` is whether head declares ``part``, as base called it, no longer. ``new_form`` is what ``edits.shows``
    looks for where the new type is written with no kind of literal, ``new_type`` the last word of its name. ``added``
    tells that base had no such part: nothing can take it as it was.
    """

    part: str
    removed: bool
    old_kind: str
    new_kind: str
    new_form: str = ""
    new_type: str = ""
    added: bool = False

    @classmethod
    def of(cls, change: ContractChange, part: str, *, removed: bool) -> "Demand":
        """Return what a change of a part demands."""
        form, type_name = _form(change.old, change.new)
        return cls(part, removed, literal_kind(change.old), literal_kind(change.new), form, type_name, not change.old)

    def accepts(self, kind: str) -> bool:
        """Tell whether a line may take the value for this kind of literal. No kind commits to nothing."""
        if self.removed:
            return False
        return not kind or kind == "null" or not self.new_kind or kind == self.new_kind

    def fits(self, use: Found) -> bool:
        """Tell whether a line shows that it takes the value as head gives it."""
        return not self.removed and self.decides and use.kind == self.new_kind

    @property
    def decides(self) -> bool:
        """Whether the kind of literal tells the new form from the old one."""
        return bool(self.new_kind) and self.new_kind != self.old_kind

    def opposes(self, use: Found) -> bool:
        """Tell whether a line shows that it takes the value as base gave it."""
        if self.removed or self.added:
            return False
        if self.new_kind or not self.new_form:
            return not self.accepts(use.kind)
        if self.new_form == "null":
            # An own type that leaves null out is wrong on paper; what reads the value may still look for it.
            return (
                use.how != "declare"
                and _is_old(use, self)
                and not edits.shows("null", "", use.name, "", edits.statement(use))
            )
        return _is_old(use, self)


def _is_old(use: Found, demand: Demand) -> bool:
    return bool(use.kind) and use.kind == demand.old_kind


def literal_kind(notation: str) -> str:
    """Return the kind of literal that a contract's type is written with; empty where none is certain."""
    words = notation.split()
    if not words or words[0] in ("repeated", "map", "array") or "|" in words or notation[-1] in "]>":
        return ""
    word = words[-1].rstrip("!")
    return "number" if word in _NUMBERS else _KINDS.get(word, "")


def _form(old: str, new: str) -> tuple[str, str]:
    """Return the form of a new type that no literal is written with, as ``edits.shows`` knows it, and its name."""
    words = new.split()
    if not words or literal_kind(new):
        return "", ""
    if words[0] in ("repeated", "array") or new.rstrip("!").endswith("]"):
        return "list", ""
    if "null" in words and "null" not in old.split():
        return "null", ""
    last = words[-1].rpartition(".")[2].rstrip("!")
    return ("bytes", "") if last == "bytes" else ("type", last) if last.isidentifier() else ("", "")


class Judged(NamedTuple):
    """A use with its state.

    ``commits`` tells whether it holds the service to the old form of the part, ``fits`` that it takes the new one
    without an edit. ``gives`` tells that a message is given the part there, and ``reads`` that it is taken from one.
    """

    use: Use
    service: str
    state: UseState
    commits: bool
    passes: bool
    fits: bool = False
    gives: bool = False

    @property
    def reads(self) -> bool:
        """Whether the part is taken from a message there."""
        return not self.gives or self.use.how == FORWARD


def judge(
    base: Iterable[Found],
    head: Iterable[Found],
    changes: ChangeSet,
    demand: Demand,
    revisions: tuple[str, str],
    *,
    unbound: bool = False,
) -> list[Judged]:
    """Return the state of every use of both sides, by place.

    A use on a line that stands as it stood is untouched, unless another line of its statement changed as the demand
    asks; so is one whose line only moved, within its file, to another, or to another service. One that took the place
    of a use on a changed line is repaired where its new form fits the demand, and edited where nobody can tell. One
    without such a forerunner is new at head; and one whose line is gone is repaired. What head still says of a part
    that is gone is never repaired. ``revisions`` are those of base and head; ``unbound`` tells that head's contract
    has another path, under which what stands may not be found.
    """
    # Where head has no name left for the part, nothing finds again what stands in a file that moved.
    moves = changes.moves if demand.removed or unbound else {}
    old, new = _by_path(use._replace(path=moves.get(use.path, use.path)) for use in base), _by_path(head)
    lines = changes.lines(sorted((old.keys() | new.keys()).difference(moves.values())))
    judged: list[Judged] = []
    gone: list[Gone] = []
    fresh: list[Found] = []
    for path in sorted(old.keys() | new.keys()):
        change = lines.get(path)
        stays, vanished = parted(old.get(path, []), change)
        gone += vanished
        if demand.removed or unbound:
            seen = {use.line for use in new.get(path, [])}
            judged += [_judged(use, UseState.UNTOUCHED, demand, revisions[1]) for use in stays if use.line not in seen]
        for use in new.get(path, []):
            if change is not None and use.line in change.added:
                fresh.append(use)
            else:
                judged.append(_judged(use, _standing(use, stays, demand), demand, revisions[1]))
    steps, repaired = followed(fresh, gone)
    judged += [_judged(step.use, _followed(step, demand), demand, revisions[1]) for step in steps]
    kept = {(one.service, _squeezed(one.use.text)) for one in judged if one.state is UseState.UNTOUCHED}
    left = [use for use in repaired if (use.service, _squeezed(use.text)) not in kept]
    judged += [_judged(use, UseState.REPAIRED, demand, revisions[0]) for use in left]
    return sorted(judged, key=lambda one: (one.use.revision != revisions[1], one.use.path, one.use.line))


def _by_path(uses: Iterable[Found]) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {}
    for use in uses:
        groups.setdefault(use.path, []).append(use)
    return groups


def _standing(use: Found, stays: list[Found], demand: Demand) -> UseState:
    """Return the state of a use whose line stands: another line of its statement may have been edited."""
    before = next((one for one in stays if (one.line, one.name) == (use.line, use.name)), None)
    if before is None or before.whole == use.whole or demand.removed:
        return UseState.UNTOUCHED
    return _edited(before, use, demand)


def _followed(step: Followed, demand: Demand) -> UseState:
    """Return the state of a use on a line of head's own."""
    stale = demand.removed and step.use.part == demand.part
    if step.moved or stale:
        return UseState.UNTOUCHED
    if step.before is None:
        # Whoever comes to take the value as it was is hurt like everybody who did.
        return UseState.UNTOUCHED if demand.opposes(step.use) else UseState.NEW
    return UseState.REPAIRED if demand.removed else _edited(step.before, step.use, demand)


def _edited(before: Found, after: Found, demand: Demand) -> UseState:
    """Return what an edit makes of a use.

    The kind that it takes the value for decides, where it shows one; else the edit must be of what is done with the
    value: one beside it repairs nothing.
    """
    if after.kind and demand.decides:
        return UseState.REPAIRED if demand.accepts(after.kind) else UseState.UNTOUCHED
    if demand.new_form and _shown(before, after, demand):
        return UseState.REPAIRED
    old, new = edits.plain(before), edits.plain(after)
    declared = edits.kinds(edits.brought(edits.head(old, before.name), edits.head(new, after.name), ""))
    if demand.opposes(after) or not (declared or edits.touches(old, new, after.name)):
        return UseState.UNTOUCHED
    return _by_words(declared or edits.kinds(edits.brought(old, new, after.name)), demand)


def _by_words(kinds: set[str], demand: Demand) -> UseState:
    """Return what an edit of the value makes of a use, by the kinds of the types that it names."""
    if demand.new_kind in kinds:
        return UseState.REPAIRED
    if not demand.decides:
        return UseState.EDITED
    return UseState.UNTOUCHED if kinds else UseState.REPAIRED


def _shown(before: Found, after: Found, demand: Demand) -> bool:
    """Tell whether an edit shows that the value is taken in a form that no literal is written with."""
    if demand.new_form == "type" and after.kind == "null" and before.kind != "null":
        return True  # a message may be missing where a plain value is empty
    return edits.shows(demand.new_form, demand.new_type, after.name, edits.statement(before), edits.statement(after))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _judged(use: Found, state: UseState, demand: Demand, revision: str) -> Judged:
    language = use.reader.partition(":")[0]
    # A member that is gone cannot be forwarded either; one of another type can, and the line stays as it is.
    stale = demand.removed and use.part == demand.part
    passes = use.how == FORWARD and not stale
    fits = demand.fits(use)
    typed = language in _TYPED and use.how not in (FORWARD, "pass") and not fits
    commits = stale or demand.opposes(use) or typed
    return Judged(record(use, state, revision), use.service, state, commits, passes, fits, _gives(use))


def _gives(use: Found) -> bool:
    """Tell whether a line gives a message the part: by a setter, an assignment, or a key with its value."""
    if use.how in ("write", FORWARD):
        return True
    given = re.compile(rf"\b{re.escape(use.name)}\b[\"']?\]?\s*(?::(?!:)|=(?![=>]))")
    return use.how == "pass" and given.search(use.text) is not None


def record(use: Found, state: UseState, revision: str) -> Use:
    """Return a use as an impact has it."""
    return Use(use.path, use.line, revision, use.reader, use.text, use.test, state, use.how)


def service_state(judged: Iterable[Judged]) -> UseState:
    """Return the state of a service from its uses, tests apart: one committed line left behind is untouched."""
    counted = [one for one in judged if not one.use.test]
    if any(one.state is UseState.UNTOUCHED and one.commits for one in counted):
        return UseState.UNTOUCHED
    for state in (UseState.EDITED, UseState.REPAIRED):
        if any(one.state is state for one in counted):
            return state
    for state in (UseState.NEW, UseState.REBUILT):
        if counted and all(one.state is state for one in counted):
            return state
    return UseState.NEW if _only_new_or_rebuilt(counted) else UseState.UNTOUCHED


def _only_new_or_rebuilt(counted: list[Judged]) -> bool:
    return bool(counted) and all(one.state in (UseState.NEW, UseState.REBUILT) for one in counted)
