"""Compares the descriptions of two sides: those that came or went as a whole, the others by what differs in them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from juncture.contracts.formats import Comparison
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.touched import Touched
from juncture.contracts.uncollected import uncollected
from juncture.facts.rule import rule

Described = TypeVar("Described")
S = TypeVar("S", bound=Sources)


class Summary(NamedTuple):
    """What is said of a description that came or went: its title, and the operations it holds."""

    title: str
    operations: Iterable[str]


class Family(NamedTuple, Generic[S, Described]):
    """A family of formats whose files are descriptions made of schemas.

    ``sources`` opens the files of a side, given those of the other; ``told`` yields the changes of a pair.
    """

    name: str
    is_description: Callable[[bytes], bool]
    sources: Callable[[Mapping[str, bytes], S | None], S]
    describe: Callable[[S, str], Described]
    summary: Callable[[Described], Summary]
    told: Callable[[Described, Described, Touched, Comparison], Iterable[ContractChange]]


def compare(comparison: Comparison, family: Family[S, Described]) -> list[ContractChange]:
    """Return the changes of all descriptions of a comparison. Raises InputError."""
    with uncollected():
        return list(_changes(comparison, family))


def _changes(comparison: Comparison, family: Family[S, Described]) -> Iterator[ContractChange]:
    old = family.sources(comparison.old, None)
    new = family.sources(comparison.new, old)
    before = {there: here for here, there in comparison.moved.items()}

    def old_path(path: str) -> str:
        return before.get(path, path)

    olds, news = (_descriptions(files, family) for files in (comparison.old, comparison.new))
    kept = {path: old_path(path) for path in news if old_path(path) in olds}
    for path in sorted(set(news) - kept.keys()):
        yield from _wanted(comparison, path, [_whole(family, new, path, comparison.new_revision, added=True)])
    for path in sorted(set(olds) - set(kept.values())):
        yield from _wanted(comparison, path, [_whole(family, old, path, comparison.old_revision, added=False)])
    touched = Touched(old, new, old_path)
    for path, there in kept.items():
        if len(comparison.old) == len(comparison.new) == 1 and comparison.old[there] == comparison.new[path]:
            continue
        pair = family.describe(old, there), family.describe(new, path)
        yield from _wanted(comparison, path, family.told(*pair, touched, comparison))


def _descriptions(files: Mapping[str, bytes], family: Family[S, Described]) -> list[str]:
    return sorted(path for path, content in files.items() if family.is_description(content))


def _whole(family: Family[S, Described], sources: S, path: str, revision: str, *, added: bool) -> ContractChange:
    """Return the change where a whole description came or went: itself."""
    title, operations = family.summary(family.describe(sources, path))
    rule_id = f"{family.name}/description-{'added' if added else 'removed'}"
    cause = Cause(path, 1, revision)
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=Direction.BOTH,
        part="document",
        contract=path,
        old="" if added else title,
        new=title if added else "",
        cause=cause if added else None,
        cause_old=None if added else cause,
        operations=tuple(sorted(operations)),
    )


def _wanted(comparison: Comparison, path: str, changes: Iterable[ContractChange]) -> Iterator[ContractChange]:
    """Leave out what no changed file causes."""
    for each in changes:
        causes = {cause.path for cause in (each.cause, each.cause_old) if cause}
        if comparison.changed is None or causes & comparison.changed or path in comparison.changed:
            yield each
