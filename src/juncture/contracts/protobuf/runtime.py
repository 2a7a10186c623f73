"""Hands types to protobuf's own runtime: message classes built from a linked side, and only what they need.

Imports that are missing cost only the fields whose types they declare, and so do types too far away to matter;
a type that the runtime refuses has no class, and nothing is proven about it.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format
from msgspec.structs import replace

from juncture.contracts.names import Named
from juncture.contracts.protobuf import well_known
from juncture.contracts.protobuf.descriptor import file_descriptor
from juncture.contracts.protobuf.link import Declaration, Linked
from juncture.contracts.protobuf.syntax import SCALARS, Enum, File, Message, Options

PROBE = "juncture.probe.Probe"
"""The message with one field ``value`` in which an enum is tried."""

_STEPS = 6
_DECISIVE = frozenset({"default", "json_name", "packed", "message_set_wire_format", "allow_alias"})


class UnbuildableError(Exception):
    """The runtime does not take a type."""


def message_class(linked: Linked, name: Named) -> Any:
    """Return the runtime's class of a message, or of a message that holds this enum. Raises UnbuildableError."""
    files = _files(linked, name)
    pool = descriptor_pool.DescriptorPool()
    try:
        for path in _ordered(files):
            pool.Add(_proto(linked, path, *files[path]))
        if isinstance(linked.declarations[name].node, Message):
            return message_factory.GetMessageClass(pool.FindMessageTypeByName(name.name))
        pool.Add(_probe(name))
        return message_factory.GetMessageClass(pool.FindMessageTypeByName(PROBE))
    except (TypeError, KeyError, ValueError, text_format.Error) as error:
        raise UnbuildableError(str(error)) from error


def _probe(name: Named) -> Any:
    proto = descriptor_pb2.FileDescriptorProto(name="juncture/probe.proto", package="juncture.probe")
    proto.dependency.append(name.path)
    field = proto.message_type.add(name="Probe").field.add(name="value", number=1, json_name="value")
    field.label, field.type, field.type_name = field.LABEL_OPTIONAL, field.TYPE_ENUM, "." + name.name
    return proto


def _proto(linked: Linked, path: str, file: File, imports: set[str]) -> Any:
    if path in well_known.files():
        module = import_module("google.protobuf." + path.rpartition("/")[2].removesuffix(".proto") + "_pb2")
        proto = descriptor_pb2.FileDescriptorProto()
        module.DESCRIPTOR.CopyToProto(proto)
        return proto
    return file_descriptor(linked, path, file, sorted(imports))


def _files(linked: Linked, name: Named) -> dict[str, tuple[File, set[str]]]:
    """Return, by path, the part of each file that a type needs, and the files that this part needs."""
    tops = _closure(linked, name)
    files: dict[str, tuple[File, set[str]]] = {}
    for path in {each.path for each in tops}:
        names = [each.name for each in tops if each.path == path]
        used = {used.path for name in names for used in _used(linked, linked.declarations[Named(path, name)])}
        files[path] = (_part(linked, path, names, tops), (used & {each.path for each in tops}) - {path})
    return files


def _closure(linked: Linked, name: Named) -> set[Named]:
    """Return the outermost declarations that a type reaches within a few steps: samples go no deeper."""
    seen: set[Named] = set()
    edge = [_top(linked.declarations[name])]
    for _ in range(_STEPS):
        seen.update(_named(each) for each in edge)
        following = {_named(top): top for each in edge for used in _used(linked, each) for top in [_top(used)]}
        edge = [top for key, top in following.items() if key not in seen]
    return seen


def _named(each: Declaration) -> Named:
    return Named(each.path, each.name)


def _top(each: Declaration) -> Declaration:
    while each.outer is not None:
        each = each.outer
    return each


def _used(linked: Linked, top: Declaration) -> Iterator[Declaration]:
    """Yield the types of all fields inside a declaration."""
    stack = [(top.name, top.node)]
    while stack:
        scope, node = stack.pop()
        if isinstance(node, Message):
            for field in node.fields:
                found = None if field.type in SCALARS else linked.find(top.path, scope, field.type)
                if found is not None:
                    yield found
            stack += [(f"{scope}.{each.name}", each) for each in node.messages]


def _part(linked: Linked, path: str, names: list[str], tops: set[Named]) -> File:
    """Return a file with these declarations alone, and of them only what decides how data is read."""
    file = linked.files[path]
    prefix = file.package + "." if file.package else ""
    nodes = [linked.declarations[Named(path, name)].node for name in names]
    nodes.sort(key=lambda each: (each.line, each.column))

    def known(scope: str, written: str) -> bool:
        found = linked.find(path, scope, written)
        return found is not None and _named(_top(found)) in tops

    def message(node: Message, scope: str) -> Message:
        here = scope + node.name
        fields = tuple(
            replace(each, options=_decisive(each.options))
            for each in node.fields
            if each.type in SCALARS or known(here, each.type)
        )
        used = {each.oneof for each in fields}
        return replace(
            node,
            fields=fields,
            oneofs=tuple(replace(each, options=_decisive(each.options)) for each in node.oneofs if each.name in used),
            messages=tuple(message(each, here + ".") for each in node.messages),
            enums=tuple(_enum(each) for each in node.enums),
            extends=(),
            options=_decisive(node.options),
        )

    return replace(
        file,
        options=_decisive(file.options),
        messages=tuple(message(each, prefix) for each in nodes if isinstance(each, Message)),
        enums=tuple(_enum(each) for each in nodes if isinstance(each, Enum)),
        services=(),
        extends=(),
    )


def _enum(node: Enum) -> Enum:
    values = tuple(replace(each, options=()) for each in node.values)
    return replace(node, values=values, options=_decisive(node.options))


def _decisive(options: Options) -> Options:
    return tuple(each for each in options if each.name in _DECISIVE or each.name.partition(".")[0] == "features")


def _ordered(files: dict[str, tuple[File, set[str]]]) -> list[str]:
    """Return the paths, imported ones first. Raises UnbuildableError where files import each other in a circle."""
    done: list[str] = []
    waiting = dict.fromkeys(sorted(files))
    while waiting:
        ready = [path for path in waiting if not (files[path][1] & waiting.keys())]
        if not ready:
            raise UnbuildableError("files import each other in a circle")
        for path in ready:
            done.append(path)
            del waiting[path]
    return done
