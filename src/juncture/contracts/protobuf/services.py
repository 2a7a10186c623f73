"""Compares two services: methods, their messages, streaming, and the HTTP calls that they are mapped to."""

import re
from collections.abc import Iterator

import msgspec

from juncture.contracts.model import Levels
from juncture.contracts.names import Named
from juncture.contracts.protobuf.draft import BREAK, SAFE, SOURCE, Draft, Sides, Spot
from juncture.contracts.protobuf.link import qualified
from juncture.contracts.protobuf.option_changes import HTTP, option_changes
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.syntax import Aggregate, File, Options, Rpc, Service, Word, bytes_text, option
from juncture.contracts.protobuf.types import Compare, between_types

_BINDING = re.compile(r"\b(get|put|post|delete|patch|custom) : (\"[^\"]*\"|\{[^}]*\})")


class _Owner(msgspec.Struct, frozen=True):
    """A service on both sides."""

    sides: Sides
    old_file: File
    old: Service
    new_file: File
    new: Service

    def draft(
        self, rule: str, levels: Levels, old: Rpc | None, new: Rpc | None, told: tuple[str, str], *, call: bool = False
    ) -> Draft:
        """Return a difference of one method."""
        method = new or old
        assert method is not None
        operation = f"{self.new.name}/{method.name}"
        return Draft(
            rule,
            Part("method", self.new.name, method.name),
            levels,
            *told,
            Spot(self.new_file.path, (new or self.new).line),
            Spot(self.old_file.path, (old or self.old).line),
            operations=(operation,),
            call=call_path(self.old_file, self.old, old) if call and old else "",
        )


def call_path(file: File, service: Service, rpc: Rpc) -> str:
    """Return the path by which gRPC calls a method (gRPC over HTTP2, Requests)."""
    return f"/{qualified(file.package, service.name)}/{rpc.name}"


def service_changes(sides: Sides, old: Named, new: Named, compare: Compare) -> Iterator[Draft]:
    """Yield the differences of a service."""
    old_file, new_file = sides.old.files[old.path], sides.new.files[new.path]
    owner = _Owner(sides, old_file, sides.old.services[old], new_file, sides.new.services[new])
    after = {each.name: each for each in owner.new.rpcs}
    before = {each.name: each for each in owner.old.rpcs}
    for name, rpc in before.items():
        if name not in after:
            yield owner.draft("rpc-removed", BREAK, rpc, None, (rpc.notation, ""), call=True)
        else:
            yield from _rpc_changes(owner, rpc, after[name], compare)
    for name, rpc in after.items():
        if name not in before:
            yield owner.draft("rpc-added", SAFE, None, rpc, ("", rpc.notation))
    spots = Spot(new_file.path, owner.new.line), Spot(old_file.path, owner.old.line)
    operations = tuple(f"{owner.new.name}/{name}" for name in before if name in after)
    part = Part("declaration", owner.new.name)
    yield from option_changes(part, owner.old.options, owner.new.options, *spots, operations=operations)


def _rpc_changes(owner: _Owner, old: Rpc, new: Rpc, compare: Compare) -> Iterator[Draft]:
    yield from _payload(owner, "request", old, new, compare)
    yield from _payload(owner, "response", old, new, compare)
    for side, before, after in (
        ("client", old.client_streaming, new.client_streaming),
        ("server", old.server_streaming, new.server_streaming),
    ):
        if before != after:
            told = old.notation, new.notation
            yield owner.draft(f"rpc-{side}-streaming-changed", BREAK, old, new, told, call=True)
    idempotency = _idempotency(old), _idempotency(new)
    if idempotency[0] != idempotency[1]:
        yield owner.draft("rpc-idempotency-changed", SOURCE, old, new, idempotency)
    yield from _http(owner, old, new)
    at, was = Spot(owner.new_file.path, new.line), Spot(owner.old_file.path, old.line)
    operation = f"{owner.new.name}/{new.name}"
    part = Part("method", owner.new.name, new.name)
    yield from option_changes(part, old.options, new.options, at, was, operations=(operation,))


def _idempotency(rpc: Rpc) -> str:
    value = option(rpc.options, "idempotency_level")
    return value.text if isinstance(value, Word) else "IDEMPOTENCY_UNKNOWN"


def _payload(owner: _Owner, role: str, old: Rpc, new: Rpc, compare: Compare) -> Iterator[Draft]:
    written = (old.request, new.request) if role == "request" else (old.response, new.response)
    sides = owner.sides
    before = sides.old.find(owner.old_file.path, qualified(owner.old_file.package, owner.old.name), written[0])
    after = sides.new.find(owner.new_file.path, qualified(owner.new_file.package, owner.new.name), written[1])
    if before is None or after is None:
        names = (before.name if before else written[0].lstrip("."), after.name if after else written[1].lstrip("."))
        short, long = sorted(names, key=len)
        if short != long and not long.endswith("." + short):
            yield owner.draft(f"rpc-{role}-unresolved", SOURCE, old, new, written)
        return
    verdict = between_types(sides, before, after, compare)
    if verdict is None:
        return
    kept = verdict.levels.wire and verdict.levels.json
    told = written if written[0] != written[1] else (before.name, after.name)
    draft = owner.draft(f"rpc-{role}-{'equivalent' if kept else 'changed'}", verdict.levels, old, new, told)
    types = (Named(before.path, before.name), Named(after.path, after.name))
    yield msgspec.structs.replace(draft, probe=verdict.probe, types=types)


def _http(owner: _Owner, old: Rpc, new: Rpc) -> Iterator[Draft]:
    """Compare the HTTP bindings of a method (google.api.http): who calls by JSON and path needs the old ones."""
    before, after = _bindings(old.options), _bindings(new.options)
    if before == after:
        return
    lost, gained = sorted(before - after), sorted(after - before)
    rule, levels = (
        ("rpc-http-changed", Levels(wire=True, json=False, source=True)) if lost else ("rpc-http-added", SAFE)
    )
    draft = owner.draft(rule, levels, old, new, (", ".join(lost), ", ".join(gained)))
    yield msgspec.structs.replace(draft, call=lost[0] if lost else "")


def _bindings(options: Options) -> frozenset[str]:
    found = []
    for each in options:
        if each.name == HTTP and isinstance(each.value, Aggregate):
            found += [f"{verb.upper()} {path.strip(chr(34))}" for verb, path in _BINDING.findall(each.value.text)]
        elif each.name.startswith(HTTP + ".") and isinstance(each.value, bytes):
            found.append(f"{each.name.rpartition('.')[2].upper()} {bytes_text(each.value)}")
    return frozenset(found)
