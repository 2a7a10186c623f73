"""Compares security schemes by what they ask callers for, whatever the version of OpenAPI that they are written in."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from juncture.contracts.openapi.api import Description
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.parts import worded
from juncture.contracts.schema.place import Place

_ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl")
_TELLING = ("type", "in", "name", "scheme", "openIdConnectUrl")
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
"""Flows that OpenAPI 2.0 calls otherwise."""


class _Flow(NamedTuple):
    """A way to ask for tokens, and the scopes that can be asked for."""

    place: Place
    addresses: dict[str, str]
    scopes: frozenset[str]


class _Scheme(NamedTuple):
    """A security scheme; ``telling`` holds what callers go by, letter case aside where it does not matter."""

    place: Place
    written: Mapping[str, Any]
    telling: dict[str, str]
    flows: dict[str, _Flow]

    @property
    def definition(self) -> tuple[object, ...]:
        """What sets it apart from others."""
        flows = [(name, sorted(each.addresses.items()), sorted(each.scopes)) for name, each in self.flows.items()]
        return (sorted(self.telling.items()), sorted(flows))


def scheme_changes(old: Description, new: Description) -> Iterator[tuple[str, Draft]]:
    """Yield what changed in the security schemes that both sides have, each with the scheme's name."""
    before, after = _schemes(old), _schemes(new)
    for name in sorted(before.keys() & after.keys()):
        here, there = before[name], after[name]
        part = worded((f"security:{name}",))
        for key in _TELLING:
            texts = str(here.written.get(key, "")), str(there.written.get(key, ""))
            if texts[0] != texts[1] and here.telling.get(key) != there.telling.get(key):
                places = here.place.at(key), there.place.at(key)
                yield name, Draft("security-scheme-changed", part, *texts, *places, REQUEST)
        if here.telling.get("type") == there.telling.get("type") == "oauth2":
            yield from ((name, each) for each in _flow_changes(here, there, name))


def renamed_schemes(old: Description, new: Description) -> Mapping[str, str]:
    """Return, for each scheme with a new name, that of the only scheme gone that asks for the same."""
    before, after = _schemes(old), _schemes(new)
    gone = [name for name in before if name not in after]
    found = {}
    for name in (each for each in after if each not in before):
        alike = [each for each in gone if before[each].definition == after[name].definition]
        if len(alike) == 1:
            found[name] = alike[0]
            gone.remove(alike[0])
    return found


def _flow_changes(old: _Scheme, new: _Scheme, name: str) -> Iterator[Draft]:
    """Yield the ways to ask for tokens that are gone, their addresses that changed, and scopes that are gone."""
    part = worded((f"security:{name}",))
    for flow, here in sorted(old.flows.items()):
        there = new.flows.get(flow)
        if there is None:
            yield Draft("security-flow-removed", part, flow, "", here.place, new.place.at("flows"), REQUEST)
            continue
        for key in _ADDRESSES:
            before, after = here.addresses.get(key, ""), there.addresses.get(key, "")
            if before != after:
                yield Draft(
                    "security-address-changed", part, before, after, here.place.at(key), there.place.at(key), REQUEST
                )
        for scope in sorted(here.scopes - there.scopes):
            places = here.place.at("scopes", scope), there.place.at("scopes")
            yield Draft("security-scope-removed", part, scope, "", *places, REQUEST)


def _schemes(description: Description) -> Mapping[str, _Scheme]:
    for pointer in (("components", "securitySchemes"), ("securityDefinitions",)):
        found = description.sources.at(Place(description.path, pointer))
        if isinstance(found, dict):
            places = {str(name): Place(description.path, (*pointer, name)) for name in found}
            read = {name: _scheme(description, place) for name, place in places.items()}
            return {name: each for name, each in read.items() if each is not None}
    return {}


def _scheme(description: Description, written: Place) -> _Scheme | None:
    place = description.sources.follow(written)
    raw = description.sources.at(place) if isinstance(place, Place) else None
    if not isinstance(raw, dict) or not isinstance(place, Place):
        return None
    telling = {key: str(raw[key]) for key in _TELLING if key in raw}
    if telling.get("type") == "basic":  # OpenAPI 2.0
        telling |= {"type": "http", "scheme": "basic"}
    if telling.get("type") == "http" and "scheme" in telling:
        telling["scheme"] = telling["scheme"].lower()  # RFC 9110, 11.1
    if telling.get("in") == "header" and "name" in telling:
        telling["name"] = telling["name"].lower()  # RFC 9110, 5.1
    return _Scheme(place, raw, telling, _flows(raw, place))


def _flows(raw: Mapping[str, Any], place: Place) -> dict[str, _Flow]:
    """Return the flows by name; OpenAPI 2.0 has just one, in the scheme itself."""
    flow, flows = raw.get("flow"), raw.get("flows")
    if isinstance(flow, str):
        return {_FLOWS.get(flow, flow): _flow(raw, place)}
    found = flows.items() if isinstance(flows, dict) else ()
    return {str(name): _flow(each, place.at("flows", name)) for name, each in found if isinstance(each, dict)}


def _flow(raw: Mapping[str, Any], place: Place) -> _Flow:
    scopes = raw.get("scopes")
    addresses = {key: str(raw[key]) for key in _ADDRESSES if key in raw}
    return _Flow(place, addresses, frozenset(map(str, scopes if isinstance(scopes, dict) else ())))
