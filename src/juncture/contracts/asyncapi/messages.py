"""Compares messages: which stand for each other, and what became of each."""

from collections.abc import Iterator, Sequence

from juncture.contracts.asyncapi.api import Message, Operation, Reply, Word, owned_part
from juncture.contracts.asyncapi.bindings import binding_changes
from juncture.contracts.asyncapi.entry import Entry, Found
from juncture.contracts.schema.canonical import digest
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import RESPONSE
from juncture.contracts.schema.parts import Part

Pairs = list[tuple[Message, Message]]


def messages_changes(old: Operation | Reply, new: Operation | Reply, ways: int) -> Iterator[Found]:
    """Yield the differences of two sets of messages that go one way.

    A message that is missing where a reference leads nowhere is not known to be gone, or to have come.
    """
    pairs, gone, came = paired(old.messages, new.messages)
    sent = "sent" if ways == RESPONSE else "received"
    for each in gone if new.is_whole else ():
        yield Draft(f"{sent}-message-removed", each.part, each.label, "", each.layers.place, new.place, ways)
    for each in came if old.is_whole else ():
        is_second = sent == "sent" and len(old.messages) == 1
        rule = "sent-second-message-added" if is_second else f"{sent}-message-added"
        yield Draft(rule, each.part, "", each.label, old.place, each.layers.place, ways)
    for here, there in pairs:
        yield from message_changes(here, there, ways)


def paired(old: Sequence[Message], new: Sequence[Message]) -> tuple[Pairs, list[Message], list[Message]]:
    """Return the messages that stand for each other, and what is left on each side.

    The most lasting name that two have in common decides, then an equal payload, and the order of those without a
    name; a message that is alone on both sides stands for the other.
    """
    pairs: Pairs = []
    gone, came = list(old), list(new)

    def pair(one: Message, other: Message | None) -> None:
        if other is not None and other in came:
            pairs.append((one, other))
            gone.remove(one)
            came.remove(other)

    for rank in range(max((len(each.names) for each in old), default=0)):
        by_name = {name: each for each in reversed(came) for name in each.names}
        for each in [one for one in gone if len(one.names) > rank]:
            pair(each, by_name.get(each.names[rank]))
    by_payload = {_payload(each): each for each in reversed(came)}
    for each in list(gone):
        pair(each, by_payload.get(_payload(each)))
    nameless = [[each for each in side if not each.names] for side in (gone, came)]
    for one, other in zip(*nameless, strict=False):
        pair(one, other)
    if len(gone) == len(came) == 1:
        pair(gone[0], came[0])
    return pairs, gone, came


def _payload(message: Message) -> tuple[str, bytes]:
    place = message.payload.place
    return message.payload.language, digest(message.layers.sources.at(place), place.path)


def message_changes(old: Message, new: Message, ways: int) -> Iterator[Found]:
    """Yield what became of a message."""
    part = new.part
    if old.name.text and new.name.text and old.name.text != new.name.text:
        yield _worded("message-name-changed", owned_part(new.name.place, part), old.name, new.name, ways)
    yield from _content_type(old, new, ways)
    yield from _correlation(old, new, ways)
    yield Entry(old.payload, new.payload, owned_part(new.payload.place, part, "payload"), ways)
    yield Entry(old.headers, new.headers, owned_part(new.headers.place, part, "headers"), ways)
    yield from _key(old, new, ways)
    yield from binding_changes("message", old.layers, new.layers, part, ways)


def _content_type(old: Message, new: Message, ways: int) -> Iterator[Draft]:
    before, after = _plain(old.content_type.text), _plain(new.content_type.text)
    if before != after:
        rule = "content-type-changed" if before and after else "content-type-stated"
        yield _worded(rule, owned_part(new.content_type.place, new.part), old.content_type, new.content_type, ways)


def _plain(media: str) -> str:
    """Return a media type in lower case, its parameters in order (RFC 9110, 8.3.1)."""
    kind, *parameters = (each.strip() for each in media.lower().split(";"))
    return ";".join([kind, *sorted(filter(None, parameters))])


def _correlation(old: Message, new: Message, ways: int) -> Iterator[Draft]:
    here, there = old.correlation, new.correlation
    if here.text == there.text:
        return
    sent = "sent" if ways == RESPONSE else "received"
    if here.text and there.text:
        rule = "correlation-id-moved"
    else:
        rule = f"{sent}-correlation-id-{'added' if there.text else 'removed'}"
    yield _worded(rule, owned_part(there.place, new.part, "correlationId"), here, there, ways)


def _key(old: Message, new: Message, ways: int) -> Iterator[Found]:
    part = owned_part(new.key.place if new.key else new.layers.place, new.part, "key")
    if old.key is not None and new.key is not None:
        yield Entry(old.key, new.key, part, ways)
    elif old.key is not None or new.key is not None:
        before, after = ("a key" if each.key else "" for each in (old, new))
        was = old.key.place if old.key else old.layers.place
        at = new.key.place if new.key else new.layers.place
        yield Draft("key-added" if after else "key-removed", part, before, after, was, at, ways)


def _worded(rule: str, part: Part, old: Word, new: Word, ways: int) -> Draft:
    return Draft(rule, part, old.text, new.text, old.place, new.place, ways)
