"""Re-checks calls: which gRPC methods, and which HTTP calls mapped to them, each side's compiled services have."""

from collections.abc import Iterator
from typing import Any

from compiled import Compiled, compiled
from sides import Side

_VERBS = ("get", "put", "post", "delete", "patch")
_HTTP = "google.api.http"


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    witness = change["witness"]
    text = witness["text"]
    before, after = (_found(compiled(side), text) for side in (old, new))
    if not before:
        return f"old: {text} is not served"
    verdicts = witness["old_verdict"], witness["new_verdict"]
    if verdicts[0] != "served":
        told = [{_streams(verdict)} for verdict in verdicts]
        if told != [before, after]:
            return f"{text} streams otherwise than is said"
        return "it is called as before" if before == after else ""
    if verdicts[1] not in ("UNIMPLEMENTED", "404"):
        return f"the verdict {verdicts[1]} is not known"
    return f"new: {text} is served" if after else ""


def _streams(notation: str) -> tuple[bool, bool]:
    """Return whether the client and whether the server of ``rpc Get(A) returns (stream A)`` sends a stream."""
    sent, _, received = notation.partition(" returns ")
    return "(stream " in sent, "(stream " in received


def _found(side: Compiled, text: str) -> set[tuple[bool, bool]]:
    """Return how a call streams, for each method that answers it."""
    return {
        (method.client_streaming, method.server_streaming)
        for path, method in _methods(side)
        if text == path or text in _bindings(side, method)
    }


def _methods(side: Compiled) -> Iterator[tuple[str, Any]]:
    for file in side.files.values():
        for service in file.service:
            name = f"{file.package}.{service.name}" if file.package else service.name
            for method in service.method:
                yield f"/{name}/{method.name}", side.pool.FindMethodByName(f"{name}.{method.name}")


def _bindings(side: Compiled, method: Any) -> set[str]:
    """Return the HTTP calls of a method: ``GET /v1/…``."""
    try:
        extension = side.pool.FindExtensionByName(_HTTP)
    except KeyError:
        return set()  # nobody declares them
    from google.protobuf import message_factory  # noqa: PLC0415

    options_class = message_factory.GetMessageClass(side.pool.FindMessageTypeByName("google.protobuf.MethodOptions"))
    options = options_class.FromString(method.GetOptions().SerializeToString())
    rule = options.Extensions[extension]
    found = set()
    for each in (rule, *rule.additional_bindings):
        found |= {f"{verb.upper()} {getattr(each, verb)}" for verb in _VERBS if each.HasField(verb)}
    return found
