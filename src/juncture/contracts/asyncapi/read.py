"""Reads what both versions of AsyncAPI write alike: messages, parameters, texts."""

import re
from typing import Any

from juncture.contracts.asyncapi.api import Message, Parameter, Word, owned_part
from juncture.contracts.asyncapi.layers import LayeredSources, Layers, Lost
from juncture.contracts.asyncapi.payload import Payload, payload
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KAFKA_KEY = ("bindings", "kafka", "key")
_AVRO_ONLY = ("record", "enum", "fixed", "map", "bytes", "long", "int", "float", "double")


class Description:
    """One description of one side: its file, and what in it leads nowhere."""

    def __init__(self, sources: LayeredSources, path: str) -> None:
        self.sources = sources
        self.path = path
        self.lost: list[Lost] = []
        value = sources.root(path)
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        self.root = Layers(sources, (Place(path),), self.lost)
        self.is_v2 = str(self.value.get("asyncapi", "")).startswith("2")

    @property
    def title(self) -> str:
        """The application's title."""
        info = self.value.get("info")
        return str(info.get("title", "")) if isinstance(info, dict) else ""

    def section(self, *steps: str) -> dict[str, Layers]:
        """Return what a mapping of the root maps to."""
        found = self.root.at(*steps)
        return found.entries() if found and isinstance(found.value, dict) else {}

    def referred(self) -> frozenset[Place]:
        """Return every place that something in the description refers to."""
        found = set()
        edge: list[Any] = [self.value]
        while edge:
            here = edge.pop()
            if isinstance(here, dict):
                written = here.get("$ref")
                target = self.sources.target(self.path, written) if isinstance(written, str) else None
                found.update([target] if isinstance(target, Place) else [])
                edge += here.values()
            elif isinstance(here, list):
                edge += here
        return frozenset(found)


def word(layers: Layers, *steps: str) -> Word:
    """Return a text and its place; the place where it would stand where there is none."""
    holder = layers.at(*steps[:-1])
    if holder is None:
        return Word("", layers.place.at(*steps))
    found = holder.at(steps[-1])
    text = found.value if found else ""
    return Word(text if isinstance(text, str) else "", found.place if found else holder.place.at(steps[-1]))


def message(description: Description, layers: Layers, keys: tuple[str, ...], otherwise: Part) -> Message:
    """Return a message; ``keys`` are what it is called where it is used."""
    part = owned_part(layers.place, otherwise)
    whole = layers.with_traits(traits_win=description.is_v2)
    name, content_type = word(whole, "name"), word(whole, "contentType")
    if not content_type.text:
        default = word(description.root, "defaultContentType")
        content_type = default if default.text else content_type
    own = _last(layers.place) if part != otherwise or layers.place.path != description.path else ""
    names = (own, *keys, whole.text("messageId"), name.text)
    body = _described(whole, "payload", whole.text("schemaFormat"))
    return Message(
        names=tuple(dict.fromkeys(filter(None, names))),
        part=part,
        layers=whole,
        name=name,
        content_type=content_type,
        payload=body or _nothing(whole, "payload", {}),
        headers=_described(whole, "headers", "") or _nothing(whole, "headers", {"type": "object"}),
        key=_key(whole, body),
        correlation=word(whole, "correlationId", "location"),
    )


def _last(place: Place) -> str:
    """Return the name of an object by the last step that leads to it; a file's where it is one as a whole."""
    return str(place.pointer[-1]) if place.pointer else place.path.rpartition("/")[2].partition(".")[0]


def _described(layers: Layers, name: str, schema_format: str) -> Payload | None:
    """Return what a key describes; AsyncAPI 3 may name the language beside the schema itself."""
    found = layers.at(name)
    if found is None:
        return None
    value = found.value
    if isinstance(value, dict) and isinstance(value.get("schemaFormat"), str) and "schema" in value:
        schema_format = value["schemaFormat"]
        found = found.at("schema")
    return payload(found.schema(name), schema_format) if found else None


def _nothing(layers: Layers, name: str, meaning: dict[str, str]) -> Payload:
    """Return the description of data that a contract says nothing of."""
    place = layers.sources.put(name, meaning, {(): layers.place.at(name)})
    return Payload("schema", place)


def _key(layers: Layers, body: Payload | None) -> Payload | None:
    """Return what describes the key of a Kafka message; it may be written in Avro where the payload is."""
    found = layers.at(*_KAFKA_KEY)
    if found is None:
        return None
    value = found.value
    kind = value.get("type") if isinstance(value, dict) else value
    is_avro = body is not None and body.language == "avro" and (isinstance(kind, list) or kind in _AVRO_ONLY)
    return Payload("avro" if is_avro else "schema", found.schema("key"))


def parameter(name: str, layers: Layers, otherwise: Part) -> Parameter:
    """Return a parameter; AsyncAPI 3 writes its values as a list, AsyncAPI 2 as a schema."""
    schema = layers.at("schema")
    if schema is not None:
        values = Payload("schema", schema.place)
    else:
        listed = layers.at("enum")
        meaning = {"type": "string", **({"enum": listed.value} if listed and isinstance(listed.value, list) else {})}
        values = Payload("schema", layers.sources.put("values", meaning, {(): layers.place}))
    is_text = schema is None or schema.text("type") == "string"
    return Parameter(name, owned_part(layers.place, otherwise), values, word(layers, "location"), is_text)


def parameters(channel: Layers, label: str) -> tuple[Parameter, ...]:
    """Return the parameters of a channel; a placeholder that nothing is said of takes any text."""
    written = channel.at("parameters")
    found = {
        name: parameter(name, layers, worded((f"channel:{label}", f"parameter:{name}")))
        for name, layers in (written.entries() if written else {}).items()
    }
    for name in _PLACEHOLDER.findall(label):
        if name not in found:
            at = Word("", channel.place.at("parameters", name, "location"))
            place = channel.sources.put(f"values of {name}", {"type": "string"}, {(): channel.place})
            part = worded((f"channel:{label}", f"parameter:{name}"))
            found[name] = Parameter(name, part, Payload("schema", place), at, is_text=True)
    return tuple(found.values())
