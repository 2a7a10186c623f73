"""Tells the differences of two applications as changes of a contract."""

from juncture.contracts.asyncapi.layers import LayeredSources
from juncture.contracts.asyncapi.read import Description
from juncture.contracts.formats import Comparison
from juncture.contracts.model import Cause, ContractChange
from juncture.contracts.schema.changes import Teller
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.draft import change as drafted
from juncture.contracts.schema.leaf import BOTH_WAYS
from juncture.contracts.schema.place import Place


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
    return drafted("asyncapi", draft, ways or BOTH_WAYS, names, told_by)
