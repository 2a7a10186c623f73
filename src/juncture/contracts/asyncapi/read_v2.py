"""Reads AsyncAPI 2: channels hold what a client publishes and subscribes to."""

from juncture.contracts.asyncapi.api import RECEIVE, SEND, Application, Channel, Message, Operation, Statement, Word
from juncture.contracts.asyncapi.layers import Layers
from juncture.contracts.asyncapi.read import Description, message, parameters, word
from juncture.contracts.asyncapi.security import requirements
from juncture.contracts.asyncapi.servers import server
from juncture.contracts.schema.parts import worded
from juncture.contracts.schema.place import Place

_ACTIONS = {"subscribe": SEND, "publish": RECEIVE}


def application(description: Description) -> Application:
    """Return what a description says."""
    servers = {}
    for name, layers in description.section("servers").items():
        protocol, url = layers.text("protocol"), layers.text("url")
        rest = url.partition("://")[2] or url
        servers[name] = server(description, name, layers, f"{protocol}://{rest.rstrip('/')}")
    channels = []
    for address, layers in description.section("channels").items():
        listed = layers.at("servers")
        names = [str(each.value) for each in listed.items()] if listed else []
        channels.append(
            Channel(
                key=address,
                address=Word(address, layers.place),
                part=worded((f"channel:{address}",)),
                layers=layers,
                parameters=parameters(layers, address),
                servers=frozenset(name for name in names if name in servers),
                operations=dict(_operations(description, address, layers)),
                messages=(),
            )
        )
    return Application(tuple(servers.values()), tuple(channels))


def _operations(description: Description, address: str, channel: Layers) -> list[tuple[str, Operation]]:
    found = []
    for keyword, action in _ACTIONS.items():
        written = channel.at(keyword)
        if written is None or not isinstance(written.value, dict):
            continue
        part = worded((action, address))
        layers = written.with_traits(traits_win=True)
        schemes = description.section("components", "securitySchemes")
        asked = requirements(layers.at("security"), schemes)
        statement = Statement(word(layers, "operationId"), layers, asked, None)
        lost = len(description.lost)
        messages = tuple(_messages(description, written.at("message"), part.words, set()))
        is_whole = len(description.lost) == lost
        found.append((action, Operation(action, part, written.place, (statement,), messages, is_whole)))
    return found


def _messages(
    description: Description, written: Layers | None, words: tuple[str, ...], seen: set[Place]
) -> list[Message]:
    """Return a message, or its alternatives, each once."""
    if written is None or not isinstance(written.value, dict) or written.place in seen:
        return []
    seen.add(written.place)
    alternatives = written.at("oneOf")
    if alternatives is not None:
        found = (_messages(description, each, words, seen) for each in alternatives.items())
        return [each for several in found for each in several]
    name = written.text("messageId") or written.text("name")
    return [message(description, written, (), worded((*words, f"message:{name}" if name else "message")))]
