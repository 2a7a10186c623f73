"""Compares descriptions of applications, in whichever version of AsyncAPI they are written; each cause is told once."""

from collections.abc import Iterable, Iterator, Mapping

from juncture.contracts.asyncapi.differences import Dialects, Differences, differences
from juncture.contracts.asyncapi.foreign import foreign_changes
from juncture.contracts.asyncapi.format import is_description
from juncture.contracts.asyncapi.layers import LayeredSources
from juncture.contracts.asyncapi.read import Description
from juncture.contracts.asyncapi.tell import change, teller, whole
from juncture.contracts.formats import Comparison
from juncture.contracts.model import ContractChange
from juncture.contracts.schema.changes import Told, schema_changes
from juncture.contracts.schema.touched import Touched
from juncture.contracts.uncollected import uncollected


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all descriptions of a comparison. Raises InputError."""
    with uncollected():
        return list(_changes(comparison))


def _changes(comparison: Comparison) -> Iterator[ContractChange]:
    old = LayeredSources(comparison.old)
    new = LayeredSources(comparison.new, old)
    before = {there: here for here, there in comparison.moved.items()}

    def old_path(path: str) -> str:
        return before.get(path, path)

    olds, news = _descriptions(comparison.old), _descriptions(comparison.new)
    kept = {path: old_path(path) for path in news if old_path(path) in olds}
    for path in sorted(set(news) - kept.keys()):
        yield from _wanted(comparison, path, whole(Description(new, path), comparison.new_revision, added=True))
    for path in sorted(set(olds) - set(kept.values())):
        yield from _wanted(comparison, path, whole(Description(old, path), comparison.old_revision, added=False))
    touched = Touched(old, new, old_path)
    for path, there in kept.items():
        if len(comparison.old) == len(comparison.new) == 1 and comparison.old[there] == comparison.new[path]:
            continue
        sides = Description(old, there), Description(new, path)
        found = differences(*sides, touched)
        yield from _wanted(comparison, path, _told(found, sides, comparison))


def _told(found: Differences, sides: tuple[Description, Description], comparison: Comparison) -> list[ContractChange]:
    told_by = teller(*sides, comparison)
    drafts = {draft: change(draft, *reach, told_by) for draft, reach in found.drafts.items()}
    schemas: list[tuple[Told, Dialects]] = []
    for dialects, each in found.schemas.items():
        schemas += [(told, dialects) for told in schema_changes(each, found.roots.get(dialects, []), told_by)]
    foreign = [
        told
        for each, (ways, names) in found.foreign.items()
        for told in foreign_changes(each, ways, tuple(sorted(names)), told_by, witnesses=comparison.witnesses)
    ]
    if comparison.witnesses and (drafts or schemas):
        from juncture.contracts.asyncapi.witness import witnessed  # noqa: PLC0415 - loads the judge

        return [*witnessed(drafts, schemas, found, *sides), *foreign]
    return [*drafts.values(), *(told.change for told, _ in schemas), *foreign]


def _descriptions(files: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path, content in files.items() if is_description(content))


def _wanted(comparison: Comparison, path: str, changes: Iterable[ContractChange]) -> Iterator[ContractChange]:
    """Leave out what no changed file causes."""
    for each in changes:
        causes = {cause.path for cause in (each.cause, each.cause_old) if cause}
        if comparison.changed is None or causes & comparison.changed or path in comparison.changed:
            yield each
