"""What a .proto file says, as immutable records with positions: the syntax tree of proto2, proto3 and editions.

Lines and columns count from 1. Type names stand as written; ``link`` resolves them.
"""

import json

import msgspec

INTEGERS = frozenset(
    ("int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64")
)
SCALARS = INTEGERS | {"double", "float", "bool", "string", "bytes"}
MAX_NUMBER = 536_870_911
"""The largest field number (Language Guide, Assigning Field Numbers)."""
MAX_ENUM = 2**31 - 1
_QUOTED = json.JSONEncoder(ensure_ascii=False)


class Word(msgspec.Struct, frozen=True, gc=False):
    """A value written as an identifier: ``true``, ``inf``, ``CODE_SIZE``."""

    text: str


class Aggregate(msgspec.Struct, frozen=True, gc=False):
    """A value written as ``{ … }``, in text format, with single blanks between its tokens."""

    text: str


Value = Word | int | float | bytes | Aggregate


def notation(value: Value) -> str:
    """Return the value as a .proto file writes it."""
    if isinstance(value, Word | Aggregate):
        return value.text
    if isinstance(value, bytes):
        return _QUOTED.encode(value.decode("utf-8", "backslashreplace"))
    return repr(value)


class Option(msgspec.Struct, frozen=True, gc=False):
    """``name = value``; parts of a name that are extensions keep their parentheses: ``(a.b).c``."""

    name: str
    value: Value
    line: int

    @property
    def notation(self) -> str:
        """The option as it is written in brackets."""
        return f"{self.name} = {notation(self.value)}"


Options = tuple[Option, ...]


class Range(msgspec.Struct, frozen=True, gc=False):
    """Numbers from ``start`` to ``end``, both included. ``options`` stand at extension ranges only."""

    start: int
    end: int
    line: int
    options: Options = ()

    @property
    def notation(self) -> str:
        """The range as a .proto file writes it."""
        if self.start == self.end:
            return str(self.start)
        return f"{self.start} to {'max' if self.end >= MAX_NUMBER else self.end}"


class ReservedName(msgspec.Struct, frozen=True, gc=False):
    """A name that may not be used again."""

    name: str
    line: int


class Field(msgspec.Struct, frozen=True, gc=False):
    """A field or an extension.

    ``label`` is ``optional``, ``required``, ``repeated`` or empty. A map has ``key`` and its value's type in
    ``type``. A group's ``type`` is its message; its ``name`` is that in lower case.
    """

    name: str
    number: int
    type: str
    line: int
    column: int
    label: str = ""
    key: str = ""
    oneof: str = ""
    group: bool = False
    options: Options = ()

    @property
    def written_type(self) -> str:
        """The type in proto notation, with the label that makes it repeated or required."""
        if self.key:
            return f"map<{self.key}, {self.type}>"
        kind = f"group {self.type}" if self.group else self.type
        return f"{self.label} {kind}" if self.label else kind

    @property
    def notation(self) -> str:
        """The declaration without its options."""
        return f"{self.written_type} {self.name} = {self.number}"


class Oneof(msgspec.Struct, frozen=True, gc=False):
    """A group of fields of which one at most is set; its fields name it."""

    name: str
    line: int
    column: int
    options: Options = ()


class EnumValue(msgspec.Struct, frozen=True, gc=False):
    """A value of an enum."""

    name: str
    number: int
    line: int
    column: int
    options: Options = ()

    @property
    def notation(self) -> str:
        """The declaration without its options."""
        return f"{self.name} = {self.number}"


class Enum(msgspec.Struct, frozen=True, gc=False):
    """An enum. ``visibility`` is ``export``, ``local`` (edition 2024) or empty."""

    name: str
    line: int
    column: int
    values: tuple[EnumValue, ...] = ()
    reserved: tuple[Range, ...] = ()
    reserved_names: tuple[ReservedName, ...] = ()
    options: Options = ()
    visibility: str = ""


class Extend(msgspec.Struct, frozen=True, gc=False):
    """``extend extendee { … }``."""

    extendee: str
    line: int
    column: int
    fields: tuple[Field, ...] = ()


class Message(msgspec.Struct, frozen=True, gc=False):
    """A message with all that is declared inside it, in file order."""

    name: str
    line: int
    column: int
    fields: tuple[Field, ...] = ()
    oneofs: tuple[Oneof, ...] = ()
    messages: tuple["Message", ...] = ()
    enums: tuple[Enum, ...] = ()
    extends: tuple[Extend, ...] = ()
    extensions: tuple[Range, ...] = ()
    reserved: tuple[Range, ...] = ()
    reserved_names: tuple[ReservedName, ...] = ()
    options: Options = ()
    visibility: str = ""


class Rpc(msgspec.Struct, frozen=True, gc=False):
    """A method of a service."""

    name: str
    request: str
    response: str
    line: int
    column: int
    client_streaming: bool = False
    server_streaming: bool = False
    options: Options = ()

    @property
    def notation(self) -> str:
        """The declaration without its options."""
        sent = "stream " * self.client_streaming + self.request
        received = "stream " * self.server_streaming + self.response
        return f"rpc {self.name} ({sent}) returns ({received})"


class Service(msgspec.Struct, frozen=True, gc=False):
    """A service with its methods."""

    name: str
    line: int
    column: int
    rpcs: tuple[Rpc, ...] = ()
    options: Options = ()


class Import(msgspec.Struct, frozen=True, gc=False):
    """An import; ``kind`` is ``public``, ``weak``, ``option`` or empty."""

    path: str
    line: int
    kind: str = ""


class File(msgspec.Struct, frozen=True, gc=False):
    """One .proto file. ``syntax`` is ``proto2``, ``proto3`` or an edition (``2023``).

    ``syntax_line`` and ``package_line`` are 1 where the statement is left out.
    """

    path: str
    syntax: str = "proto2"
    syntax_line: int = 1
    package: str = ""
    package_line: int = 1
    imports: tuple[Import, ...] = ()
    options: Options = ()
    messages: tuple[Message, ...] = ()
    enums: tuple[Enum, ...] = ()
    services: tuple[Service, ...] = ()
    extends: tuple[Extend, ...] = ()


def option(options: Options, name: str) -> Value | None:
    """Return the value of the option with this name; the last one where it is given twice."""
    found: Value | None = None
    for entry in options:
        if entry.name == name:
            found = entry.value
    return found


def flag(options: Options, name: str) -> bool:
    """Return whether a boolean option is set to true."""
    return option(options, name) == Word("true")


def bytes_text(value: bytes) -> str:
    """Return a string value as text."""
    return value.decode("utf-8", "replace")
