"""Laws of comparing applications: what means the same says nothing, and swapped sides say the same the other way."""

import copy
import json
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

Raw = dict[str, Any]


class Message(NamedTuple):
    """A message: a schema of its payload, one of a header of its own, and what it shares with others by a trait."""

    name: str
    payload: Raw
    header: Raw
    trait: Raw
    content_type: str


class Channel(NamedTuple):
    """A channel, and what the application does with it."""

    address: str
    actions: tuple[str, ...]
    messages: tuple[Message, ...]
    values: tuple[str, ...]


class Style(NamedTuple):
    """How an application is written down."""

    version: int
    inline: bool
    merged: bool


def written(channels: tuple[Channel, ...], style: Style) -> bytes:
    """Return a description as JSON."""
    write = _v2 if style.version == 2 else _v3
    return json.dumps(write(channels, style)).encode()


def _components(channels: tuple[Channel, ...], style: Style) -> Raw:
    messages = {each.name: each for channel in channels for each in channel.messages}
    return {
        "messages": {name: _message(each, style) for name, each in messages.items()},
        "schemas": {f"{name}Payload": each.payload for name, each in messages.items()},
        "messageTraits": {f"{name}Trait": _trait(each) for name, each in messages.items()},
    }


def _trait(message: Message) -> Raw:
    return {"contentType": message.content_type, "headers": {"type": "object", "properties": message.trait}}


def _message(message: Message, style: Style) -> Raw:
    payload = (
        copy.deepcopy(message.payload) if style.inline else {"$ref": f"#/components/schemas/{message.name}Payload"}
    )
    own: Raw = {"name": message.name, "payload": payload, "headers": {"properties": message.header}}
    if style.merged:
        own["contentType"] = message.content_type
        own["headers"] = {"type": "object", "properties": {**message.trait, **message.header}}
    else:
        own["traits"] = [{"$ref": f"#/components/messageTraits/{message.name}Trait"}]
    return own


def _used(message: Message, style: Style) -> Raw:
    return _message(message, style) if style.inline else {"$ref": f"#/components/messages/{message.name}"}


def _v2(channels: tuple[Channel, ...], style: Style) -> Raw:
    found: Raw = {}
    for channel in channels:
        item: Raw = {"parameters": {"id": {"schema": {"type": "string", **_enum(channel)}}}}
        for action in channel.actions:
            used = [_used(each, style) for each in channel.messages]
            message = used[0] if len(used) == 1 else {"oneOf": used}
            item[{"send": "subscribe", "receive": "publish"}[action]] = {"message": message}
        found[channel.address] = item
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "t", "version": "1"},
        "servers": {"main": {"url": "kafka://broker.example:9092/", "protocol": "kafka", "security": [{"login": []}]}},
        "channels": found,
        "components": {**_components(channels, style), **SCHEMES},
    }


def _v3(channels: tuple[Channel, ...], style: Style) -> Raw:
    found: Raw = {}
    operations: Raw = {}
    for number, channel in enumerate(channels):
        key = f"channel{number}"
        found[key] = {
            "address": channel.address,
            "parameters": {"id": {"description": "which", **_enum(channel)}},
            "messages": {each.name: _used(each, style) for each in channel.messages},
        }
        for action in channel.actions:
            operation: Raw = {"action": action, "channel": {"$ref": f"#/channels/{key}"}}
            if not style.merged:
                operation["messages"] = [
                    {"$ref": f"#/channels/{key}/messages/{each.name}"} for each in channel.messages
                ]
            operations[f"{action}{number}"] = operation
    login = {"$ref": "#/components/securitySchemes/login"}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "t", "version": "1"},
        "servers": {"broker": {"host": "broker.example:9092", "protocol": "kafka", "security": [login]}},
        "channels": found,
        "operations": operations,
        "components": {**_components(channels, style), **SCHEMES},
    }


def _enum(channel: Channel) -> Raw:
    return {"enum": list(channel.values)} if channel.values else {}


SCHEMES = {"securitySchemes": {"login": {"type": "scramSha256"}}}


TYPES = st.sampled_from(
    [
        {"type": "string"},
        {"type": "integer", "minimum": 0},
        {"type": "integer", "minimum": 1, "maximum": 9},
        {"type": "string", "enum": ["a", "b"]},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "properties": {"x": {"type": "boolean"}}, "required": ["x"]},
    ]
)
FIELDS = st.dictionaries(st.sampled_from(["p", "q", "r"]), TYPES, max_size=3)


@st.composite
def payloads(draw: st.DrawFn) -> dict[str, object]:
    properties = draw(FIELDS)
    required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True)) if properties else []
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


HEADERS = st.dictionaries(st.sampled_from(["x-own"]), TYPES, max_size=1)
TRAITS = st.dictionaries(st.sampled_from(["x-shared", "x-own"]), TYPES, max_size=2)


@st.composite
def channel_lists(draw: st.DrawFn) -> tuple[Channel, ...]:
    media = st.sampled_from(["application/json", "application/cbor"])
    by_name = {}
    for name in draw(st.lists(st.sampled_from(["placed", "paid", "sent"]), unique=True, min_size=1)):
        own, shared = draw(HEADERS), draw(TRAITS)
        trait = {key: value for key, value in shared.items() if key not in own}
        by_name[name] = Message(name, draw(payloads()), own, trait, draw(media))
    found = []
    for address in draw(st.lists(st.sampled_from(["a.{id}", "b.{id}", "c/{id}/d"]), unique=True, min_size=1)):
        actions = draw(st.sampled_from([("send",), ("receive",), ("send", "receive")]))
        names = draw(st.lists(st.sampled_from(sorted(by_name)), unique=True, min_size=1, max_size=2))
        values = draw(st.sampled_from([(), ("1", "2"), ("1",)]))
        found.append(Channel(address, actions, tuple(by_name[name] for name in names), values))
    return tuple(found)


STYLES = st.builds(Style, st.sampled_from([2, 3]), st.booleans(), st.booleans())


def diff(old: bytes, new: bytes, **options: bool) -> list[ContractChange]:
    return compare({"app.json": old}, {"app.json": new}, format="asyncapi", **options)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=25)
@given(channel_lists(), STYLES, STYLES)
def test_one_application_written_in_two_ways_says_nothing(
    channels: tuple[Channel, ...], one: Style, two: Style
) -> None:
    assert diff(written(channels, one), written(channels, two)) == []


@settings(deadline=None, max_examples=25)
@given(channel_lists(), channel_lists(), STYLES)
def test_swapped_sides_say_the_same_the_other_way(
    one: tuple[Channel, ...], two: tuple[Channel, ...], style: Style
) -> None:
    old, new = written(one, style), written(two, style)
    there, back = diff(old, new, witnesses=False), diff(new, old, witnesses=False)
    forth = sorted((each.old, each.new) for each in there if each.rule != "asyncapi/schema-removed")
    assert forth == sorted((each.new, each.old) for each in back if each.rule != "asyncapi/schema-removed")


@settings(deadline=None, max_examples=25)
@given(channel_lists(), channel_lists(), STYLES, STYLES)
def test_what_is_found_does_not_rest_on_the_version(
    one: tuple[Channel, ...], two: tuple[Channel, ...], style: Style, other: Style
) -> None:
    style = style._replace(inline=False)  # what is written where it is used is judged where it is used
    before = tuple(each._replace(address=at.address) for each, at in zip(one, two, strict=False))
    after = two[: len(before)]
    same = diff(written(before, style), written(after, style), witnesses=False)
    mixed = diff(written(before, style), written(after, style._replace(version=other.version)), witnesses=False)
    ours, theirs = ({each.rule for each in found} - {"asyncapi/carried-message-added"} for found in (same, mixed))
    assert ours == theirs


@settings(deadline=None, max_examples=25)
@given(channel_lists(), channel_lists(), STYLES)
def test_what_is_proven_is_breaking_or_risky(one: tuple[Channel, ...], two: tuple[Channel, ...], style: Style) -> None:
    for each in diff(written(one, style), written(two, style)):
        assert (each.witness is not None) == (each.proof == "proven")
        assert each.compatibility != "compatible" or each.witness is None
