"""Asks protobuf's own runtime whether a side resolves an Any: its type URL names a message (any.proto, type_url)."""

from collections.abc import Set
from typing import Any

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, json_format

from juncture.contracts.protobuf.link import Linked
from juncture.contracts.protobuf.syntax import Message


def any_of(name: str) -> str:
    """Return an Any of a message in ProtoJSON, with nothing set."""
    return f'{{"@type": "type.googleapis.com/{name}"}}'


def messages(linked: Linked) -> frozenset[str]:
    """Return the full names of all messages of a side."""
    return frozenset(name.name for name, found in linked.declarations.items() if isinstance(found.node, Message))


def resolves(known: Set[str], name: str) -> bool:
    """Return whether a reader that has these messages takes an Any of this one."""
    pool: Any = descriptor_pool.DescriptorPool()
    if name in known:
        package, _, short = name.rpartition(".")
        proto = descriptor_pb2.FileDescriptorProto(name="message.proto", package=package)
        proto.message_type.add(name=short)
        pool.Add(proto)
    try:
        json_format.Parse(any_of(name), any_pb2.Any(), descriptor_pool=pool)
    except (json_format.ParseError, TypeError):
        return False
    return True
