"""Links a set of .proto files: every declaration by its full name, every field with what it means.

Imports may be missing: a name that nothing at hand declares stays as written, and its kind is unknown.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from juncture.contracts.names import Named, Names, Unit
from juncture.contracts.protobuf import features, well_known
from juncture.contracts.protobuf.features import Features
from juncture.contracts.protobuf.syntax import (
    SCALARS,
    Enum,
    Extend,
    Field,
    File,
    Message,
    Value,
    Word,
    bytes_text,
    option,
)

_UNPACKABLE = frozenset({"string", "bytes"})


class Declaration(msgspec.Struct, frozen=True):
    """A message or an enum in its place. ``name`` is its full name; ``features`` hold inside it."""

    name: str
    file: File
    node: Message | Enum
    features: Features
    outer: "Declaration | None" = None

    @property
    def path(self) -> str:
        """The file that declares it."""
        return self.file.path

    @property
    def local(self) -> str:
        """The name relative to the file's package."""
        return relative(self.name, self.file.package)


class Extension(msgspec.Struct, frozen=True):
    """An extension field in its place.

    ``name`` is its full name, ``extendee`` that of the message it extends, as written where that is unknown;
    ``extended`` is where the message is declared.
    """

    name: str
    file: File
    field: Field
    extendee: str
    extended: Named | None
    scope: str
    outer: Declaration | None = None


class Meaning(msgspec.Struct, frozen=True):
    """What a field means once names and features are resolved.

    ``kind`` is a scalar's name, ``message``, ``enum`` or ``unknown``. ``type_name`` is the scalar or the full
    name of the type, as written where it is unknown. ``cardinality`` is ``singular``, ``required``,
    ``repeated`` or ``map``; ``explicit`` tells whether an unset field differs from one set to its default.
    """

    field: Field
    kind: str
    type_name: str
    type: Declaration | None
    cardinality: str
    explicit: bool
    packed: bool
    delimited: bool
    verified: bool
    json_name: str
    default: Value | None


def relative(name: str, package: str) -> str:
    """Return a full name without the package in front."""
    return name.removeprefix(package + ".") if package else name


def qualified(scope: str, name: str) -> str:
    """Return the full name of what is declared in a scope."""
    return f"{scope}.{name}" if scope else name


class Linked:
    """Files of one side, linked. ``declarations`` (messages and enums) are ordered by file and place."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self.files = {**well_known.files(), **files}
        self.declarations: dict[Named, Declaration] = {}
        self.by_file: dict[str, list[Declaration]] = {}
        self.services = {
            Named(path, qualified(file.package, service.name)): service
            for path, file in self.files.items()
            for service in file.services
        }
        self._oneofs: dict[Named, dict[str, Features]] = {}
        for path in sorted(self.files):
            self.by_file[path] = list(declared(self.files[path]))
            self.declarations.update((Named(path, each.name), each) for each in self.by_file[path])
        self.names = Names({path: self._unit(file) for path, file in self.files.items()})

    def _unit(self, file: File) -> Unit:
        names = frozenset(each.name for each in self.by_file[file.path])
        return Unit(file.package, names, tuple(each.path for each in file.imports))

    def find(self, path: str, scope: str, written: str) -> Declaration | None:
        """Return the declaration that a type name means inside a scope; None where nothing at hand declares it."""
        found = self.names.find(path, scope, written)
        return self.declarations[found] if found else None

    def full_name(self, path: str, scope: str, written: str) -> str:
        """Return the full name of a type, or the name as written where it is unknown."""
        found = self.names.find(path, scope, written)
        return found.name if found else written.removeprefix(".")

    def extensions(self, path: str) -> Iterator[Extension]:
        """Yield every extension that a file declares."""
        file = self.files[path]
        yield from self._extensions(file, file.extends, file.package, None)
        for outer in self.by_file[path]:
            if isinstance(outer.node, Message):
                yield from self._extensions(file, outer.node.extends, outer.name, outer)

    def _extensions(
        self, file: File, extends: Iterable[Extend], scope: str, outer: Declaration | None
    ) -> Iterator[Extension]:
        for extend in extends:
            extended = self.names.find(file.path, scope, extend.extendee)
            extendee = extended.name if extended else extend.extendee.removeprefix(".")
            for field in extend.fields:
                yield Extension(qualified(scope, field.name), file, field, extendee, extended, scope, outer)

    def meaning(self, field: Field, outer: Declaration) -> Meaning:
        """Return what a field of a message means."""
        assert isinstance(outer.node, Message)
        around = outer.features
        if field.oneof:
            around = self._oneof_features(outer).get(field.oneof, around)
        return self._meaning(field, outer.file, outer.name, around, member=bool(field.oneof))

    def _oneof_features(self, outer: Declaration) -> dict[str, Features]:
        key = Named(outer.path, outer.name)
        if key not in self._oneofs:
            assert isinstance(outer.node, Message)
            set_here = [each for each in outer.node.oneofs if each.options]
            self._oneofs[key] = {each.name: features.inherit(outer.features, each.options) for each in set_here}
        return self._oneofs[key]

    def extension_meaning(self, extension: Extension) -> Meaning:
        """Return what an extension field means; it always knows whether it is set."""
        file, outer = extension.file, extension.outer
        around = outer.features if outer else file_features(file)
        return self._meaning(extension.field, file, extension.scope, around, member=True)

    def _meaning(self, field: Field, file: File, scope: str, around: Features, member: bool) -> Meaning:
        own = features.inherit(around, field.options)
        type_ = None if field.type in SCALARS else self.find(file.path, scope, field.type)
        kind, type_name = _kind(field, type_)
        cardinality = _cardinality(field, own)
        proto3 = file.syntax == "proto3"
        aggregate = kind == "message" or field.group
        explicit = own.field_presence != "IMPLICIT" or member or aggregate or (proto3 and field.label == "optional")
        return Meaning(
            field,
            kind,
            type_name,
            type_,
            cardinality,
            explicit and cardinality == "singular",
            _packed(field, own, kind, cardinality),
            field.group or (aggregate and not field.key and own.message_encoding == "DELIMITED"),
            own.utf8_validation == "VERIFY",
            json_name(field),
            option(field.options, "default"),
        )


def declared(file: File) -> Iterator[Declaration]:
    """Yield every message and enum of a file, each before what is nested in it."""
    around = file_features(file)
    nodes: list[Message | Enum] = [*file.messages, *file.enums]
    for node in nodes:
        yield from _declared(node, file, file.package, around, None)


def _declared(
    node: Message | Enum, file: File, scope: str, around: Features, outer: Declaration | None
) -> Iterator[Declaration]:
    here = Declaration(qualified(scope, node.name), file, node, features.inherit(around, node.options), outer)
    yield here
    if isinstance(node, Message):
        inner: list[Message | Enum] = [*node.messages, *node.enums]
        for each in inner:
            yield from _declared(each, file, here.name, here.features, here)


def file_features(file: File) -> Features:
    """Return the features that a file sets for what it declares."""
    return features.inherit(features.DEFAULTS[file.syntax], file.options)


def json_name(field: Field) -> str:
    """Return the field's name in JSON: the one it is given, or the derived one."""
    given = option(field.options, "json_name")
    return bytes_text(given) if isinstance(given, bytes) else camel_case(field.name)


def camel_case(name: str) -> str:
    """Return the JSON name that Protobuf derives from a field's name (ProtoJSON Format, Field names)."""
    first, *others = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def _kind(field: Field, type_: Declaration | None) -> tuple[str, str]:
    if field.type in SCALARS:
        return field.type, field.type
    if type_ is not None:
        return "message" if isinstance(type_.node, Message) else "enum", type_.name
    return "message" if field.group else "unknown", field.type.removeprefix(".")


def _cardinality(field: Field, own: Features) -> str:
    if field.key:
        return "map"
    if field.label == "repeated":
        return "repeated"
    required = field.label == "required" or own.field_presence == "LEGACY_REQUIRED"
    return "required" if required else "singular"


def _packed(field: Field, own: Features, kind: str, cardinality: str) -> bool:
    if cardinality != "repeated" or kind in ("message", "unknown") or kind in _UNPACKABLE or field.group:
        return False
    set_by_option = option(field.options, "packed")
    if set_by_option is not None:
        return set_by_option == Word("true")
    return own.repeated_field_encoding == "PACKED"
