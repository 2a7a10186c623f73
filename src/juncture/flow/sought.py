"""What to look for in code when a part of a contract changes: a member, a type, an operation, or the whole."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from juncture.contracts.surface import Member, Surface, Type

Kind = Literal["member", "type", "operation", "group", "contract"]


class Sought(NamedTuple):
    """A part of a contract as code names it.

    ``type`` is the name relative to the package; ``name`` that of the member, operation or group. ``group`` is the
    service of an operation. ``member`` is the declaration, where it is one; ``of_enum`` tells a value of an enum.
    """

    kind: Kind
    part: str
    type: str = ""
    name: str = ""
    group: str = ""
    member: Member | None = None
    of_enum: bool = False

    @property
    def type_name(self) -> str:
        """The last segment of the type's name, as languages without nesting flatten it last."""
        return self.type.rpartition(".")[2]


def sought(part: str, *surfaces: Surface | None) -> Sought:
    """Return what a part means in the first of these surfaces that declares it; else the whole contract."""
    for surface in surfaces:
        found = _in(part, surface) if surface else None
        if found:
            return found
    return Sought("contract", part)


def sought_before(old: str, line: int, surface: Surface | None) -> Sought | None:
    """Return what a renamed part was called at base: what stood on its line under a name that ``old`` holds."""
    if surface is None:
        return None
    words = set(re.findall(r"\w+", old))
    for item in surface.types:
        if item.line == line and item.name.rpartition(".")[2] in words:
            return Sought("type", item.name, type=item.name)
        for member in item.members:
            if member.line == line and member.name in words:
                part = f"{item.name}.{member.name}"
                return Sought("member", part, item.name, member.name, member=member, of_enum=item.kind == "enum")
    return None


def _in(part: str, surface: Surface) -> Sought | None:
    group, slash, operation = part.partition("/")
    if slash:
        return Sought("operation", part, name=operation, group=group) if group in surface.groups else None
    if part in surface.groups:
        return Sought("group", part, name=part, group=part)
    named = {item.name: item for item in surface.types}
    # What stands behind these marks is a piece within the member or type: a oneof, a branch of a union, an item.
    plain = re.split(r"[@\[{]", part, maxsplit=1)[0]
    if plain in named:
        return Sought("type", part, type=plain)
    owner, _, name = plain.rpartition(".")
    member = _member(named.get(owner), name)
    of_enum = owner in named and named[owner].kind == "enum"
    return Sought("member", part, type=owner, name=name, member=member, of_enum=of_enum) if member else None


def _member(holder: Type | None, name: str) -> Member | None:
    members: Iterable[Member] = holder.members if holder else ()
    return next((member for member in members if member.name == name), None)
