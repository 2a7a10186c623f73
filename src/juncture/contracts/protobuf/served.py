"""Asks protobuf's own runtime which gRPC calls a side serves: services as descriptors, their messages left out."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from google.protobuf import descriptor_pb2, descriptor_pool, empty_pb2

from juncture.contracts.protobuf.link import Linked
from juncture.contracts.protobuf.syntax import Service

_EMPTY = "google/protobuf/empty.proto"


class Call(NamedTuple):
    """How a method is called: whether the client and whether the server sends a stream."""

    client_streaming: bool
    server_streaming: bool


def served(linked: Linked, path: str) -> frozenset[Call]:
    """Return how the call with this path (``/package.Service/Method``) is served; nothing where it is not."""
    service, _, method = path.removeprefix("/").partition("/")
    found = [node for name, node in linked.services.items() if name.name == service]
    return frozenset(call for node in found for call in _calls(service, node, method))


def _calls(name: str, node: Service, method: str) -> Iterator[Call]:
    proto = descriptor_pb2.FileDescriptorProto(name="service.proto", package=name.rpartition(".")[0])
    proto.dependency.append(_EMPTY)
    service = proto.service.add(name=node.name)
    for each in node.rpcs:
        empty = "." + empty_pb2.DESCRIPTOR.message_types_by_name["Empty"].full_name
        streams = {"client_streaming": each.client_streaming, "server_streaming": each.server_streaming}
        service.method.add(name=each.name, input_type=empty, output_type=empty, **streams)
    pool: Any = descriptor_pool.DescriptorPool()
    try:
        pool.AddSerializedFile(empty_pb2.DESCRIPTOR.serialized_pb)
        pool.Add(proto)
        found = pool.FindServiceByName(name).methods_by_name.get(method)
    except (KeyError, TypeError, ValueError):
        return  # a service that the runtime does not take is served by nobody
    if found is not None:
        yield Call(found.client_streaming, found.server_streaming)
