"""Reserved and extension ranges: which numbers a side holds, and what of it the other side lost."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from juncture.contracts.protobuf.draft import SAFE, SOURCE, Draft, Spot, named
from juncture.contracts.protobuf.link import Declaration
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.syntax import Enum, Message, Range


class Reserved:
    """What one message or enum reserves, for many look-ups."""

    __slots__ = ("_ends", "_ranges", "_starts", "names")

    def __init__(self, node: Message | Enum) -> None:
        self.names = frozenset(each.name for each in node.reserved_names)
        self._ranges = sorted(node.reserved, key=lambda each: (each.start, each.end))
        self._starts = [each.start for each in self._ranges]
        self._ends = list(accumulate([each.end for each in self._ranges], max))

    def number(self, number: int) -> Range | None:
        """Return a range that holds the number."""
        last = bisect_right(self._starts, number) - 1
        if last < 0 or self._ends[last] < number:
            return None
        return self._ranges[bisect_left(self._ends, number)]


def less(ranges: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """Return what is left of ranges without the numbers of others, sorted."""
    holes = sorted((each.start, each.end) for each in taken)
    rest, next_hole = [], 0
    for each in sorted(ranges, key=lambda each: (each.start, each.end)):
        start = each.start
        while next_hole < len(holes) and holes[next_hole][1] < start:
            next_hole += 1
        at = next_hole
        while at < len(holes) and holes[at][0] <= each.end:
            if start < holes[at][0]:
                rest.append(Range(start, holes[at][0] - 1, each.line))
            start = max(start, holes[at][1] + 1)
            at += 1
        if start <= each.end:
            rest.append(Range(start, each.end, each.line))
    return rest


def reserved_changes(old: Declaration, new: Declaration) -> Iterator[Draft]:
    """Yield what is no longer reserved, and what is reserved besides the members that were removed."""
    before, after = _members(old.node), _members(new.node)
    used_numbers = [Range(number, number, 0) for _, number in after]
    used_names = {name for name, _ in after}
    freed = less(less(old.node.reserved, new.node.reserved), used_numbers)
    kept_names = {each.name for each in new.node.reserved_names} | used_names
    freed_names = [each for each in old.node.reserved_names if each.name not in kept_names]
    part = Part("declaration", new.local)
    at, was = Spot(new.path, new.node.line), Spot(old.path, old.node.line)
    types = (named(old), named(new))
    if freed or freed_names:
        line = min([each.line for each in freed] + [each.line for each in freed_names])
        told = _told(freed, [each.name for each in freed_names])
        yield Draft("reserved-removed", part, SAFE, told, "", at, Spot(old.path, line), types)
    gone = [Range(number, number, 0) for _, number in before]
    added = less(less(new.node.reserved, old.node.reserved), gone)
    known = {each.name for each in old.node.reserved_names} | {name for name, _ in before}
    added_names = [each for each in new.node.reserved_names if each.name not in known]
    if added or added_names:
        line = min([each.line for each in added] + [each.line for each in added_names])
        told = _told(added, [each.name for each in added_names])
        yield Draft("reserved-added", part, SAFE, "", told, Spot(new.path, line), was, types)


def _members(node: Message | Enum) -> list[tuple[str, int]]:
    members = node.fields if isinstance(node, Message) else node.values
    return [(each.name, each.number) for each in members]


def _told(ranges: Sequence[Range], names: Sequence[str]) -> str:
    parts = [", ".join(each.notation for each in ranges), ", ".join(f'"{name}"' for name in names)]
    return "; ".join(f"reserved {part}" for part in parts if part)


def extension_range_changes(old: Declaration, new: Declaration) -> Iterator[Draft]:
    """Yield numbers that extensions may no longer take, or may take besides."""
    assert isinstance(old.node, Message) and isinstance(new.node, Message)
    part = Part("declaration", new.local)
    at, was = Spot(new.path, new.node.line), Spot(old.path, old.node.line)
    types = (named(old), named(new))
    removed = less(old.node.extensions, new.node.extensions)
    if removed:
        told = f"extensions {', '.join(each.notation for each in removed)}"
        spot = Spot(old.path, removed[0].line)
        yield Draft("extension-range-removed", part, SOURCE, told, "", at, spot, types)
    added = less(new.node.extensions, old.node.extensions)
    if added:
        told = f"extensions {', '.join(each.notation for each in added)}"
        yield Draft("extension-range-added", part, SAFE, "", told, Spot(new.path, added[0].line), was, types)
