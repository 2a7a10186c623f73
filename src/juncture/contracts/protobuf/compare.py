"""Compares the .proto files of two sides: parse what matters, link, pair, compare, and tell root causes only."""

from collections.abc import Iterator, Set

from juncture.contracts.formats import Comparison
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.contracts.names import Named
from juncture.contracts.protobuf.declarations import declaration_changes
from juncture.contracts.protobuf.draft import Draft, Sides, Spot
from juncture.contracts.protobuf.extensions import extension_changes
from juncture.contracts.protobuf.file_changes import file_changes
from juncture.contracts.protobuf.folding import folded
from juncture.contracts.protobuf.link import Linked
from juncture.contracts.protobuf.messages import TypeComparison
from juncture.contracts.protobuf.pairs import pair
from juncture.contracts.protobuf.select import Selection, select
from juncture.contracts.protobuf.services import service_changes
from juncture.contracts.protobuf.surface import surface
from juncture.contracts.reach import Reach, direction
from juncture.contracts.uncollected import uncollected
from juncture.facts.rule import rule


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all .proto files of a comparison. Raises InputError for files that do not parse."""
    with uncollected():
        return _compared(comparison, select(comparison))


def _compared(comparison: Comparison, selection: Selection) -> list[ContractChange]:
    if not selection.old_changed and not selection.new_changed:
        return []
    old, new = Linked(selection.old), Linked(selection.new)
    sides = Sides(old, new, pair(old, new, comparison.moved))
    before = Reach({path: surface(file, digested=False) for path, file in selection.old.items()})
    after = Reach({path: surface(file, digested=False) for path, file in selection.new.items()})
    wanted = comparison.changed
    drafts = [
        each
        for each in folded(_drafts(sides, selection, before.referred), sides)
        if wanted is None or _paths(each) & wanted
    ]
    changes = [_change(each, before, after, comparison) for each in drafts]
    if comparison.witnesses and changes:
        from juncture.contracts.protobuf.witness import witnessed  # noqa: PLC0415 - loads the protobuf runtime

        return witnessed(sides, drafts, changes)
    return changes


def _drafts(sides: Sides, selection: Selection, referred: Set[Named]) -> Iterator[Draft]:
    old_paths, new_paths = selection.old_changed, selection.new_changed
    comparison = TypeComparison()
    for path in sorted(old_paths):
        target = sides.pairs.files.get(path)
        if target is not None:
            yield from file_changes(sides.old.files[path], sides.new.files[target])
    yield from declaration_changes(sides, old_paths, new_paths, referred)
    for here, there in sorted(sides.pairs.types.items()):
        if here.path in old_paths:
            yield from comparison(sides, sides.old.declarations[here], sides.new.declarations[there])
    for here, there in sorted(sides.pairs.services.items()):
        if here.path in old_paths:
            yield from service_changes(sides, here, there, comparison)
    yield from extension_changes(sides, old_paths, new_paths, comparison)


def _paths(draft: Draft) -> frozenset[str]:
    return frozenset(spot.path for spot in (draft.at, draft.was) if spot)


def _change(draft: Draft, before: Reach, after: Reach, comparison: Comparison) -> ContractChange:
    rule_id = f"protobuf/{draft.rule}"
    compatibility = Compatibility(rule(rule_id).compatibility)
    operations, way = _reached(draft, before, after if compatibility is Compatibility.COMPATIBLE else None)
    place = draft.at or draft.was
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=compatibility,
        direction=way,
        part=str(draft.part),
        contract=place.path if place else "",
        old=draft.old,
        new=draft.new,
        cause=_cause(draft.at, comparison.new_revision),
        cause_old=_cause(draft.was, comparison.old_revision),
        operations=operations,
        levels=draft.levels,
    )


def _cause(spot: Spot | None, revision: str) -> Cause | None:
    return Cause(spot.path, spot.line, revision) if spot else None


def _reached(draft: Draft, before: Reach, after: Reach | None) -> tuple[tuple[str, ...], Direction]:
    """Return the operations that carry what changed, and which way they carry it.

    ``after`` None leaves out the new side: what only it carries never had the old meaning, so nothing breaks there.
    """
    old_types = [each.types[0] for each in (draft, *draft.effects) if each.types[0]]
    new_types = [each.types[1] for each in (draft, *draft.effects) if each.types[1]]
    carriers = [*before.carriers(*old_types), *(after.carriers(*new_types) if after else ())]
    if draft.part.kind == "method":
        return draft.operations, _method_direction(draft.rule)
    names = {*draft.operations, *(each.operation for each in carriers)}
    return tuple(sorted(names)), direction(carriers)


def _method_direction(rule_name: str) -> Direction:
    for way, beginnings in (
        (Direction.REQUEST, ("rpc-request", "rpc-client")),
        (Direction.RESPONSE, ("rpc-response", "rpc-server")),
    ):
        if rule_name.startswith(beginnings):
            return way
    return Direction.BOTH
