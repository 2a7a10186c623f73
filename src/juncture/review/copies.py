"""Copies that catch up: what a file comes to say as the contract already says it, unchanged, is no break of it."""

from collections.abc import Iterable, Mapping

import msgspec

from juncture.catalog.model import Contract
from juncture.contracts.model import ContractChange
from juncture.contracts.pieces import Piece, piece
from juncture.contracts.surface import Surface
from juncture.repository.tree import Tree


def not_level(changes: Iterable[ContractChange], copy: Surface, contract: Surface) -> list[ContractChange]:
    """Return the changes of a copy after which it does not say of their part what its contract says."""
    return [change for change in changes if not _agree(change.part, copy, contract)]


def _agree(part: str, copy: Surface, contract: Surface) -> bool:
    mine, its = piece(part, copy), piece(part, contract)
    if mine is None or its is None:
        return mine is its
    return _said(mine, copy) == _said(its, contract)


def _said(found: Piece, surface: Surface) -> object:
    """Return what a surface says of a piece, wherever it stands there."""
    if found.member is not None:
        return msgspec.structs.replace(found.member, line=0)
    if found.kind == "type":
        held = next((item for item in surface.types if item.name == found.type), None)
        return {each.name for each in held.members} if held else None
    named = {found.name, f"{found.group}/{found.name}"}
    return [msgspec.structs.replace(each, line=0) for each in surface.operations if each.name in named]


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
