"""The servers that an application connects to, and what became of them."""

from collections.abc import Iterator, Sequence

from juncture.contracts.asyncapi.api import Server
from juncture.contracts.asyncapi.bindings import binding_changes
from juncture.contracts.asyncapi.entry import Found
from juncture.contracts.asyncapi.layers import Layers
from juncture.contracts.asyncapi.read import Description, word
from juncture.contracts.asyncapi.security import requirements, security_changes
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.parts import worded


def server(description: Description, name: str, layers: Layers, address: str) -> Server:
    """Return a server."""
    variables = layers.at("variables")
    schemes = description.section("components", "securitySchemes")
    return Server(
        name=name,
        address=address,
        part=worded((f"server:{name}",)),
        layers=layers,
        version=word(layers, "protocolVersion"),
        variables=variables.entries() if variables else {},
        security=requirements(layers.at("security"), schemes),
    )


def server_changes(old: Sequence[Server], new: Sequence[Server]) -> Iterator[Found]:
    """Yield what became of the servers; what a server is called does not matter to who connects to it."""
    pairs, gone, came = servers_paired(old, new)
    for each in gone:
        yield Draft("server-removed", each.part, each.address, "", each.layers.place, None)
    for each in came:
        yield Draft("server-added", each.part, "", each.address, None, each.layers.place)
    for here, there in pairs:
        was, at = here.layers.place, there.layers.place
        if here.address != there.address:
            yield Draft("server-address-changed", there.part, here.address, there.address, was, at)
        if here.version.text != there.version.text:
            places = here.version.place, there.version.place
            yield Draft("server-version-changed", there.part, here.version.text, there.version.text, *places)
        security = worded((*there.part.words, "security"))
        places = was.at("security"), at.at("security")
        yield from security_changes(here.security, there.security, security, *places)
        yield from _variable_changes(here, there)
        yield from binding_changes("server", here.layers, there.layers, there.part)


def servers_paired(
    old: Sequence[Server], new: Sequence[Server]
) -> tuple[list[tuple[Server, Server]], list[Server], list[Server]]:
    """Return the servers that stand for each other, by address, then by name, and what is left on each side."""
    pairs: list[tuple[Server, Server]] = []
    gone, came = list(old), list(new)
    for alike in (
        lambda one, other: (one.name, one.address) == (other.name, other.address),
        lambda one, other: one.address == other.address,
        lambda one, other: one.name == other.name,
    ):
        for one in list(gone):
            other = next((each for each in came if alike(one, each)), None)
            if other is not None:
                pairs.append((one, other))
                gone.remove(one)
                came.remove(other)
    return pairs, gone, came


def _variable_changes(old: Server, new: Server) -> Iterator[Draft]:
    """A part of an address that nothing is said of takes any value."""
    for name in sorted(old.variables.keys() | new.variables.keys()):
        if f"{{{name}}}" not in old.address or f"{{{name}}}" not in new.address:
            continue
        part = worded((*new.part.words, f"variable:{name}"))
        before, after = old.variables.get(name), new.variables.get(name)
        was = before.place if before else old.layers.place.at("variables", name)
        at = after.place if after else new.layers.place.at("variables", name)
        here, there = _values(before), _values(after)
        places = was.at("enum"), at.at("enum")
        if there and (not here or here - there):
            texts = ", ".join(sorted(here - there)), ", ".join(sorted(there))
            yield Draft("server-variable-narrowed", part, *texts, *places)
        elif here and (not there or there - here):
            texts = ", ".join(sorted(here)), ", ".join(sorted(there - here))
            yield Draft("server-variable-widened", part, *texts, *places)
        texts = before.text("default") if before else "", after.text("default") if after else ""
        if texts[0] != texts[1]:
            yield Draft("server-variable-default-changed", part, *texts, was.at("default"), at.at("default"))


def _values(variable: Layers | None) -> frozenset[str]:
    listed = variable.at("enum") if variable else None
    return frozenset(str(each) for each in (listed.value if listed and isinstance(listed.value, list) else ()))
