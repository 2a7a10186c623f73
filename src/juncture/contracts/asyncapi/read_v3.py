"""Reads AsyncAPI 3: operations refer to channels, and to the messages of those."""

from juncture.contracts.asyncapi.api import (
    RECEIVE,
    SEND,
    Application,
    Channel,
    Message,
    Operation,
    Reply,
    Statement,
    Word,
    label,
)
from juncture.contracts.asyncapi.layers import Layers
from juncture.contracts.asyncapi.read import Description, message, parameters, word
from juncture.contracts.asyncapi.security import requirements
from juncture.contracts.asyncapi.servers import server
from juncture.contracts.schema.parts import worded
from juncture.contracts.schema.place import Place


def application(description: Description) -> Application:
    """Return what a description says."""
    servers = {}
    for name, layers in description.section("servers").items():
        path = layers.text("pathname").strip("/")
        address = f"{layers.text('protocol')}://{layers.text('host')}{'/' if path else ''}{path}"
        servers[layers.place] = server(description, name, layers, address)
    reading = _Reading(description)
    channels = []
    for place, (key, layers) in reading.channels.items():
        operations = reading.operations(place)
        carried = {each.layers.place for operation in operations.values() for each in operation.messages}
        carried |= reading.replied
        listed = layers.at("servers")
        places = [each.place for each in listed.items()] if listed else []
        channels.append(
            Channel(
                key=key,
                address=word(layers, "address"),
                part=worded((f"channel:{_label(key, layers)}",)),
                layers=layers,
                parameters=parameters(layers, _label(key, layers)),
                servers=frozenset(servers[each].name for each in places if each in servers),
                operations=operations,
                messages=tuple(each for each in reading.messages(layers, None) if each.layers.place not in carried),
            )
        )
    return Application(tuple(servers.values()), tuple(channels))


def _label(key: str, layers: Layers) -> str:
    return label(layers.text("address"), key)


def _last(place: Place) -> str:
    return str(place.pointer[-1]) if place.pointer else ""


class _Reading:
    """The channels of a description by where they stand, and the operations of each."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.channels = {layers.place: (key, layers) for key, layers in description.section("channels").items()}
        self.replied: set[Place] = set()
        """Messages that answer others."""
        self._operations: dict[Place, list[tuple[str, Layers]]] = {}
        for key, layers in description.section("operations").items():
            channel = layers.at("channel")
            if channel is not None and isinstance(layers.value, dict):
                self.channels.setdefault(channel.place, (_last(channel.place), channel))
                self._operations.setdefault(channel.place, []).append((key, layers))
                self._reads_reply(layers)

    def _reads_reply(self, layers: Layers) -> None:
        reply = layers.with_traits(traits_win=False).at("reply")
        channel = reply.at("channel") if reply else None
        if reply and channel:
            self.replied |= {each.layers.place for each in self.messages(channel, reply.at("messages"))}

    def operations(self, channel: Place) -> dict[str, Operation]:
        """Return what is sent to and received from a channel."""
        found = {}
        for action in (SEND, RECEIVE):
            written = [
                (name, each) for name, each in self._operations.get(channel, ()) if each.text("action") == action
            ]
            if written:
                found[action] = self._operation(action, channel, written)
        return found

    def _operation(self, action: str, channel: Place, written: list[tuple[str, Layers]]) -> Operation:
        key, layers = self.channels[channel]
        part = worded((action, _label(key, layers)))
        lost = len(self.description.lost)
        messages = [each for _, one in written for each in self.messages(layers, one.at("messages"), part.words)]
        is_whole = len(self.description.lost) == lost
        return Operation(
            action=action,
            part=part,
            place=written[0][1].place,
            statements=tuple(self._statement(name, each, part.words) for name, each in written),
            messages=tuple({each.layers.place: each for each in messages}.values()),
            is_whole=is_whole,
        )

    def _statement(self, name: str, written: Layers, words: tuple[str, ...]) -> Statement:
        layers = written.with_traits(traits_win=False)
        schemes = self.description.section("components", "securitySchemes")
        reply = layers.at("reply")
        return Statement(
            name=Word(name, written.place),
            layers=layers,
            security=requirements(layers.at("security"), schemes),
            reply=self._reply(reply, words) if reply and isinstance(reply.value, dict) else None,
        )

    def _reply(self, written: Layers, words: tuple[str, ...]) -> Reply:
        channel = written.at("channel")
        part = worded((*words, "reply"))
        lost = len(self.description.lost)
        messages = tuple(self.messages(channel, written.at("messages"), part.words) if channel else ())
        return Reply(
            part=part,
            place=written.place,
            to=word(written, "address", "location"),
            address=word(channel, "address") if channel else Word("", written.place.at("channel")),
            messages=messages,
            is_whole=len(self.description.lost) == lost,
        )

    def messages(self, channel: Layers, listed: Layers | None, words: tuple[str, ...] = ()) -> list[Message]:
        """Return the listed messages of a channel, all of them where none are listed."""
        offered = channel.at("messages")
        keys = {each.place: key for key, each in (offered.entries() if offered else {}).items()}
        if listed is not None and isinstance(listed.value, list):
            wanted = listed.items()
        else:
            wanted = list(offered.entries().values()) if offered else []
        words = words or (f"channel:{_label(str(channel.place.pointer[-1:] or ''), channel)}",)
        found = []
        for each in wanted:
            if isinstance(each.value, dict):
                key = keys.get(each.place, _last(each.place))
                found.append(message(self.description, each, (key,), worded((*words, f"message:{key}"))))
        return found
