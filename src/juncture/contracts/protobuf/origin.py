"""Finds where an inherited setting was changed, so that one edit is one change however many fields it touches."""

import msgspec

from juncture.contracts.protobuf import features
from juncture.contracts.protobuf.draft import Draft
from juncture.contracts.protobuf.link import Declaration
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.syntax import Field


def origin(draft: Draft, old: Declaration, new: Declaration, feature: str, *fields: Field | None) -> Draft:
    """Return the draft with the part that its setting comes from, where that is not the member itself.

    ``fields`` are the member on both sides. A changed syntax explains everything; then the innermost level
    whose own setting differs does.
    """
    if old.file.syntax != new.file.syntax:
        return msgspec.structs.replace(draft, origin=Part("syntax"))
    own = [features.settings(each.options).get(feature) if each else None for each in fields]
    if own and (own[0] != own[1] or _written_otherwise(*fields)):
        return draft
    before: Declaration | None = old
    after: Declaration | None = new
    while before is not None and after is not None:
        if _setting(before, feature) != _setting(after, feature):
            part = Part("declaration", after.local)
            return draft if part == draft.part else msgspec.structs.replace(draft, origin=part)
        before, after = before.outer, after.outer
    sides = (old.file.options, new.file.options)
    if len({features.settings(each).get(feature) for each in sides}) > 1:
        return msgspec.structs.replace(draft, origin=Part("option", f"features.{feature}"))
    return draft


def _setting(each: Declaration, feature: str) -> str | None:
    return features.settings(each.node.options).get(feature)


def _written_otherwise(old: Field | None, new: Field | None) -> bool:
    """Whether the field says it itself: its label, ``packed``, or that it is a group."""
    return old is not None and new is not None and (old.label, old.group) != (new.label, new.group)
