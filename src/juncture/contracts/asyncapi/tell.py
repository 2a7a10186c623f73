"""Tells the differences of two applications as changes of a contract."""

from collections.abc import Iterator

from juncture.contracts.asyncapi.api import Application
from juncture.contracts.asyncapi.application import application
from juncture.contracts.asyncapi.draft import Draft
from juncture.contracts.asyncapi.layers import LayeredSources
from juncture.contracts.asyncapi.read import Description
from juncture.contracts.formats import Comparison
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.contracts.schema.changes import Teller, direction
from juncture.contracts.schema.leaf import BOTH_WAYS
from juncture.contracts.schema.place import Place
from juncture.facts.rule import rule


class LayeredTeller(Teller):
    """Tells of schemas that were put together by the lines that their pieces come from."""

    __slots__ = ()

    def cause(self, place: Place) -> Cause:
        """Return the line of a place at head."""
        return Cause(_file(self.new, place), self.new.line(place), self.new_revision)

    def cause_old(self, place: Place) -> Cause:
        """Return the line of a place at base."""
        return Cause(_file(self.old, place), self.old.line(place), self.old_revision)


def _file(sources: object, place: Place) -> str:
    return sources.origin(place).path if isinstance(sources, LayeredSources) else place.path


def teller(old: Description, new: Description, comparison: Comparison) -> Teller:
    """Return what is needed to tell the changes of a description."""
    return LayeredTeller(old.sources, new.sources, comparison.old_revision, comparison.new_revision, new.path)


def change(draft: Draft, ways: int, names: set[str], told_by: Teller) -> ContractChange:
    """Return a draft as a change."""
    rule_id = f"asyncapi/{draft.rule}"
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=direction(ways or BOTH_WAYS),
        part=str(draft.part),
        contract=told_by.contract,
        old=draft.old,
        new=draft.new,
        cause=told_by.cause(draft.at) if draft.at else None,
        cause_old=told_by.cause_old(draft.was) if draft.was else None,
        operations=tuple(sorted(names)),
    )


def whole(description: Description, revision: str, *, added: bool) -> Iterator[ContractChange]:
    """Yield the changes where a whole description came or went: itself."""
    rule_id = "asyncapi/description-added" if added else "asyncapi/description-removed"
    cause = Cause(description.path, 1, revision)
    yield ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=Direction.BOTH,
        part="document",
        contract=description.path,
        old="" if added else description.title,
        new=description.title if added else "",
        cause=cause if added else None,
        cause_old=None if added else cause,
        operations=tuple(sorted(_names(application(description)))),
    )


def _names(found: Application) -> Iterator[str]:
    for channel in found.channels:
        yield from (each.name for each in channel.operations.values())
