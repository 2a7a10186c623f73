"""Contracts of a tree: files that declare one, copies grouped with their canonical file, stale ones found."""

from collections.abc import Iterable, Mapping

from juncture.catalog.likeness import copies
from juncture.catalog.model import Contract, Copy
from juncture.catalog.paths import ends_with, folder, shared_folders
from juncture.contracts.surface import Surface, Type
from juncture.facts.provenance import Provenance


def group(
    surfaces: Mapping[str, Surface], revision: str, leading: frozenset[str] = frozenset()
) -> tuple[Contract, ...]:
    """Return the contracts of all surfaces, each with its copies, in path order.

    The canonical file is one of ``leading``, else the one that imports lead to, else the most
    complete, else the one nearest to the root. A change names base's canonical files as leading at head: what takes
    something away from a contract must not make a copy that still has it the contract. A part that a contract leads to
    is none by itself.
    """
    parts = _parts(surfaces)
    surfaces = {path: surface for path, surface in surfaces.items() if path not in parts}
    imported = _imported(surfaces)
    contracts = []
    for paths in copies(surfaces):
        canonical = min(paths, key=lambda path: (path not in leading, _rank(path, surfaces[path], imported)))
        surface = surfaces[canonical]
        contracts.append(
            Contract(
                path=canonical,
                format=surface.format,
                kind=_kind(surface),
                copies=tuple(_copy(path, surfaces[path], surface) for path in sorted(paths) if path != canonical),
                provenance=(Provenance(canonical, 1, revision, surface.format),),
            )
        )
    return tuple(sorted(contracts, key=lambda contract: contract.path))


def _parts(surfaces: Mapping[str, Surface]) -> set[str]:
    """Return the parts that contracts lead to, also by way of other parts."""
    found: set[str] = set()
    edge = [surface for surface in surfaces.values() if not surface.is_part]
    while edge:
        named = {path for path in edge.pop().imports if path in surfaces and surfaces[path].is_part}
        edge += [surfaces[path] for path in named - found]
        found |= named
    return found


def _kind(surface: Surface) -> str:
    return {"avro": "event", "asyncapi": "event", "cronjob": "job", "job": "job"}.get(surface.format, "api")


def _imported(surfaces: Mapping[str, Surface]) -> dict[str, int]:
    """Return how many files import each file, by the longest path that an import may mean."""
    by_name: dict[str, list[str]] = {}
    for path in surfaces:
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    count: dict[str, int] = {}
    fitting: dict[str, list[str]] = {}
    leading_to: dict[tuple[str, str], str] = {}
    for importer, surface in surfaces.items():
        for name in surface.imports:
            if name not in fitting:
                fitting[name] = [path for path in by_name.get(name.rpartition("/")[2], []) if ends_with(path, name)]
            if not fitting[name]:
                continue
            here = name, folder(importer)
            if here not in leading_to:
                leading_to[here] = max(
                    fitting[name], key=lambda path: (shared_folders(path, here[1]), -len(path), path)
                )
            count[leading_to[here]] = count.get(leading_to[here], 0) + 1
    return count


def _rank(path: str, surface: Surface, imported: Mapping[str, int]) -> tuple[int, int, int, str]:
    size = sum(len(item.members) + 1 for item in surface.types) + len(surface.operations)
    return (-imported.get(path, 0), -size, path.count("/"), path)


def _copy(path: str, copy: Surface, canonical: Surface) -> Copy:
    missing = () if copy.digest == canonical.digest else tuple(_lacking(copy, canonical))
    return Copy(path=path, stale=bool(missing), missing=missing)


def _lacking(copy: Surface, canonical: Surface) -> Iterable[str]:
    """Yield the parts in which a copy lags behind.

    A copy may leave out whole types and services that its owner does not use; of those it holds, every member
    and operation counts.
    """
    mine = {item.name: item for item in copy.types}
    for item in canonical.types:
        if item.name in mine:
            yield from _differing(mine[item.name], item)
    operations = {operation.name: operation for operation in copy.operations}
    for operation in canonical.operations:
        held = operations.get(operation.name)
        if operation.group in copy.groups and (
            held is None or (held.input, held.output) != (operation.input, operation.output)
        ):
            yield operation.name


def _differing(copy: Type, canonical: Type) -> Iterable[str]:
    members = {member.name: member for member in copy.members}
    for member in canonical.members:
        held = members.get(member.name)
        if held is None or (held.type, held.repeated) != (member.type, member.repeated):
            yield f"{canonical.name}.{member.name}"
