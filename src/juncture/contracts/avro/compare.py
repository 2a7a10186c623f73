"""Compares the schemas of two sides: pair the files, walk their types, and tell each change of a type once."""

from collections.abc import Iterator, Mapping, Sequence

import orjson

from juncture.contracts.avro.draft import Draft
from juncture.contracts.avro.judgement import Mode, compatibility, direction
from juncture.contracts.avro.link import Node, Schemas, Spot
from juncture.contracts.avro.model import File, Reference
from juncture.contracts.avro.parts import Part
from juncture.contracts.avro.undeclared import undeclared_changes
from juncture.contracts.avro.walk import Walk
from juncture.contracts.formats import Comparison
from juncture.contracts.model import Cause, ContractChange
from juncture.facts.problem import InputError


def compare(comparison: Comparison, mode: Mode = Mode.FULL) -> list[ContractChange]:
    """Return the changes of all schemas of a comparison.

    An event is written and read by old and new versions alike, so both directions count unless ``mode`` says less.
    Raises InputError for files that do not parse.
    """
    old, new = Schemas(comparison.old), Schemas(comparison.new)
    walk = Walk(old, new)
    wanted = comparison.changed
    found = list(_drafts(walk, comparison))
    found += undeclared_changes(old, new, comparison, found) if found else ()
    drafts = [each for each in found if wanted is None or _paths(each) & wanted]
    return told(walk, drafts, comparison, mode)


def compare_versions(
    versions: Sequence[Mapping[str, bytes]], mode: Mode = Mode.FULL_TRANSITIVE, *, witnesses: bool = True
) -> list[list[ContractChange]]:
    """Return the changes from earlier versions to the last one, oldest first: from all where the mode is transitive.

    Each version maps paths to contents. Raises InputError.
    """
    earlier = versions[:-1] if mode.transitive else versions[-2:-1]
    return [compare(Comparison(each, versions[-1], witnesses=witnesses), mode) for each in earlier]


def compare_schemas(old: File, new: File, mode: Mode = Mode.FULL, *, witnesses: bool = True) -> list[ContractChange]:
    """Return the changes between two schemas that a contract of another format embeds (``parser.parse_value``)."""
    walk = Walk(Schemas({}, {old.path: old}), Schemas({}, {new.path: new}))
    drafts = list(walk.changes(Node(old, old.root), Node(new, new.root)))
    return told(walk, drafts, Comparison({}, {}, witnesses=witnesses), mode)


def told(walk: Walk, drafts: list[Draft], comparison: Comparison, mode: Mode) -> list[ContractChange]:
    """Return the drafts as changes, with witnesses where they are wanted."""
    changes = [_change(each, comparison, mode) for each in drafts]
    if comparison.witnesses and any(each.compatibility == "breaking" for each in changes):
        from juncture.contracts.avro.witness import witnessed  # noqa: PLC0415 - loads fastavro

        return witnessed(walk, drafts, changes)
    return changes


def _drafts(walk: Walk, comparison: Comparison) -> Iterator[Draft]:
    old, new, moved = comparison.old, comparison.new, comparison.moved
    gone = []
    for path in sorted(old):
        target = moved.get(path, path)
        if target not in new:
            gone.append(path)
        elif not _same(old[path], new[target]):
            before, after = walk.old.file(path), walk.new.file(target)
            yield from walk.changes(Node(before, before.root), Node(after, after.root))
        if target != path and target in new:
            yield _file_change("schema-moved", walk.old.file(path), walk.new.file(target))
    come = [path for path in sorted(new) if path not in old and path not in moved.values()]
    yield from _went_and_came(walk, gone, come)


def _same(old: bytes, new: bytes) -> bool:
    """Whether two texts are the same JSON; what does not parse, or nests too deep, is told when the file is read."""
    if old == new:
        return True
    try:
        one, other = (orjson.dumps(orjson.loads(each), option=orjson.OPT_SORT_KEYS) for each in (old, new))
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return False
    return one == other


def _went_and_came(walk: Walk, gone: list[str], come: list[str]) -> Iterator[Draft]:
    """Pair files whose root has the same name: a schema that went in one file and came in another only moved."""
    roots = {file.root.name: file for path in come if isinstance((file := walk.new.file(path)).root, Reference)}
    found = set()
    for path in gone:
        file = walk.old.file(path)
        other = roots.get(file.root.name) if isinstance(file.root, Reference) else None
        home = other.path if other else _elsewhere(walk, file)
        if home is None:
            yield _file_change("schema-removed", file, None)
            continue
        found.add(home)
        yield _file_change("schema-moved", file, walk.new.file(home))
        yield from walk.changes(Node(file, file.root), Node(walk.new.file(home), file.root))
    for path in come:
        if path not in found:
            yield _file_change("schema-added", None, walk.new.file(path))


def _elsewhere(walk: Walk, file: File) -> str | None:
    """Return a file of the new side that declares the root of a file that went."""
    try:
        return walk.new.home(file.root.name, file.path) if isinstance(file.root, Reference) else None
    except InputError:
        return None


def _file_change(rule: str, old: File | None, new: File | None) -> Draft:
    return Draft(
        rule,
        Part(),
        Spot(old, ()) if old else None,
        Spot(new, ()) if new else None,
        old.path if old else "",
        new.path if new else "",
    )


def _paths(draft: Draft) -> frozenset[str]:
    return frozenset(spot.file.path for spot in (draft.at, draft.was) if spot)


def _change(draft: Draft, comparison: Comparison, mode: Mode) -> ContractChange:
    place = draft.at or draft.was
    assert place is not None
    return ContractChange(
        fingerprint="",
        rule=f"avro/{draft.rule}",
        compatibility=compatibility(draft.rule, mode),
        direction=direction(draft.rule),
        part=str(draft.part),
        contract=place.file.path,
        old=draft.old,
        new=draft.new,
        cause=_cause(draft.at, comparison.new_revision),
        cause_old=_cause(draft.was, comparison.old_revision),
    )


def _cause(spot: Spot | None, revision: str) -> Cause | None:
    return Cause(spot.file.path, spot.file.line_of(*spot.at), revision) if spot else None
