"""The parts of a GraphQL schema: ``Type.field``, ``Type.field(argument)``, ``Enum.VALUE``, ``@directive(argument)`` …

They are the specification's schema coordinates, and beyond them ``Type&Interface`` for an interface that a type
implements, ``Union|Member`` and ``@directive|LOCATION`` for what is listed, and ``PART@directive`` for a directive on
a part. ``schema`` is the schema itself and ``schema.query`` one of its operation types; a type called ``schema`` has
a dot in front.
"""

import re

import msgspec

from juncture.facts.problem import InputError, Problem

SCHEMA = "schema"
_NAME = r"[A-Za-z_]\w*"
_FORM = re.compile(
    rf"(?P<type>@?{_NAME}|\.{SCHEMA})(?:\.(?P<member>{_NAME}))?(?:\((?P<argument>{_NAME}):?\))?"
    rf"(?P<listed>[&|]{_NAME})?(?:@(?P<usage>{_NAME}))?",
    re.ASCII,
)


class Part(msgspec.Struct, frozen=True, order=True):
    """A part.

    ``type`` is the name of a type, ``@name`` of a directive, or empty for the schema. ``member`` is a field, an enum
    value or an operation; ``listed`` has its sign in front; ``usage`` is a directive on all that.
    """

    type: str = ""
    member: str = ""
    argument: str = ""
    listed: str = ""
    usage: str = ""

    def __str__(self) -> str:
        head = f".{SCHEMA}" if self.type == SCHEMA else self.type or SCHEMA
        member = self.member and f".{self.member}"
        argument = self.argument and f"({self.argument})"
        return head + member + argument + self.listed + (self.usage and f"@{self.usage}")


def parse_part(text: str) -> Part:
    """Return the part that is written so. Raises InputError."""
    match = _FORM.fullmatch(text)
    if match is None or (match["type"].startswith("@") and (match["member"] or match["usage"])):
        expected = "Type.field, Type.field(argument), Enum.VALUE, Type&Interface, Union|Member, @directive(argument)"
        raise InputError(Problem(text, 0, f"no part of a GraphQL schema; expected {expected}"))
    type_ = {SCHEMA: "", f".{SCHEMA}": SCHEMA}.get(match["type"], match["type"])
    return Part(type_, *(match[each] or "" for each in ("member", "argument", "listed", "usage")))
