"""Turns the syntax tree of a file into the descriptor that protobuf's own runtime understands.

The runtime is the judge of witnesses, so what it is given must be what the compiler would give it. Custom
options are left out: they carry no data.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

from google.protobuf import descriptor_pb2, text_format

from juncture.contracts.protobuf.link import Declaration, Linked, json_name, qualified
from juncture.contracts.protobuf.syntax import (
    MAX_ENUM,
    MAX_NUMBER,
    SCALARS,
    Aggregate,
    Enum,
    Extend,
    Field,
    File,
    Message,
    Options,
    Service,
    Value,
    Word,
    bytes_text,
    flag,
    option,
)

_FieldProto = descriptor_pb2.FieldDescriptorProto
_TYPES = {name: _FieldProto.Type.Value("TYPE_" + name.upper()) for name in SCALARS}
_LABELS = {
    "": _FieldProto.LABEL_OPTIONAL,
    "optional": _FieldProto.LABEL_OPTIONAL,
    "required": _FieldProto.LABEL_REQUIRED,
    "repeated": _FieldProto.LABEL_REPEATED,
}
_Find = Callable[[str, str], Declaration | None]


def file_descriptor(linked: Linked, path: str, file: File | None = None, imports: Iterable[str] | None = None) -> Any:
    """Return the FileDescriptorProto of a file.

    ``file`` may be a part of what stands at the path; ``imports`` stand for its own where they are given.
    """
    file = file or linked.files[path]
    proto = descriptor_pb2.FileDescriptorProto(name=path)
    if file.package:
        proto.package = file.package
    if file.syntax == "proto3":
        proto.syntax = "proto3"
    elif file.syntax != "proto2":
        proto.syntax = "editions"
        proto.edition = descriptor_pb2.Edition.Value("EDITION_" + file.syntax)
    _imports(proto, file, imports)

    def find(scope: str, written: str) -> Declaration | None:
        return linked.find(path, scope, written)

    _options(proto.options, file.options) if file.options else None
    for message in file.messages:
        _message(proto.message_type.add(), message, file, file.package, find)
    for enum in file.enums:
        _enum(proto.enum_type.add(), enum)
    for service in file.services:
        _service(proto.service.add(), service, linked, file)
    _extensions(proto.extension, file.extends, file, file.package, find)
    return proto


def _imports(proto: Any, file: File, imports: Iterable[str] | None) -> None:
    if imports is not None:
        proto.dependency.extend(imports)
        return
    for each in file.imports:
        if each.kind == "option":
            proto.option_dependency.append(each.path)
            continue
        if each.kind == "public":
            proto.public_dependency.append(len(proto.dependency))
        elif each.kind == "weak":
            proto.weak_dependency.append(len(proto.dependency))
        proto.dependency.append(each.path)


def _message(proto: Any, message: Message, file: File, scope: str, find: _Find) -> None:
    proto.name = message.name
    here = qualified(scope, message.name)
    nested: list[tuple[tuple[int, int], Message | Field]] = [
        ((each.line, each.column), each) for each in message.messages
    ]
    nested += [((each.line, each.column), each) for each in message.fields if each.key]
    for _, each in sorted(nested, key=lambda pair: pair[0]):
        if isinstance(each, Message):
            _message(proto.nested_type.add(), each, file, here, find)
        else:
            _map_entry(proto.nested_type.add(), each, file, here, find)
    for oneof in message.oneofs:
        added = proto.oneof_decl.add(name=oneof.name)
        _options(added.options, oneof.options) if oneof.options else None
    for field in message.fields:
        _field(proto.field.add(), field, file, here, find, message=message)
    _synthetic_oneofs(proto, message, file)
    for enum in message.enums:
        _enum(proto.enum_type.add(), enum)
    _extensions(proto.extension, message.extends, file, here, find)
    _ranges(proto, message)
    _options(proto.options, message.options) if message.options else None


def _ranges(proto: Any, message: Message) -> None:
    message_set = flag(message.options, "message_set_wire_format")
    for each in message.extensions:
        end = MAX_ENUM if message_set and each.end == MAX_NUMBER else each.end + 1
        added = proto.extension_range.add(start=each.start, end=end)
        _options(added.options, each.options) if each.options else None
    for each in message.reserved:
        proto.reserved_range.add(start=each.start, end=each.end + 1)
    proto.reserved_name.extend(each.name for each in message.reserved_names)
    if message.visibility:
        proto.visibility = descriptor_pb2.SymbolVisibility.Value("VISIBILITY_" + message.visibility.upper())


def entry_name(field: Field) -> str:
    """Return the name of the message that stands for the entries of a map."""
    return "".join(part[:1].upper() + part[1:] for part in field.name.split("_")) + "Entry"


def _map_entry(proto: Any, field: Field, file: File, scope: str, find: _Find) -> None:
    proto.name = entry_name(field)
    proto.options.map_entry = True
    features = tuple(each for each in field.options if each.name == "features.utf8_validation")
    for name, number, kind in (("key", 1, field.key), ("value", 2, field.type)):
        part = Field(name, number, kind, field.line, field.column, options=features)
        _field(proto.field.add(), part, file, scope, find)


def _field(proto: Any, field: Field, file: File, scope: str, find: _Find, *, message: Message | None = None) -> None:
    proto.name, proto.number = field.name, field.number
    proto.json_name = json_name(field)
    proto.label = _LABELS["repeated" if field.key else field.label]
    if field.key:
        proto.type = _FieldProto.TYPE_MESSAGE
        proto.type_name = f".{scope}.{entry_name(field)}"
    elif field.type in SCALARS:
        proto.type = _TYPES[field.type]
    else:
        _named_type(proto, field, find(scope, field.type))
    if message is not None and field.oneof:
        proto.oneof_index = [each.name for each in message.oneofs].index(field.oneof)
    default = option(field.options, "default")
    if default is not None:
        proto.default_value = _default(field.type, default)
    _options(proto.options, field.options) if field.options else None


def _named_type(proto: Any, field: Field, found: Declaration | None) -> None:
    proto.type_name = "." + found.name if found else field.type
    if field.group:
        proto.type = _FieldProto.TYPE_GROUP
    elif found is not None and isinstance(found.node, Enum):
        proto.type = _FieldProto.TYPE_ENUM
    elif found is not None:
        proto.type = _FieldProto.TYPE_MESSAGE


def _synthetic_oneofs(proto: Any, message: Message, file: File) -> None:
    """Give each ``optional`` field of proto3 its one-field oneof, after the written ones."""
    if file.syntax != "proto3":
        return
    taken = {each.name for each in message.fields} | {each.name for each in message.oneofs}
    for field, added in zip(message.fields, proto.field, strict=True):
        if field.label == "optional" and not field.oneof:
            name = "_" + field.name if not field.name.startswith("_") else "X" + field.name
            while name in taken:
                name = "X" + name
            taken.add(name)
            added.proto3_optional = True
            added.oneof_index = len(proto.oneof_decl)
            proto.oneof_decl.add(name=name)


def _enum(proto: Any, enum: Enum) -> None:
    proto.name = enum.name
    for value in enum.values:
        added = proto.value.add(name=value.name, number=value.number)
        _options(added.options, value.options) if value.options else None
    for each in enum.reserved:
        proto.reserved_range.add(start=each.start, end=each.end)
    proto.reserved_name.extend(each.name for each in enum.reserved_names)
    _options(proto.options, enum.options) if enum.options else None
    if enum.visibility:
        proto.visibility = descriptor_pb2.SymbolVisibility.Value("VISIBILITY_" + enum.visibility.upper())


def _service(proto: Any, service: Service, linked: Linked, file: File) -> None:
    proto.name = service.name
    scope = qualified(file.package, service.name)
    for rpc in service.rpcs:
        added = proto.method.add(name=rpc.name)
        added.input_type = "." + linked.full_name(file.path, scope, rpc.request)
        added.output_type = "." + linked.full_name(file.path, scope, rpc.response)
        if rpc.client_streaming:
            added.client_streaming = True
        if rpc.server_streaming:
            added.server_streaming = True
        _options(added.options, rpc.options) if rpc.options else None
    _options(proto.options, service.options) if service.options else None


def _extensions(target: Any, extends: Iterable[Extend], file: File, scope: str, find: _Find) -> None:
    for extend in extends:
        found = find(scope, extend.extendee)
        for field in extend.fields:
            added = target.add()
            _field(added, field, file, scope, find)
            added.extendee = "." + (found.name if found else extend.extendee.removeprefix("."))
            if file.syntax == "proto3" and field.label == "optional":
                added.proto3_optional = True


def _default(kind: str, value: Value) -> str:
    """Return a default value as a descriptor writes it."""
    if isinstance(value, Word | Aggregate):
        return value.text
    if isinstance(value, bytes):
        if kind == "bytes":
            return text_format.text_encoding.CEscape(value, as_utf8=False)  # type: ignore[attr-defined,no-any-return]
        return bytes_text(value)
    if kind in ("float", "double"):
        return _float_text(float(value), 6 if kind == "float" else 15)
    return str(int(value))


def _float_text(value: float, digits: int) -> str:
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    for precision in (digits, digits + 2):
        shown = f"{value:.{precision}g}"
        if float(shown) == value:
            break
    return shown


def _options(target: Any, options: Options) -> None:
    """Set the standard options on an options message; custom ones are left out."""
    for each in options:
        path = each.name.split(".")
        message, names = target, path
        if "(" in each.name:
            continue
        while len(names) > 1:
            step = message.DESCRIPTOR.fields_by_name.get(names[0])
            if step is None or step.message_type is None:
                break
            message, names = getattr(message, names[0]), names[1:]
        field = message.DESCRIPTOR.fields_by_name.get(names[0])
        if len(names) == 1 and field is not None:
            _set_option(message, field, each.value)


def _set_option(message: Any, field: Any, value: Value) -> None:
    if isinstance(value, Aggregate):
        body = value.text.removeprefix("{").removesuffix("}")
        part = getattr(message, field.name)
        text_format.Parse(body, part.add() if field.is_repeated else part, allow_unknown_extension=True)
    elif field.is_repeated:
        getattr(message, field.name).append(_option_value(field, value))
    else:
        setattr(message, field.name, _option_value(field, value))


def _option_value(field: Any, value: Value) -> Any:
    if isinstance(value, Word):
        if field.enum_type is not None:
            return field.enum_type.values_by_name[value.text].number
        return (
            float(value.text) if field.cpp_type in (field.CPPTYPE_DOUBLE, field.CPPTYPE_FLOAT) else value.text == "true"
        )
    if isinstance(value, bytes) and field.type == field.TYPE_STRING:
        return bytes_text(value)
    return value
