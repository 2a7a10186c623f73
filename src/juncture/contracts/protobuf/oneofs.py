"""Compares which fields exclude each other.

Moving one field into a oneof of its own is safe; fields that could be set together before and exclude each
other after lose data, and so do fields that may be set together now while an old reader keeps one
(Language Guide, Updating A Message Type).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from juncture.contracts.protobuf.draft import BREAK, SOURCE, Draft, Probe, Spot, named
from juncture.contracts.protobuf.fields import FieldPair
from juncture.contracts.protobuf.link import Declaration
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.syntax import Field, Message


def oneof_changes(old: Declaration, new: Declaration, pairs: Iterable[FieldPair]) -> Iterator[Draft]:
    """Yield renamed oneofs, and fields that joined or left one; fields removed or added are no business of this."""
    kept = [(pair.old, pair.new) for pair in pairs if pair.old and pair.new]
    names = _renamed(old, new, kept)
    for before, after in sorted(names.items()):
        yield _renaming(old, new, before, after)
    groups: dict[tuple[str, str, str], list[tuple[Field, Field]]] = {}
    members = _members(kept, names)
    for left, right in kept:
        before, after = names.get(left.oneof, left.oneof), right.oneof
        if before == after:
            continue
        lost = bool(before) and _unlike(members[0][before], after)
        gained = bool(after) and _unlike(members[1][after], before)
        rule = (
            "oneof-left"
            if lost
            else "oneof-joined"
            if gained
            else "oneof-left-alone"
            if before
            else "oneof-joined-alone"
        )
        key = (rule, left.oneof, after)
        groups.setdefault(key, []).append((left, right))
    for (rule, left_name, joined), moved in groups.items():
        yield _moving(old, new, _Move(rule, left_name, joined, moved), kept)


def _renamed(old: Declaration, new: Declaration, kept: list[tuple[Field, Field]]) -> dict[str, str]:
    """Return oneofs whose fields now stand in one that did not exist before, old name → new name."""
    assert isinstance(old.node, Message) and isinstance(new.node, Message)
    before = {each.name for each in old.node.oneofs}
    after = {each.name for each in new.node.oneofs}
    shared = Counter((left.oneof, right.oneof) for left, right in kept if left.oneof and right.oneof)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for (left_name, right_name), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        fresh = left_name not in after and right_name not in before
        if fresh and left_name not in found and right_name not in taken:
            found[left_name] = right_name
            taken.add(right_name)
    return found


def _members(kept: list[tuple[Field, Field]], names: dict[str, str]) -> tuple[dict[str, Counter[str]], ...]:
    """Count, per oneof of a side, where its fields stand on the other side."""
    before: dict[str, Counter[str]] = {}
    after: dict[str, Counter[str]] = {}
    for left, right in kept:
        from_name, to_name = names.get(left.oneof, left.oneof), right.oneof
        before.setdefault(from_name, Counter())[to_name] += 1
        after.setdefault(to_name, Counter())[from_name] += 1
    return before, after


def _rule(lost: bool, gained: bool, before: str) -> str:
    if lost:
        return "oneof-left"
    if gained:
        return "oneof-joined"
    return "oneof-left-alone" if before else "oneof-joined-alone"


def _unlike(homes: Counter[str], home: str) -> bool:
    """Whether fields that exclude each other on one side do not all do so on the other."""
    count = homes.total()
    return count > 1 and (not home or homes[home] != count)


def _renaming(old: Declaration, new: Declaration, before: str, after: str) -> Draft:
    part = Part("oneof", new.local, after)
    spots = _oneof_spot(new, after), _oneof_spot(old, before)
    return Draft("oneof-renamed", part, SOURCE, f"oneof {before}", f"oneof {after}", *spots, (named(old), named(new)))


def _oneof_spot(side: Declaration, name: str) -> Spot:
    assert isinstance(side.node, Message)
    line = next((each.line for each in side.node.oneofs if each.name == name), side.node.line)
    return Spot(side.path, line)


class _Move(NamedTuple):
    """Fields that change oneofs together: from ``before`` to ``after``, either empty for none."""

    rule: str
    before: str
    after: str
    fields: list[tuple[Field, Field]]


def _moving(old: Declaration, new: Declaration, move: _Move, kept: list[tuple[Field, Field]]) -> Draft:
    left, right = move.fields[0]
    at, was = Spot(new.path, right.line), Spot(old.path, left.line)
    part = Part("declaration", f"{new.local}.{right.name}")
    if len(move.fields) > 1:
        part = Part("oneof", new.local, move.after or move.before)
        at = _oneof_spot(new, move.after) if move.after else at
        was = _oneof_spot(old, move.before) if move.before else was
    told = f"oneof {move.before}" * bool(move.before), f"oneof {move.after}" * bool(move.after)
    types = (named(old), named(new))
    if move.rule.endswith("alone"):
        return Draft(move.rule, part, SOURCE, *told, at, was, types)
    return Draft(move.rule, part, BREAK, *told, at, was, types, probe=_probe(old, new, move, kept))


def _probe(old: Declaration, new: Declaration, move: _Move, kept: list[tuple[Field, Field]]) -> Probe:
    """Take a moved field and another one that shares the oneof with it on one side only."""
    first = move.fields[0]

    def companion(pair: tuple[Field, Field]) -> bool:
        if pair == first:
            return False
        return pair[0].oneof == move.before if move.rule == "oneof-left" else pair[1].oneof == move.after

    other = next((pair for pair in kept if companion(pair)), first)
    return Probe(named(old), named(new), tuple((pair[0].name, pair[1].name) for pair in (other, first)))
