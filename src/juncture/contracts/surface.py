"""The surface of a contract file: its types, operations and names, as a pure function of the file.

What the catalogue, the uses and the impact need to know of a contract without comparing anything. One shape
for every format; a format fills in what it has.
"""

import msgspec


class Member(msgspec.Struct, frozen=True):
    """A field of a type, or a value of an enum.

    ``type`` is a scalar's name or the full name of a type, as resolvable from this file alone (a leading dot
    where it is certain). ``names`` holds names that an option gives it in generated code, by language;
    ``json`` is its name in JSON where that is given. ``key`` is the type of a map's keys.
    """

    name: str
    type: str
    line: int
    repeated: bool = False
    names: dict[str, str] = msgspec.field(default_factory=dict)
    key: str = ""


class Type(msgspec.Struct, frozen=True):
    """A message, record, object or enum; ``name`` is relative to the surface's package (``Outer.Inner``)."""

    name: str
    kind: str
    line: int
    members: tuple[Member, ...] = ()


class Operation(msgspec.Struct, frozen=True):
    """A call that a contract offers. ``name`` is its part (``CartService/AddItem``, ``GET /carts``)."""

    name: str
    group: str
    line: int
    input: str = ""
    output: str = ""


class Topic(msgspec.Struct, frozen=True):
    """A topic that the described application produces to or consumes from, as ``side`` says.

    ``name`` is its address, with placeholders as written (``orders.{id}``); ``?key`` where that is known at run time
    only. ``types`` are the types that it carries.
    """

    name: str
    side: str
    line: int
    operation: str
    types: tuple[str, ...] = ()


class Surface(msgspec.Struct, frozen=True):
    """What one contract file declares.

    ``groups`` are services (or tags, channels) with their lines. ``options`` are the file options that decide
    names in generated code (``go_package``, ``java_package``, ``csharp_namespace`` …). ``imports`` are paths as
    written. ``digest`` is equal for two files that mean the same whatever their comments and layout. ``is_part`` tells
    that a file says nothing by itself (``Format.whole``): others refer to it.
    """

    format: str
    package: str
    digest: str
    imports: tuple[str, ...] = ()
    types: tuple[Type, ...] = ()
    operations: tuple[Operation, ...] = ()
    groups: dict[str, int] = msgspec.field(default_factory=dict)
    options: dict[str, str] = msgspec.field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    is_part: bool = False


class Heading(msgspec.Struct, frozen=True):
    """What a surface says before its types: enough to tell what its file needs of others."""

    format: str
    package: str
    imports: tuple[str, ...] = ()
    options: dict[str, str] = {}
    is_part: bool = False


def heading(surface: Surface) -> Heading:
    """Return the heading of a surface."""
    return Heading(surface.format, surface.package, surface.imports, surface.options, surface.is_part)
