"""What an application sends and receives, in one shape for AsyncAPI 2 and 3.

The view is the application's: what AsyncAPI 2 calls ``publish`` is what a client does, so the application receives it.
"""

from typing import NamedTuple

import msgspec

from juncture.contracts.asyncapi.layers import Layers
from juncture.contracts.asyncapi.payload import Payload
from juncture.contracts.schema.leaf import REQUEST, RESPONSE
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place

SEND, RECEIVE = "send", "receive"
WAYS = {SEND: RESPONSE, RECEIVE: REQUEST}
"""What an application sends is read by others, as a response is; what it receives is written by them."""
Requirement = frozenset[str]
"""Schemes and their scopes, all of which are needed."""


class Word(NamedTuple):
    """A word of the contract and where it stands, or would stand."""

    text: str
    place: Place


class Message(NamedTuple):
    """A message. ``names`` are all it goes by, the most lasting first.

    What the contract says nothing of has a ``payload`` that takes anything, and ``headers`` that take any object.
    """

    names: tuple[str, ...]
    part: Part
    layers: Layers
    name: Word
    content_type: Word
    payload: Payload
    headers: Payload
    key: Payload | None
    correlation: Word

    @property
    def label(self) -> str:
        """What people call it."""
        return self.names[0] if self.names else "message"


class Parameter(NamedTuple):
    """A placeholder of an address. ``location`` tells where in a message its value stands.

    ``is_text`` tells that its values are any texts, and not numbers written as such.
    """

    name: str
    part: Part
    values: Payload
    location: Word
    is_text: bool


class Reply(NamedTuple):
    """What answers a message (AsyncAPI 3). ``to`` tells where the address stands in the message that asks.

    ``is_whole`` tells that no reference to one of its messages leads nowhere.
    """

    part: Part
    place: Place
    to: Word
    address: Word
    messages: tuple[Message, ...]
    is_whole: bool


class Statement(NamedTuple):
    """An operation as it is written: AsyncAPI 3 may say several times that an application sends to a channel."""

    name: Word
    layers: Layers
    security: tuple[Requirement, ...]
    reply: Reply | None


class Operation(msgspec.Struct, frozen=True):
    """That the application sends to, or receives from, a channel: all statements about it together.

    ``is_whole`` tells that no reference to one of its messages leads nowhere.
    """

    action: str
    part: Part
    place: Place
    statements: tuple[Statement, ...]
    messages: tuple[Message, ...]
    is_whole: bool

    @property
    def ways(self) -> int:
        """Which way its messages go, as bits."""
        return WAYS[self.action]

    @property
    def name(self) -> str:
        """The operation as people call it, equal in all versions: ``send orders.placed``."""
        return " ".join(self.part.words)


class Channel(msgspec.Struct, frozen=True):
    """A channel. ``address`` is empty where it is known at run time only; ``key`` is its name in the contract.

    ``messages`` are those that no operation carries. ``servers`` are names; none at all means every server.
    """

    key: str
    address: Word
    part: Part
    layers: Layers
    parameters: tuple[Parameter, ...]
    servers: frozenset[str]
    operations: dict[str, Operation]
    messages: tuple[Message, ...]

    @property
    def label(self) -> str:
        """The channel as people call it."""
        return label(self.address.text, self.key)


class Server(NamedTuple):
    """A broker or an endpoint. ``address`` is ``protocol://host/path``, with placeholders as written."""

    name: str
    address: str
    part: Part
    layers: Layers
    version: Word
    variables: dict[str, Layers]
    security: tuple[Requirement, ...]


class Application(NamedTuple):
    """All that a description says of an application."""

    servers: tuple[Server, ...]
    channels: tuple[Channel, ...]


def label(address: str, key: str) -> str:
    """Return what a channel is called: its address, or its name after a question mark where that is not known."""
    return address or f"?{key}"


def owned_part(place: Place, otherwise: Part, *tail: str) -> Part:
    """Return the part of what stands at a place: that of the component that it belongs to, if it belongs to one.

    Many messages and operations share components; what is theirs changes once. ``tail`` are the words from there.
    """
    match place.pointer:
        case ("components", str(group), str(name), *_):
            return worded((f"{group.removesuffix('s')}:{name}", *tail))
        case ("defaultContentType",):
            return worded(("defaultContentType",))
        case _:
            return worded((*otherwise.words, *tail))
