"""The normal form of a schema: what an instance of each type must satisfy.

Every keyword constrains instances of some types only, so a node says: the instance's type is one of ``types``, and
every constraint that is about that type holds. That makes alternatives of different types one node.
"""

from typing import NamedTuple

import msgspec

from juncture.contracts.schema.place import Place, Places

NULL, BOOLEAN, OBJECT, ARRAY, STRING, INTEGER, FRACTION = (1 << bit for bit in range(7))
ANY = (1 << 7) - 1
NUMBER = INTEGER | FRACTION
SCALAR = NULL | BOOLEAN | STRING | NUMBER
TYPES = {
    "null": NULL,
    "boolean": BOOLEAN,
    "object": OBJECT,
    "array": ARRAY,
    "string": STRING,
    "integer": INTEGER,
    "number": NUMBER,
    "file": STRING,
}


class Schema(NamedTuple):
    """A schema by reference: all of ``places`` hold, for instances of the types ``scope``; or null, if ``nullable``."""

    places: tuple[Place, ...]
    nullable: bool = False
    scope: int = ANY


class Usage(NamedTuple):
    """A schema where it is used: at ``at``, and at ``beside`` where several hold together.

    ``wrappers`` are the places around it that only annotate (``readOnly``, ``default``).
    """

    schema: Schema
    at: Place
    wrappers: tuple[Place, ...] = ()
    beside: tuple[Place, ...] = ()


class Union(NamedTuple):
    """Alternatives, listed at ``place``, for instances of the types ``scope``; ``one`` means that just one matches."""

    place: Place
    scope: int
    branches: tuple[Usage, ...]
    one: bool = False


class Opaque(NamedTuple):
    """A condition that is compared as text: ``not``, ``if``, a reference that leads nowhere …"""

    keyword: str
    text: bytes
    place: Place
    reason: str


class Notes(msgspec.Struct, frozen=True):
    """What a schema says beside its constraints. ``default`` is canonical JSON, None where there is none."""

    default: bytes | None = None
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False


class Node(msgspec.Struct, frozen=True):
    """One schema in normal form.

    ``values`` (canonical JSON) are the only ones for instances of the types ``valued``. ``limits`` map a keyword to
    its number, ``minimum`` and ``maximum`` with whether the number itself is excluded. The schemas
    inside are told by their places. ``origins`` tells where each keyword is written.
    """

    place: Place
    types: int = ANY
    values: frozenset[bytes] = frozenset()
    valued: int = 0
    limits: dict[str, tuple[float, bool]] = {}
    multiples: frozenset[float] = frozenset()
    unique: bool = False
    patterns: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    properties: dict[str, Places] = {}
    by_pattern: dict[str, Places] = {}
    additional: Places = ()
    names: Places = ()
    required: frozenset[str] = frozenset()
    dependent: frozenset[tuple[str, str]] = frozenset()
    prefix: tuple[Places, ...] = ()
    items: Places = ()
    contains: tuple[Places, ...] = ()
    unions: tuple[Union, ...] = ()
    opaque: frozenset[Opaque] = frozenset()
    discriminator: str = ""
    mapping: dict[str, Place] = {}
    notes: Notes = Notes()
    origins: dict[str, Place] = {}

    def origin(self, keyword: str) -> Place:
        """Return where a keyword is written, or the schema itself where it is not."""
        return self.origins.get(keyword, self.place)


def type_of(value: bytes) -> int:
    """Return the type of a canonical JSON value."""
    first = value[:1]
    match first:
        case b'"':
            return STRING
        case b"{":
            return OBJECT
        case b"[":
            return ARRAY
        case b"t" | b"f":
            return BOOLEAN
        case b"n":
            return NULL
        case _:
            return FRACTION if b"." in value or b"e" in value else INTEGER
