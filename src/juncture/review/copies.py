"""Copies that catch up: what a file comes to say as its contract says it at head is no break of its own."""

from collections.abc import Iterable, Mapping

from juncture.catalog.model import Contract
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface
from juncture.repository.tree import Tree


def not_level(
    changes: Iterable[ContractChange], apart: Iterable[ContractChange], told: Iterable[ContractChange] = ()
) -> list[ContractChange]:
    """Return the changes of a copy that are its own.

    ``apart`` are the changes from the contract at head to the copy at head: what they name, the two still say
    differently. What is gone from both is its own, too, unless ``told``, the changes of the contract itself, say so:
    somebody may use what stood in this copy alone.
    """
    named = {change.part for change in apart}
    gone = {(change.rule, change.part) for change in told}
    return [
        change
        for change in changes
        if change.part in named or (not change.new and (change.rule, change.part) not in gone)
    ]


def only_catches_up(
    path: str, contract: Contract, trees: tuple[Tree, Tree], old: Mapping[str, Surface], new: Mapping[str, Surface]
) -> bool:
    """Tell whether a canonical file comes to say what another file of its contract says at both sides.

    Only a file that is nearer to the root counts: a copy that lags, below another service, is no measure. What the
    other file never said, a member or an operation, does not go unsaid with it.
    """
    base, head = trees
    here = new.get(path)
    if here is None:
        return False
    for copy in contract.copies:
        stays = base.entries.get(copy.path) is not None and base.entries.get(copy.path) == head.entries.get(copy.path)
        nearer = copy.path.count("/") < path.count("/")
        if stays and nearer and copy.path in old and old[copy.path].digest == here.digest:
            return path in old and not _says_more(old[path], old[copy.path])
    return False


def _says_more(one: Surface, other: Surface) -> bool:
    """Tell whether a file says something that another one does not.

    A type that only members of common types hold goes by their change and is nothing more.
    """
    known = {item.name: {member.name for member in item.members} for item in other.types}
    operations = {operation.name for operation in other.operations}
    if any(operation.name not in operations for operation in one.operations):
        return True
    common = [item for item in one.types if item.name in known]
    if any(member.name not in known[item.name] for item in common for member in item.members):
        return True
    types = {item.name: item for item in one.types}
    held, edge = set(known), common
    while edge:
        names = {member.type.removeprefix(".").removeprefix(f"{one.package}.") for member in edge.pop().members}
        edge += [types[name] for name in names & types.keys() - held]
        held |= names
    return not types.keys() <= held
