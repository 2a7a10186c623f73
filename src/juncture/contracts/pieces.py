"""What a part of a contract is a piece of: a member, a type, an operation, a setting, or the whole.

Every format has a grammar of parts; this is where each is understood, against the surface that declares the part.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeVar

from juncture.contracts.surface import Member, Surface, Type
from juncture.facts.problem import InputError

_Part = TypeVar("_Part")
Kind = Literal["member", "type", "operation", "group", "setting", "contract"]


class Piece(NamedTuple):
    """A part of a contract as its users name it.

    ``type`` is the name relative to the package; ``name`` that of the member, operation or group. ``group`` is the
    service of an operation. ``member`` is the declaration, where it is one; ``of_enum`` tells a value of an enum and
    ``of_oneof`` a oneof. ``operations`` are those that a piece of an operation belongs to, ``key`` the parameter,
    argument or property that it is. ``languages`` are those whose generated code an option moves, empty for all.
    """

    kind: Kind
    part: str
    type: str = ""
    name: str = ""
    group: str = ""
    member: Member | None = None
    of_enum: bool = False
    of_oneof: bool = False
    operations: tuple[str, ...] = ()
    key: str = ""
    languages: tuple[str, ...] | None = None

    @property
    def type_name(self) -> str:
        """The last segment of the type's name, as languages without nesting flatten it last."""
        return self.type.rpartition(".")[2]


def piece(part: str, surface: Surface, operations: Iterable[str] = ()) -> Piece | None:
    """Return what a part means in a surface, None where this declares no such thing.

    ``operations`` are those that a change says to reach the part: a description may be written in several files, of
    which a surface shows one.
    """
    found = _READERS.get(surface.format, _declared)(part, surface)
    if found is None and surface.format in ("openapi", "asyncapi") and operations:
        return _reached(part, tuple(operations))
    return found


def _reached(part: str, operations: tuple[str, ...]) -> Piece:
    """Return a part that no surface shows, as a piece of the operations that reach it."""
    from juncture.contracts.schema.parts import parse_part  # noqa: PLC0415

    parsed = _parsed(parse_part, part)
    properties = [step[1:] for step in parsed.steps if step.startswith(".")] if parsed else []
    key = properties[-1] if properties else ""
    return Piece("operation", part, name=operations[0], group=operations[0], operations=operations, key=key)


def _declared(part: str, surface: Surface, written: str = "") -> Piece | None:
    """Return the type or member that a dotted name declares; ``written`` is how the part itself is written."""
    named = {item.name: item for item in surface.types}
    written = written or part
    if part in named:
        return Piece("type", written, type=part)
    owner, _, name = part.rpartition(".")
    member = _member(named.get(owner), name)
    of_enum = owner in named and named[owner].kind == "enum"
    return Piece("member", written, type=owner, name=name, member=member, of_enum=of_enum) if member else None


def _member(holder: Type | None, name: str) -> Member | None:
    members: Iterable[Member] = holder.members if holder else ()
    return next((member for member in members if member.name == name), None)


_OPTIONS = {"go_": ("go",), "java_": ("java", "kotlin"), "csharp_": ("csharp",), "cc_": ("cpp",)}


def _protobuf(part: str, surface: Surface) -> Piece | None:
    from juncture.contracts.protobuf.parts import parse_part  # noqa: PLC0415

    parsed = _parsed(parse_part, part)
    if parsed is None:
        return None
    found: Piece | None = None
    match parsed.kind:
        case "method" if parsed.name in surface.groups:
            found = Piece("operation", part, name=parsed.member, group=parsed.name)
        case "oneof" if any(item.name == parsed.name for item in surface.types):
            member = Member(parsed.member, "", 0)
            found = Piece("member", part, parsed.name, parsed.member, member=member, of_oneof=True)
        case "option":
            moved = [languages for prefix, languages in _OPTIONS.items() if parsed.name.startswith(prefix)]
            found = Piece("contract", part, languages=moved[0] if moved else ())
        case "extension":
            found = Piece("type", part, type=parsed.name.rpartition(".")[2])
        case "declaration" if parsed.name in surface.groups:
            found = Piece("group", part, name=parsed.name, group=parsed.name)
        case "declaration":
            found = _declared(parsed.name, surface, part)
    return found


def _schema(part: str, surface: Surface) -> Piece | None:
    """Return what a part of OpenAPI, AsyncAPI or JSON Schema means: a named schema's piece, or an operation's."""
    from juncture.contracts.schema.parts import parse_part  # noqa: PLC0415

    parsed = _parsed(parse_part, part)
    if parsed is None:
        return None
    properties = [step[1:] for step in parsed.steps if step.startswith(".")]
    if parsed.name:
        return _property(part, parsed.name, properties, surface)
    words = parsed.words
    names = tuple(
        operation.name
        for operation in surface.operations
        if operation.name == " ".join(words[:2])
        or (words[0].startswith("/") and operation.name.endswith(f" {words[0]}"))
        or words[0] == f"channel:{operation.group}"
    )
    if not names and len(words) > 1 and words[0].isupper() and words[1].startswith("/"):
        names = (" ".join(words[:2]),)
    if not names:
        return None
    named = next((word.partition(":")[2] for word in words if re.match(r"(?:query|path|header|cookie):", word)), "")
    key = properties[-1] if properties else named
    whole = len(words) <= (1 if words[0].startswith("/") else 2) and not properties
    return Piece("operation", part, name=names[0], group=names[0], operations=names, key="" if whole else key)


def _property(part: str, name: str, properties: list[str], surface: Surface) -> Piece | None:
    """Return the last of these properties, as far down as the named schemas show them.

    A property whose value is an object or an enum of its own is also a type, by the same name: it is the property that
    code names.
    """
    types = {item.name: item for item in surface.types}
    owner, last = ".".join([name, *properties[:-1]]), "".join(properties[-1:])
    if last and (declared := _member(types.get(owner), last)):
        return Piece("member", part, type=owner, name=last, member=declared, of_enum=types[owner].kind == "enum")
    if found := _declared(".".join([name, *properties]), surface, part):
        return found
    at, member, owner = name, None, name
    for each in properties:
        member, owner = _member(types.get(at), each), at
        if member is None:
            return None
        at = f"{at}.{each}" if f"{at}.{each}" in types else member.type
    if member is None:
        return Piece("type", part, type=name) if name in types else None
    return Piece("member", part, type=owner, name=member.name, member=member)


def _graphql(part: str, surface: Surface) -> Piece | None:
    from juncture.contracts.graphql.parts import parse_part  # noqa: PLC0415

    parsed = _parsed(parse_part, part)
    if parsed is None or not parsed.type:
        return None
    if parsed.type.startswith("@"):
        return Piece("type", part, type=parsed.type)
    if not parsed.member:
        return _declared(parsed.type, surface, part)
    found = _declared(f"{parsed.type}.{parsed.member}", surface, part)
    if found and parsed.type in surface.groups:
        found = found._replace(kind="operation", group=parsed.type, operations=(f"{parsed.type}.{parsed.member}",))
    return found._replace(key=parsed.argument) if found else None


def _avro(part: str, surface: Surface) -> Piece | None:
    from juncture.contracts.avro.parts import parse_part  # noqa: PLC0415

    parsed = _parsed(parse_part, part)
    return _declared(parsed.name, surface, part) if parsed else None


def _job(part: str, surface: Surface) -> Piece | None:
    from juncture.contracts.job.parts import parse_part  # noqa: PLC0415

    parsed = _parsed(parse_part, part)
    if parsed is None:
        return None
    return Piece("setting", part, name=parsed.name, group=parsed.container, key=parsed.key)


def _parsed(parse: Callable[[str], _Part], text: str) -> _Part | None:
    """Return a part, None where a rule gives it another address than the format's grammar has."""
    try:
        return parse(text)
    except InputError:
        return None


_READERS: Mapping[str, Callable[[str, Surface], Piece | None]] = {
    "protobuf": _protobuf,
    "openapi": _schema,
    "asyncapi": _schema,
    "jsonschema": _schema,
    "graphql": _graphql,
    "avro": _avro,
    "job": _job,
}
