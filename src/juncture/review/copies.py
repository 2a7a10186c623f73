"""Copies that catch up: what a file comes to say as its contract says it at head is no break of its own."""

from collections.abc import Iterable, Mapping

from juncture.catalog.model import Contract
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface
from juncture.repository.tree import Tree


def not_level(changes: Iterable[ContractChange], apart: Iterable[ContractChange]) -> list[ContractChange]:
    """Return the changes of a copy after which it and its contract still say different things of their part.

    ``apart`` are the changes from the contract at head to the copy at head: where they do not name a part, both agree.
    """
    named = {change.part for change in apart}
    return [change for change in changes if change.part in named]


def only_catches_up(
    path: str, contract: Contract, trees: tuple[Tree, Tree], old: Mapping[str, Surface], new: Mapping[str, Surface]
) -> bool:
    """Tell whether a canonical file comes to say what another file of its contract says at both sides.

    Only a file that is nearer to the root counts: a copy that lags, below another service, is no measure.
    """
    base, head = trees
    here = new.get(path)
    if here is None:
        return False
    for copy in contract.copies:
        stays = base.entries.get(copy.path) is not None and base.entries.get(copy.path) == head.entries.get(copy.path)
        nearer = copy.path.count("/") < path.count("/")
        if stays and nearer and copy.path in old and old[copy.path].digest == here.digest:
            return True
    return False
