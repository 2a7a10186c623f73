"""Shows changes on data: for each a message that one side writes and the other loses, misreads or refuses.

The judge is protobuf's own runtime. A search that finds nothing proves nothing and changes nothing.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

import msgspec

from juncture.contracts.model import ContractChange, Witness
from juncture.contracts.names import Named
from juncture.contracts.parts import Address
from juncture.contracts.protobuf.draft import Draft, Probe, Sides
from juncture.contracts.protobuf.link import Linked
from juncture.contracts.protobuf.resolved import any_of, messages, resolves
from juncture.contracts.protobuf.runtime import UnbuildableError, message_class
from juncture.contracts.protobuf.served import served
from juncture.contracts.protobuf.syntax import Enum
from juncture.contracts.protobuf.trials import Ends, Trial, as_json, by_name, tried, untouched, wire

_Way = tuple[str, str, Ends]
_UNDEFINED = 94043
"""An enum number that no enum defines."""
_MAX_TRIED = 2_000
"""Changes that are tried on data; beyond these nobody reads witnesses, and each costs time."""


def witnessed(sides: Sides, drafts: Iterable[Draft], changes: Iterable[ContractChange]) -> list[ContractChange]:
    """Return the changes with their witnesses, in the same order; the drafts are what they were made of."""
    bench = _Bench(sides)
    found, attempts = [], 0
    for draft, change in zip(drafts, changes, strict=True):
        attempts += bool(draft.probe or draft.call or draft.lost)
        found.append(_witnessed(bench, draft, change) if attempts <= _MAX_TRIED else change)
    return found


class _Bench:
    """The runtime's classes of both sides, built when asked for and kept."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self._built: dict[tuple[bool, Named], Any] = {}

    def ways(self, probe: Probe) -> list[_Way]:
        """Return both ways that data can go. Raises UnbuildableError."""
        old, new = self._class(True, probe.old), self._class(False, probe.new)
        back = tuple((right, left) for left, right in probe.fields)
        return [("new", "old", Ends(new, old, back)), ("old", "new", Ends(old, new, probe.fields))]

    @cached_property
    def messages(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names of all messages, old and new."""
        return messages(self.sides.old), messages(self.sides.new)

    def is_enum(self, probe: Probe) -> bool:
        """Whether a probe is about an enum."""
        return isinstance(self.sides.old.declarations[probe.old].node, Enum)

    def _class(self, old: bool, name: Named) -> Any:
        key = (old, name)
        if key not in self._built:
            side: Linked = self.sides.old if old else self.sides.new
            try:
                self._built[key] = message_class(side, name)
            except UnbuildableError as error:
                self._built[key] = error
        found = self._built[key]
        if isinstance(found, UnbuildableError):
            raise found
        return found


def _witnessed(bench: _Bench, draft: Draft, change: ContractChange) -> ContractChange:
    if draft.call:
        return _called(bench.sides, draft, change)
    if draft.lost:
        return _lost(bench, draft.lost, change)
    return _tried(bench, draft, draft.probe, change) if draft.probe else change


def _tried(bench: _Bench, draft: Draft, probe: Probe, change: ContractChange) -> ContractChange:
    try:
        ways = bench.ways(probe)
    except UnbuildableError:
        return change  # nothing is proven about a type that the runtime refuses
    if not bench.is_enum(probe) and not all(_whole(ends) for _, _, ends in ways):
        return change  # a field of an unknown type is in no class: that it is lost would be our own doing
    found = _found(bench, draft, ways)
    if not found:
        return change
    old, new = (
        str(Address(name.path, side.declarations[name].local))
        for side, name in ((bench.sides.old, probe.old), (bench.sides.new, probe.new))
    )
    return msgspec.structs.replace(change, proof="proven", witness=_told(found, (old,), (new,)))


def _whole(ends: Ends) -> bool:
    """Whether both classes have the fields that are watched."""
    written, awaited = ends.writer.DESCRIPTOR.fields_by_name, ends.reader.DESCRIPTOR.fields_by_name
    return all((not left or left in written) and (not right or right in awaited) for left, right in ends.fields)


def _called(sides: Sides, draft: Draft, change: ContractChange) -> ContractChange:
    """Show a call: a gRPC one proves the change, an HTTP one, which the runtime does not know of, only shows it."""
    if not draft.call.startswith("/"):
        return msgspec.structs.replace(change, witness=Witness("http", draft.call, "served", "404"))
    before, after = served(sides.old, draft.call), served(sides.new, draft.call)
    if before and not after:
        witness = Witness("grpc", draft.call, "served", "UNIMPLEMENTED")
    elif before and after and before != after:
        witness = Witness("grpc", draft.call, draft.old, draft.new)
    else:
        return change
    return msgspec.structs.replace(change, proof="proven", witness=witness)


def _lost(bench: _Bench, lost: Named, change: ContractChange) -> ContractChange:
    """Show a message that nobody declares any more inside an Any, which names it."""
    before, after = bench.messages
    if not resolves(before, lost.name) or resolves(after, lost.name):
        return change
    said = f"sent {lost.name}, refused"
    place = str(Address(lost.path, bench.sides.old.declarations[lost].local))
    text = f"old writer → new reader   {any_of(lost.name)}   {said}"
    return msgspec.structs.replace(change, proof="proven", witness=Witness("protobuf", text, "", said, (place,)))


def _found(bench: _Bench, draft: Draft, ways: list[_Way]) -> list[tuple[str, str, Trial]]:
    """Return the trials that show harm at the level that the change breaks: wire first, else JSON."""
    probe = draft.probe
    assert probe is not None
    levels = draft.levels
    attempts: list[Callable[[Ends], Trial | None]] = []
    if not levels.wire or levels.json:
        attempts.append(lambda ends: _enum_wire(probe, ends) if bench.is_enum(probe) else _message_wire(probe, ends))
    if not levels.json:
        attempts.append(lambda ends: _enum_json(probe, ends) if bench.is_enum(probe) else _message_json(probe, ends))
    for attempt in attempts:
        found = [(writer, reader, trial) for writer, reader, ends in ways if (trial := attempt(ends))]
        if found:
            return found
    return []


def _message_wire(probe: Probe, ends: Ends) -> Trial | None:
    if not probe.unset:
        return tried(wire, ends)
    trial = wire(ends, untouched)
    return trial if trial.harm else None


def _message_json(probe: Probe, ends: Ends) -> Trial | None:
    return None if probe.unset else tried(as_json, ends)


def _numbers(probe: Probe) -> list[int]:
    return [int(each) for pair in probe.fields for each in pair if each] or [_UNDEFINED]


def _enum_wire(probe: Probe, ends: Ends) -> Trial | None:
    named = any(left and right for left, right in probe.fields)
    watched = ends._replace(fields=(("value", "value"),))
    for number in [int(ends.fields[0][0])] if named else _numbers(probe):
        try:
            trial = by_name(watched, number) if named else wire(watched, partial(_set, number))
        except ValueError:
            continue  # a closed enum: this side cannot write the number
        if trial.harm:
            return trial
    trial = wire(watched, untouched)
    return trial if trial.harm and named else None


def _enum_json(probe: Probe, ends: Ends) -> Trial | None:
    watched = ends._replace(fields=(("value", "value"),))
    for number in _numbers(probe):
        if number not in ends.writer.DESCRIPTOR.fields_by_name["value"].enum_type.values_by_number:
            continue
        trial = as_json(watched, partial(_set, number))
        if trial.harm:
            return trial
    return None


def _set(number: int, message: Any) -> None:
    message.value = number


def _told(found: list[tuple[str, str, Trial]], *places: tuple[str, ...]) -> Witness:
    lines, verdicts = [], {"old": "", "new": ""}
    for writer, reader, trial in found:
        lines.append(f"{writer} writer → {reader} reader   {trial.form}   sent {trial.sent}, {trial.outcome}")
        verdicts[reader] = f"sent {trial.sent}, {trial.outcome}"
    return Witness("protobuf", "\n".join(lines), verdicts["old"], verdicts["new"], *places)
