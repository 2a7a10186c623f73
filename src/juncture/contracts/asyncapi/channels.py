"""Compares channels and what an application does with them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from juncture.contracts.asyncapi.api import Channel, Operation, Reply, Statement, owned_part
from juncture.contracts.asyncapi.bindings import binding_changes
from juncture.contracts.asyncapi.entry import Entry, Found
from juncture.contracts.asyncapi.messages import messages_changes
from juncture.contracts.asyncapi.messages import paired as messages_paired
from juncture.contracts.asyncapi.payload import Payload
from juncture.contracts.asyncapi.security import security_changes
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import BOTH_WAYS, REQUEST, RESPONSE
from juncture.contracts.schema.parts import worded

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
Told = tuple[tuple[str, ...], Found]
"""A difference, with the names of the operations that it is about."""


def paired(
    old: Sequence[Channel], new: Sequence[Channel]
) -> tuple[list[tuple[Channel, Channel]], list[Channel], list[Channel]]:
    """Return the channels that stand for each other, and what is left on each side.

    The address decides, whatever its placeholders are called; then the name that AsyncAPI 3 gives a channel.
    """
    pairs = []
    gone, came = list(old), list(new)
    for told in (lambda each: each.label, form, lambda each: each.key):
        by_text = {told(each): each for each in reversed(came)}
        for each in list(gone):
            other = by_text.pop(told(each), None)
            if other is not None:
                pairs.append((each, other))
                gone.remove(each)
                came.remove(other)
    return pairs, gone, came


def form(channel: Channel) -> str:
    """Return an address without the names of its placeholders."""
    return _PLACEHOLDER.sub("{}", channel.label)


def channel_came(channel: Channel) -> Told:
    """Return the change that a channel came."""
    return _names(channel), Draft(
        "channel-added", channel.part, "", channel.label, None, channel.layers.place, _ways(channel)
    )


def channel_went(channel: Channel) -> Told:
    """Return the change that a channel is gone."""
    at = channel.layers.place
    return _names(channel), Draft("channel-removed", channel.part, channel.label, "", at, None, _ways(channel))


def channel_changes(old: Channel, new: Channel, kept: Mapping[str, str]) -> Iterator[Told]:
    """Yield what became of a channel; ``kept`` are the servers that both sides have, by their names on each."""
    names = _names(new) or _names(old)
    yield from ((names, each) for each in _own_changes(old, new, kept))
    yield from (((), each) for each in _carried_changes(old, new))
    for action in sorted(old.operations.keys() | new.operations.keys()):
        before, after = old.operations.get(action), new.operations.get(action)
        if before and after:
            yield from (((after.name,), each) for each in _operation_changes(before, after))
        elif before:
            places = before.place, new.layers.place
            yield (before.name,), Draft(f"{action}-removed", before.part, _said(before), "", *places, before.ways)
        elif after:
            places = old.layers.place, after.place
            yield (after.name,), Draft(f"{action}-added", after.part, "", _said(after), *places, after.ways)


def _own_changes(old: Channel, new: Channel, kept: Mapping[str, str]) -> Iterator[Found]:
    if form(old) != form(new):
        # An address that is known at run time only may be the one that the other side writes.
        is_known = bool(old.address.text and new.address.text)
        rule = "address-changed" if is_known else "cannot-prove"
        before, after = (each.address.text or "an address known at run time only" for each in (old, new))
        yield Draft(rule, new.part, before, after, old.address.place, new.address.place, _ways(new))
    yield from _parameter_changes(old, new)
    yield from _server_changes(old, new, kept)
    addresses = old.address.text, new.address.text
    yield from binding_changes("channel", old.layers, new.layers, new.part, _ways(new), addresses)


def _carried_changes(old: Channel, new: Channel) -> Iterator[Found]:
    """Yield what became of messages that no operation carries: nothing is known of who writes them."""
    pairs, gone, came = messages_paired(old.messages, new.messages)
    before, after = _offered(old), _offered(new)
    for each in gone:
        if after.isdisjoint(each.names):
            yield Draft("carried-message-removed", each.part, each.label, "", each.layers.place, new.layers.place)
    for each in came:
        if before.isdisjoint(each.names):
            yield Draft("carried-message-added", each.part, "", each.label, old.layers.place, each.layers.place)
    for here, there in pairs:
        for name in ("payload", "headers"):
            described: Payload = getattr(there, name)
            yield Entry(getattr(here, name), described, owned_part(described.place, there.part, name), 0)


def _offered(channel: Channel) -> frozenset[str]:
    """Return the names of all messages of a channel, whoever carries them."""
    listed = channel.layers.at("messages")
    carried = [each for operation in channel.operations.values() for each in operation.messages]
    names = {name for each in (*carried, *channel.messages) for name in each.names}
    return frozenset(names | set(listed.keys() if listed else ()))


def _names(channel: Channel) -> tuple[str, ...]:
    return tuple(each.name for each in channel.operations.values())


def _ways(channel: Channel) -> int:
    ways = 0
    for each in channel.operations.values():
        ways |= each.ways
    return ways or BOTH_WAYS


def _said(operation: Operation) -> str:
    return ", ".join(each.name.text for each in operation.statements if each.name.text) or operation.name


def _parameter_changes(old: Channel, new: Channel) -> Iterator[Found]:
    """Parameters stand for each other by their position in the address.

    Whoever listens chooses values as whoever sends does: one that is no longer used leaves its listeners without a
    message.
    """
    before, after = ({each.name: each for each in channel.parameters} for channel in (old, new))
    ordered = (_PLACEHOLDER.findall(channel.address.text) for channel in (old, new))
    for here, there in zip(*ordered, strict=False):
        one, other = before.get(here[1:-1]), after.get(there[1:-1])
        if one is None or other is None:
            continue
        is_number = not (one.is_text and other.is_text)
        yield Entry(one.values, other.values, other.part, _ways(new) | REQUEST, textual=is_number)
        if one.location.text != other.location.text:
            places = one.location.place, other.location.place
            yield Draft("parameter-location-changed", other.part, one.location.text, other.location.text, *places)


def _server_changes(old: Channel, new: Channel, kept: Mapping[str, str]) -> Iterator[Draft]:
    """What came or went as a server is told there, and not of its channels again."""
    before = {kept[each] for each in old.servers if each in kept}
    after = {each for each in new.servers if each in kept.values()}
    is_narrower = bool(new.servers) and (not old.servers or bool(before - after))
    if is_narrower or (old.servers and (not new.servers or after - before)):
        rule = "channel-servers-narrowed" if is_narrower else "channel-servers-widened"
        here, there = (", ".join(sorted(each.servers)) or "every server" for each in (old, new))
        was, at = old.layers.place.at("servers"), new.layers.place.at("servers")
        yield Draft(rule, new.part, here, there, was, at)


def _operation_changes(old: Operation, new: Operation) -> Iterator[Found]:
    yield from messages_changes(old, new, new.ways)
    for here, there in _stated(old.statements, new.statements):
        if here.name.text and there.name.text and here.name.text != there.name.text:
            texts, places = (here.name.text, there.name.text), (here.name.place, there.name.place)
            yield Draft("operation-id-changed", new.part, *texts, *places, new.ways)
        places = here.layers.place.at("security"), there.layers.place.at("security")
        yield from security_changes(here.security, there.security, worded((*new.part.words, "security")), *places)
        yield from binding_changes("operation", here.layers, there.layers, new.part, new.ways)
        yield from _reply_changes(here, there, new)


def _stated(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield the statements that stand for each other: by name, and those that are left in order."""
    by_name = {each.name.text: each for each in new}
    left, rest = [], [each for each in new if each.name.text not in {one.name.text for one in old}]
    for each in old:
        if each.name.text in by_name:
            yield each, by_name[each.name.text]
        else:
            left.append(each)
    yield from zip(left, rest, strict=False)


def _reply_changes(old: Statement, new: Statement, operation: Operation) -> Iterator[Found]:
    ways = BOTH_WAYS & ~operation.ways
    sent = "sent" if ways == RESPONSE else "awaited"
    here, there = old.reply, new.reply
    if here is None and there is not None:
        yield Draft(f"{sent}-reply-added", there.part, "", "a reply", old.layers.place, there.place, ways)
    elif here is not None and there is None:
        yield Draft(f"{sent}-reply-removed", here.part, "a reply", "", here.place, new.layers.place, ways)
    elif here is not None and there is not None:
        yield from _kept_reply(here, there, ways)


def _kept_reply(old: Reply, new: Reply, ways: int) -> Iterator[Found]:
    is_same_channel = old.address.place.pointer == new.address.place.pointer  # which tells of its own address
    for here, there in ((old.to, new.to), *([] if is_same_channel else [(old.address, new.address)])):
        if _PLACEHOLDER.sub("{}", here.text) != _PLACEHOLDER.sub("{}", there.text):
            yield Draft("reply-address-changed", new.part, here.text, there.text, here.place, there.place, ways)
    yield from messages_changes(old, new, ways)
