"""Compares API descriptions: only the paths that differ or refer to something that does, each cause told once."""

from collections.abc import Iterable, Iterator, Mapping

from juncture.contracts.formats import Comparison
from juncture.contracts.model import ContractChange
from juncture.contracts.openapi.api import Description
from juncture.contracts.openapi.description import Differences, differences
from juncture.contracts.openapi.format import is_description
from juncture.contracts.openapi.tell import told, whole
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.touched import Touched
from juncture.contracts.uncollected import uncollected


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all API descriptions of a comparison. Raises InputError."""
    with uncollected():
        return list(_changes(comparison))


def _changes(comparison: Comparison) -> Iterator[ContractChange]:
    old = Sources(comparison.old)
    new = Sources(comparison.new, old)
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
        if len(old.files) == len(new.files) == 1 and old.files[there] == new.files[path]:
            continue
        sides = Description(old, there), Description(new, path)
        found = differences(*sides, touched)
        yield from _wanted(comparison, path, _told(found, sides, comparison))


def _told(found: Differences, sides: tuple[Description, Description], comparison: Comparison) -> list[ContractChange]:
    changes = list(told(found, *sides, comparison))
    if comparison.witnesses and changes:
        from juncture.contracts.openapi.witness import witnessed  # noqa: PLC0415 - loads the judge

        return witnessed(changes, found, *sides)
    return [each.change for each in changes]


def _descriptions(files: Mapping[str, bytes]) -> list[str]:
    return sorted(path for path, content in files.items() if is_description(content))


def _wanted(comparison: Comparison, path: str, changes: Iterable[ContractChange]) -> Iterator[ContractChange]:
    """Leave out what no changed file causes."""
    for each in changes:
        causes = {cause.path for cause in (each.cause, each.cause_old) if cause}
        if comparison.changed is None or causes & comparison.changed or path in comparison.changed:
            yield each
