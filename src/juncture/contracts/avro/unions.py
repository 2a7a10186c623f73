"""What it means that the branches of a union change, or that a type becomes a union or stops being one."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from juncture.contracts.avro.draft import Draft, Step, Trail
from juncture.contracts.avro.link import Node, Schemas, spot
from juncture.contracts.avro.model import Primitive, Reference, Union, unqualified, written
from juncture.contracts.avro.parser import branch_key
from juncture.contracts.avro.resolution import promotes

if TYPE_CHECKING:
    from juncture.contracts.avro.walk import Walk


class Branch(NamedTuple):
    """A branch: its type, and its number in the union; None for a type that is no union and stands for itself."""

    node: Node
    number: int | None

    @property
    def step(self) -> Step | None:
        """The step into a datum that takes this branch."""
        return None if self.number is None else ("branch", self.number)

    @property
    def key(self) -> str:
        """What tells it from its siblings."""
        return branch_key(self.node.type)

    @property
    def label(self) -> str:
        """The branch as a part writes it."""
        return written(self.key, self.node.file.namespace)


_Pair = tuple[Branch, Branch]
_MOST_TRIED = 50
"""So many branches without a namesake are tried against each other."""


def union_changes(walk: "Walk", trail: Trail, old: Node, new: Node) -> Iterator[Draft]:
    """Yield what differs between two types of which at least one is a union."""
    before, after = _branches(walk.old, old), _branches(walk.new, new)
    pairs = _pairs(walk, before, after, old, new)
    if before and after and not pairs:
        yield walk.draft("type-changed", trail, old, new)
        return
    for here, there in pairs:
        yield from walk.types(_into(trail, here, there), here.node, there.node)
    gone, come = _left(before, pairs, 0), _left(after, pairs, 1)
    drafts = [*_gone(walk, trail, gone, old, new), *_come(walk, trail, come, old, new)]
    if [each.rule for each in drafts] == ["branch-removed", "branch-added"]:
        (one,), (other,) = gone, come
        yield walk.draft("type-changed", _into(trail, one, other), one.node, other.node)
        return
    yield from drafts
    if not drafts:
        yield from _rearranged(walk, trail, pairs, old, new)


def _gone(walk: "Walk", trail: Trail, branches: list[Branch], old: Node, new: Node) -> Iterator[Draft]:
    for each in branches:
        rule = _rule("removed", each, walk.backward.reads(each.node, new))
        yield walk.draft(rule, _into(trail, each, None), each.node, None, was=spot(old), at=spot(new))


def _come(walk: "Walk", trail: Trail, branches: list[Branch], old: Node, new: Node) -> Iterator[Draft]:
    for each in branches:
        rule = _rule("added", each, walk.forward.reads(each.node, old))
        yield walk.draft(rule, _into(trail, None, each), None, each.node, was=spot(old), at=spot(new))


def _into(trail: Trail, old: Branch | None, new: Branch | None) -> Trail:
    """Return the way into a branch, named as the new side names it where it is there."""
    named = new or old
    assert named is not None
    return trail.to(trail.part.branch(named.label), old.step if old else None, new.step if new else None)


def _rule(what: str, branch: Branch, readable: bool) -> str:
    if readable:
        return f"branch-{what}-readable"
    return f"null-{what}" if branch.key == "null" else f"branch-{what}"


def _rearranged(walk: "Walk", trail: Trail, pairs: list[_Pair], old: Node, new: Node) -> Iterator[Draft]:
    numbers = [(here.number, there.number) for here, there in pairs]
    if any(None in each for each in numbers):
        yield walk.draft("union-of-one", trail, old, new)
    elif any(here != there for here, there in numbers):
        yield walk.draft("branches-reordered", trail, old, new)


def _branches(schemas: Schemas, node: Node) -> list[Branch]:
    view = schemas.view(node)
    if isinstance(view.shape, Union):
        return [Branch(view.node(each), number) for number, each in enumerate(view.shape.branches)]
    return [Branch(node, None)]


def _pairs(walk: "Walk", before: list[Branch], after: list[Branch], old: Node, new: Node) -> list[_Pair]:
    """Pair branches: by name or kind, by unqualified name, as one type over time, at last by promotion."""

    def promoted(here: Branch, there: Branch) -> bool:
        if not isinstance(here.node.type, Primitive) or not isinstance(there.node.type, Primitive):
            return False
        onward, back = promotes(here.key, there.key), promotes(there.key, here.key)
        # Where other branches read both as well, nothing was promoted: one went and one came.
        return (onward and back) or (
            (onward or back) and not (walk.backward.reads(here.node, new) and walk.forward.reads(there.node, old))
        )

    pairs: list[_Pair] = []
    for key in (lambda branch: branch.key, _unqualified):
        free = {key(each): each for each in reversed(_left(after, pairs, 1)) if key(each)}
        pairs += [(each, free.pop(key(each))) for each in _left(before, pairs, 0) if key(each) in free]
    ways: list[Callable[[Branch, Branch], bool]] = [lambda a, b: walk.one_type(a.node, b.node), promoted]
    for way in ways:
        for here in _left(before, pairs, 0)[:_MOST_TRIED]:
            there = next((each for each in _left(after, pairs, 1)[:_MOST_TRIED] if way(here, each)), None)
            if there is not None:
                pairs.append((here, there))
    return sorted(pairs, key=lambda pair: pair[1].number or 0)


def _unqualified(branch: Branch) -> str:
    return unqualified(branch.key) if isinstance(branch.node.type, Reference) else ""


def _left(branches: list[Branch], pairs: list[_Pair], side: int) -> list[Branch]:
    """Return the branches of one side that are in no pair."""
    kept = {pair[side].key for pair in pairs}
    return [each for each in branches if each.key not in kept]
