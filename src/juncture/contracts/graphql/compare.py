"""Compares the SDL files of two sides: split, group into schemas, and compare only definitions that differ."""

from collections.abc import Iterable, Iterator, Mapping

from juncture.contracts.formats import Comparison
from juncture.contracts.graphql.draft import Draft, Side, Sides
from juncture.contracts.graphql.graph import Graph
from juncture.contracts.graphql.grouping import groups
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.roots import root_changes, schema_usage_changes
from juncture.contracts.graphql.scan import Chunk, scan
from juncture.contracts.graphql.schema import SCHEMA_KEY, Schema, Spot
from juncture.contracts.graphql.syntax import Definition
from juncture.contracts.graphql.types import definition_changes
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.contracts.uncollected import uncollected
from juncture.facts.problem import InputError, Problem
from juncture.facts.rule import rule

_Files = dict[str, list[Chunk]]


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all schemas of a comparison. Raises InputError for files that do not parse."""
    if comparison.old == comparison.new:
        return []
    with uncollected():
        return _compared(comparison)


def _compared(comparison: Comparison) -> list[ContractChange]:
    problems: list[Problem] = []
    old, new = _scanned(comparison.old, problems), _scanned(comparison.new, problems)
    if problems:
        raise InputError(*sorted(set(problems)))
    both = {path: [*old.get(path, ()), *new.get(path, ())] for path in {*old, *new}}
    changes: list[ContractChange] = []
    for paths in groups(both, comparison.moved):
        try:
            changes += _schema_changes(comparison, _of(old, paths), _of(new, paths))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*sorted(set(problems)))
    return changes


def _scanned(side: Mapping[str, bytes], problems: list[Problem]) -> _Files:
    found: _Files = {}
    for path in sorted(side):
        try:
            found[path] = scan(path, side[path])
        except InputError as error:
            problems += error.problems
    return found


def _of(files: _Files, paths: Iterable[str]) -> list[Chunk]:
    return [chunk for path in sorted(paths) for chunk in files.get(path, ())]


def _schema_changes(comparison: Comparison, old: list[Chunk], new: list[Chunk]) -> list[ContractChange]:
    parsed: dict[str, Definition] = {}
    before, after = Schema(old, parsed), Schema(new, parsed)
    sides = Sides(Side(before, Graph(before)), Side(after, Graph(after)))
    wanted = comparison.changed
    drafts = [each for each in _drafts(sides) if wanted is None or _paths(each) & wanted]
    changes = [_change(each, sides, comparison) for each in drafts]
    if comparison.witnesses and any(each.compatibility is not Compatibility.COMPATIBLE for each in changes):
        from juncture.contracts.graphql.witness import witnessed  # noqa: PLC0415 - loads graphql-core

        return witnessed(sides, drafts, changes)
    return changes


def _drafts(sides: Sides) -> Iterator[Draft]:
    old, new = sides.old.schema, sides.new.schema
    if not old.chunks or not new.chunks:
        yield from _whole(old, new)
        return
    names = sorted(name for name in {*old.chunks, *new.chunks} if old.texts(name) != new.texts(name))
    problems = [problem for side in (old, new) for name in names for problem in side.problems(name)]
    if problems:
        raise InputError(*sorted(set(problems)))
    for name in names:
        before, after = old.get(name), new.get(name)
        if name != SCHEMA_KEY:
            yield from definition_changes(sides, before, after)
        for part, spot in sorted(after.twice.items()) if after else ():
            if before is None or part not in before.twice:
                yield Draft("duplicate-definition", part, Direction.BOTH, new=str(part), at=spot)
    yield from root_changes(old, new)
    yield from schema_usage_changes(old, new)


def _whole(old: Schema, new: Schema) -> Iterator[Draft]:
    """Tell a schema that is on one side only as one change."""
    for schema, rule_name in ((old, "schema-removed"), (new, "schema-added")):
        paths = sorted({chunk.path for chunks in schema.chunks.values() for chunk in chunks})
        if paths:
            spot = Spot(paths[0], 1)
            count = len(schema.chunks)
            told = f"{count} definition{'s' * (count != 1)}"
            if schema is old:
                yield Draft(rule_name, Part(), Direction.BOTH, old=told, was=spot)
            else:
                yield Draft(rule_name, Part(), Direction.BOTH, new=told, at=spot)


def _paths(draft: Draft) -> frozenset[str]:
    return frozenset(spot.path for spot in (draft.at, draft.was) if spot)


def _change(draft: Draft, sides: Sides, comparison: Comparison) -> ContractChange:
    rule_id = f"graphql/{draft.rule}"
    compatibility = Compatibility(rule(rule_id).compatibility)
    contract = draft.at.path if draft.at else ""
    if draft.was and not contract:
        contract = comparison.moved.get(draft.was.path, draft.was.path)
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=compatibility,
        direction=draft.direction,
        part=str(draft.part),
        contract=contract,
        old=draft.old,
        new=draft.new,
        cause=_cause(draft.at, comparison.new_revision),
        cause_old=_cause(draft.was, comparison.old_revision),
        operations=_operations(draft.part, sides, compatibility),
    )


def _cause(spot: Spot | None, revision: str) -> Cause | None:
    return Cause(spot.path, spot.line, revision) if spot else None


def _operations(part: Part, sides: Sides, compatibility: Compatibility) -> tuple[str, ...]:
    """Return the operations through which a part is reached; a field of a root type is one itself.

    What is not compatible reaches those of the old side: what only the new one offers never had the old meaning.
    """
    found: set[str] = set()
    for side in (sides.old, sides.new):
        if part.type in side.schema.roots.values() and part.member:
            return (f"{part.type}.{part.member}",)
        if side is sides.old or compatibility is Compatibility.COMPATIBLE:
            found |= side.graph.operations(part.type)
    return tuple(sorted(found))
