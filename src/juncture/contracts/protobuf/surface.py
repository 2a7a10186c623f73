"""The surface of one .proto file, and the digest of what it means."""

import hashlib
from collections.abc import Iterable, Iterator
from operator import itemgetter

import msgspec

from juncture.contracts.protobuf.link import qualified, relative
from juncture.contracts.protobuf.syntax import (
    SCALARS,
    Enum,
    EnumValue,
    Extend,
    Field,
    File,
    Message,
    Options,
    Range,
    ReservedName,
    Service,
    Word,
    bytes_text,
    notation,
)
from juncture.contracts.surface import Member, Operation, Surface, Type

_CUSTOM_NAMES = {"customname": "go", "enumvalue_customname": "go"}
"""Last part of an option's name → the language in whose code it names the field (gogo/protobuf extensions)."""
_encoded = msgspec.json.Encoder().encode


def surface(file: File, digested: bool = True) -> Surface:
    """Return the surface of a parsed file. Maps count as repeated, with the type of their values.

    ``digested`` False leaves the digest empty, for those who only follow types.
    """
    package = file.package
    nodes = list(_declared(package, (*file.messages, *file.enums)))
    here = {name for name, _ in nodes}
    services = sorted(file.services, key=lambda each: each.line)
    return Surface(
        format="protobuf",
        package=package,
        digest=digest(file) if digested else "",
        imports=tuple(each.path for each in file.imports),
        types=tuple(_type(name, node, package, here) for name, node in nodes),
        operations=tuple(
            Operation(
                f"{service.name}/{rpc.name}",
                service.name,
                rpc.line,
                _resolved(rpc.request, qualified(package, service.name), package, here),
                _resolved(rpc.response, qualified(package, service.name), package, here),
            )
            for service in services
            for rpc in service.rpcs
        ),
        groups={service.name: service.line for service in services},
        options={
            each.name: bytes_text(each.value) if isinstance(each.value, bytes) else notation(each.value)
            for each in file.options
            if "(" not in each.name and isinstance(each.value, bytes | Word)
        },
    )


def _declared(scope: str, nodes: Iterable[Message | Enum]) -> Iterator[tuple[str, Message | Enum]]:
    """Yield messages and enums with their full names, each before what is nested in it."""
    for node in nodes:
        name = qualified(scope, node.name)
        yield name, node
        if isinstance(node, Message):
            yield from _declared(name, (*node.messages, *node.enums))


def _type(name: str, node: Message | Enum, package: str, here: set[str]) -> Type:
    local = relative(name, package)
    if isinstance(node, Enum):
        values = tuple(Member(value.name, "", value.line, False, _names(value.options)) for value in node.values)
        return Type(local, "enum", node.line, values)
    members = tuple(
        Member(
            field.name,
            _resolved(field.type, name, package, here),
            field.line,
            field.label == "repeated" or bool(field.key),
            _names(field.options),
            field.key,
        )
        for field in node.fields
    )
    return Type(local, "message", node.line, members)


def _names(options: Options) -> dict[str, str]:
    found = {}
    for option in options:
        last = option.name.rpartition(".")[2].rstrip(")")
        language = _CUSTOM_NAMES.get(last) if option.name.startswith("(") else "json" if last == "json_name" else None
        if language and isinstance(option.value, bytes):
            found[language] = bytes_text(option.value)
    return found


def _resolved(written: str, scope: str, package: str, here: set[str]) -> str:
    """Return the full name with a leading dot where this file declares the type inside its package."""
    if written in SCALARS or written.startswith("."):
        return written
    while True:
        name = qualified(scope, written)
        if name in here:
            return "." + name
        if scope == package or not scope:
            return written
        scope = scope.rpartition(".")[0]


def digest(file: File) -> str:
    """Return 64 hex digits, equal for files that mean the same whatever their comments, layout and order.

    The order of enum values with one number, and which value stands first, mean something and count.
    """
    plain = [
        file.syntax,
        file.package,
        sorted((each.path, each.kind) for each in file.imports),
        _options(file.options),
        _sorted(_message(each) for each in file.messages),
        _sorted(_enum(each) for each in file.enums),
        _sorted(_service(each) for each in file.services),
        _sorted(_extend(each) for each in file.extends),
    ]
    return hashlib.sha256(_encoded(plain)).hexdigest()


def _sorted(items: Iterable[list[object]]) -> list[msgspec.Raw]:
    """Return the items as they are digested: each is encoded once, for its order and for whatever holds it."""
    return [msgspec.Raw(one) for one in sorted(map(_encoded, items))]


def _options(options: Options) -> list[tuple[str, str]]:
    """Repeatable options keep their order among those of the same name."""
    pairs = [(each.name, notation(each.value)) for each in options]
    return sorted(pairs, key=itemgetter(0)) if len(pairs) > 1 else pairs


def _field(field: Field) -> list[object]:
    return [field.number, field.name, field.written_type, field.oneof, _options(field.options)]


def _reserved(ranges: tuple[Range, ...], names: tuple[ReservedName, ...]) -> list[object]:
    return [sorted((each.start, each.end) for each in ranges), sorted(each.name for each in names)]


def _message(message: Message) -> list[object]:
    return [
        message.name,
        message.visibility,
        _options(message.options),
        _sorted(_field(each) for each in message.fields),
        _sorted([each.name, _options(each.options)] for each in message.oneofs),
        _sorted([each.start, each.end, _options(each.options)] for each in message.extensions),
        _reserved(message.reserved, message.reserved_names),
        _sorted(_message(each) for each in message.messages),
        _sorted(_enum(each) for each in message.enums),
        _sorted(_extend(each) for each in message.extends),
    ]


def _enum(enum: Enum) -> list[object]:
    values: Iterator[EnumValue] = iter(sorted(enum.values, key=lambda each: each.number))
    return [
        enum.name,
        enum.visibility,
        enum.values[0].number,
        _options(enum.options),
        [[each.number, each.name, _options(each.options)] for each in values],
        _reserved(enum.reserved, enum.reserved_names),
    ]


def _service(service: Service) -> list[object]:
    rpcs = _sorted([each.notation, _options(each.options)] for each in service.rpcs)
    return [service.name, _options(service.options), rpcs]


def _extend(extend: Extend) -> list[object]:
    return [extend.extendee, _sorted(_field(each) for each in extend.fields)]
