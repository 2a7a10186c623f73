"""Shows changes of an application on messages, each confirmed by a judge that is not ours (jsonschema-rs)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import msgspec

from juncture.contracts.asyncapi.api import SEND, Application, Channel, Message, Operation, Requirement
from juncture.contracts.asyncapi.differences import Dialects, Differences
from juncture.contracts.asyncapi.envelopes import Envelope, filled, handled, let_in, served, typed
from juncture.contracts.asyncapi.instances import Side, telling
from juncture.contracts.asyncapi.layers import LayeredSources, Layers
from juncture.contracts.asyncapi.read import Description
from juncture.contracts.model import Compatibility, ContractChange, Witness
from juncture.contracts.parts import parse_address
from juncture.contracts.schema.changes import Told
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, RESPONSE
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.samples import NoSampleError
from juncture.contracts.schema.texts import Values
from juncture.contracts.schema.witness import Bench

_MISSED = ("channel-removed", "address-changed", "send-removed", "receive-removed")
_UNSERVED = ("server-removed", "server-address-changed")
_VERDICTS = {"send": ("sent", "sent no more"), "receive": ("received", "received no more")}


def witnessed(
    drafts: Mapping[Draft, ContractChange],
    schemas: Sequence[tuple[Told, Dialects]],
    found: Differences,
    old: Description,
    new: Description,
) -> list[ContractChange]:
    """Return the changes, those that could be shown with their witnesses; a search that finds none changes nothing."""
    benches = {dialects: Bench(each) for dialects, each in found.schemas.items()}
    shown = [_as_written(benches[dialects].shown(told), old, new) for told, dialects in schemas]
    if all(each.compatibility is Compatibility.COMPATIBLE for each in drafts.values()):
        return [*drafts.values(), *shown]
    post = _Post(found.applications, old, new)
    return [*(post.shown(draft, change) for draft, change in drafts.items()), *shown]


class _Post:
    """Hands envelopes and payloads over to both sides."""

    def __init__(self, applications: tuple[Application, Application], old: Description, new: Description) -> None:
        self._old, self._new = applications
        self._sources = old.sources, new.sources

    def shown(self, draft: Draft, change: ContractChange) -> ContractChange:
        """Return the change of a draft with its witness, if there is one."""
        if change.compatibility is Compatibility.COMPATIBLE:
            return change
        witness = self._witness(draft, change)
        return msgspec.structs.replace(change, proof="proven", witness=witness) if witness else change

    def _witness(self, draft: Draft, change: ContractChange) -> Witness | None:
        if draft.rule in _MISSED:
            return self._missed(draft)
        if draft.rule in _UNSERVED:
            return self._unserved(draft)
        if draft.rule == "security-narrowed":
            return self._shut_out(draft)
        if draft.rule == "content-type-changed":
            return self._mistyped(draft, change)
        if draft.rule.endswith(("-message-removed", "-message-added")):
            return self._told_apart(draft, change)
        return None

    def _unserved(self, draft: Draft) -> Witness | None:
        """Return the address of a server that is met there no more."""
        server = next((each for each in self._old.servers if each.layers.place == draft.was), None)
        if server is None:
            return None
        variables = server.variables
        made = {"server": filled(server.address, lambda name: _of_variable(variables.get(name)))}
        judged = _differ((served(self._old), served(self._new)), made)
        return _told(f"server {made['server']}", "served", "served no more") if judged else None

    def _missed(self, draft: Draft) -> Witness | None:
        """Return a message that goes to an address no more."""
        for channel in self._old.channels:
            for action, operation in channel.operations.items():
                if draft.was in (channel.layers.place, channel.address.place, operation.place):
                    made = {"action": action, "address": self._address(channel, operation)}
                    if made["address"] and _differ((handled(self._old), handled(self._new)), made):
                        return _told(f"{action} {made['address']}", *_VERDICTS[action])
        return None

    def _address(self, channel: Channel, operation: Operation) -> str:
        """Return an address of a channel whose parameters take what is in it; empty where none is known."""
        known = {each.name: each.values for each in channel.parameters}
        side = Side(self._sources[0], operation.ways)

        def value(name: str) -> str:
            return Values(side.lowering(known[name].dialect), side.way).text(known[name].place)

        try:
            return filled(channel.address.text, value)
        except NoSampleError:
            return ""

    def _shut_out(self, draft: Draft) -> Witness | None:
        """Return credentials that are let in no more."""
        before, after = ([*_securities(side)] for side in (self._old, self._new))
        old = next((asked for place, asked in before if place.at("security") == draft.was), None)
        new = next((asked for place, asked in after if place.at("security") == draft.at), None)
        for each in old or ():
            made = {"credentials": sorted(each)}
            if new is not None and old is not None and _differ((let_in(old), let_in(new)), made):
                text = ", ".join(made["credentials"]) or "none"
                return _told(f"credentials: {text}", "let in", "refused", (draft.was,), (draft.at,))
        return None

    def _mistyped(self, draft: Draft, change: ContractChange) -> Witness | None:
        """Return a type of content that the other side does not expect."""
        for before, after in self._kept(change):
            if before.ways == REQUEST and _differ((typed(before), typed(after)), made := {"type": draft.old.lower()}):
                return _told(f"Content-Type: {made['type']}", "accepted", "refused")
            if before.ways == RESPONSE and _differ((typed(after), typed(before)), made := {"type": draft.new.lower()}):
                return _told(f"Content-Type: {made['type']}", "refused", "accepted")
        return None

    def _told_apart(self, draft: Draft, change: ContractChange) -> Witness | None:
        """Return a payload of a message that came or went, which no other message of the operation takes."""
        for before, after in self._kept(change):
            old, new = (Side(sources, before.ways) for sources in self._sources)
            gone = _at(before.messages, draft.was) if draft.rule.endswith("removed") else None
            came = _at(after.messages, draft.at) if draft.rule.endswith("added") else None
            if gone and (text := telling(old, gone, new, after.messages)):
                said = ("sent", "sent no more") if before.action == SEND else ("accepted", "refused")
                return _told(text, *said, _payloads([gone]), _payloads(after.messages))
            if came and before.action == SEND and (text := telling(new, came, old, before.messages)):
                return _told(text, "refused", "accepted", _payloads(before.messages), _payloads([came]))
        return None

    def _kept(self, change: ContractChange) -> list[tuple[Operation, Operation]]:
        """Return the operations that a change is about, at both sides."""
        before, after = ({each.name: each for each in _operations(side)} for side in (self._old, self._new))
        return [(before[name], after[name]) for name in change.operations if name in before and name in after]


def _operations(application: Application) -> list[Operation]:
    return [each for channel in application.channels for each in channel.operations.values()]


def _securities(application: Application) -> Iterator[tuple[Place, tuple[Requirement, ...]]]:
    yield from ((each.layers.place, each.security) for each in application.servers)
    for operation in _operations(application):
        yield from ((each.layers.place, each.security) for each in operation.statements)


def _at(messages: Sequence[Message], place: object) -> Message | None:
    return next((each for each in messages if each.layers.place == place), None)


def _of_variable(variable: Layers | None) -> str:
    """Return a value of a variable: its default, else one that it lists, else any."""
    listed = variable.at("enum") if variable else None
    values = [str(each) for each in listed.value] if listed and isinstance(listed.value, list) else []
    default = variable.text("default") if variable else ""
    return default if default and (default in values or not values) else next(iter(values), "0")


def _differ(schemas: tuple[dict[str, Any], dict[str, Any]], made: Envelope) -> bool:
    accepts, refuses = (jsonschema_rs.Draft202012Validator(each, offline=True) for each in schemas)
    return bool(accepts.is_valid(made)) and not refuses.is_valid(made)


def _payloads(messages: Sequence[Message]) -> tuple[Place, ...]:
    return tuple(each.payload.place for each in messages)


def _told(text: str, old: str, new: str, was: Sequence[Place | None] = (), at: Sequence[Place | None] = ()) -> Witness:
    """Return a witness; of several places, one that takes it is enough."""
    places = (tuple(str(place) for place in each if place) for each in (was, at))
    return Witness("asyncapi", text, old, new, *places)


def _as_written(change: ContractChange, old: Description, new: Description) -> ContractChange:
    """Name the schemas in the files instead of those that were put together from them."""
    witness = change.witness
    if witness is None:
        return change
    old_at, new_at = (
        tuple(place for address in addresses for place in _in_files(side.sources, address))
        for side, addresses in ((old, witness.old_at), (new, witness.new_at))
    )
    return msgspec.structs.replace(change, witness=msgspec.structs.replace(witness, old_at=old_at, new_at=new_at))


def _in_files(sources: LayeredSources, address: str) -> tuple[str, ...]:
    parsed = parse_address(address)
    target = sources.target(parsed.contract, f"#{quote(parsed.part)}")
    return tuple(map(str, sources.written(target))) if isinstance(target, Place) else (address,)
