"""Compares who may call: security requirements, and the schemes that they name."""

from collections.abc import Iterator, Mapping
from typing import Any

from juncture.contracts.openapi.api import Description, Operation
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.parts import worded
from juncture.contracts.schema.place import Place

_ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl")
_TELLING = ("type", "in", "name", "scheme", "openIdConnectUrl", "flow")


def security_changes(old: Operation, new: Operation) -> Iterator[Draft]:
    """Yield the ways to be let in that are gone, and those that came.

    A way is a set of schemes and scopes; one that asks for less lets in whoever the other would.
    """
    part = worded((*new.located.part.words, "security"))
    was, at = old.located.place.at("security"), new.located.place.at("security")
    gone = [each for each in old.security if not any(other <= each for other in new.security)]
    came = [each for each in new.security if not any(other <= each for other in old.security)]
    free = [each for each in new.security if each not in old.security and each not in came]
    if gone:
        before, after = _text(gone), _text(came or new.security)
        yield Draft("security-narrowed", part, before, after, was, at, REQUEST)
    elif came or free:
        yield Draft("security-widened", part, _text(old.security), _text(new.security), was, at, REQUEST)


def _text(alternatives: tuple[frozenset[str], ...] | list[frozenset[str]]) -> str:
    return " or ".join(" and ".join(sorted(each)) or "nobody asked" for each in alternatives)


def scheme_changes(old: Description, new: Description) -> Iterator[tuple[str, Draft]]:
    """Yield what changed in the security schemes that both sides have, each with the scheme's name."""
    before, after = _schemes(old), _schemes(new)
    for name in sorted(before.keys() & after.keys()):
        here, there = (each.sources.at(place) for each, place in ((old, before[name]), (new, after[name])))
        if not isinstance(here, dict) or not isinstance(there, dict):
            continue
        for key in _TELLING:
            if here.get(key) != there.get(key):
                part = worded((f"security:{name}",))
                texts = str(here.get(key, "")), str(there.get(key, ""))
                places = before[name].at(key), after[name].at(key)
                yield name, Draft("security-scheme-changed", part, *texts, *places, REQUEST)
        yield from ((name, each) for each in _addresses((here, before[name]), (there, after[name]), name))


def _addresses(old: tuple[dict[str, Any], Place], new: tuple[dict[str, Any], Place], name: str) -> Iterator[Draft]:
    """Yield the addresses at which tokens are asked for that changed; OpenAPI 2.0 has them in the scheme itself."""
    for flow in (None, "implicit", "password", "clientCredentials", "authorizationCode"):
        values, places = [], []
        for scheme, place in (old, new):
            flows = scheme.get("flows") if flow else None
            values.append(scheme if flow is None else flows.get(flow) if isinstance(flows, dict) else None)
            places.append(place if flow is None else place.at("flows", flow))
        before, after = (each if isinstance(each, dict) else {} for each in values)
        for key in _ADDRESSES if before and after else ():
            if before.get(key) != after.get(key):
                texts = str(before.get(key, "")), str(after.get(key, ""))
                part = worded((f"security:{name}",))
                yield Draft("security-address-changed", part, *texts, places[0].at(key), places[1].at(key), REQUEST)


def _schemes(description: Description) -> Mapping[str, Place]:
    for pointer in (("components", "securitySchemes"), ("securityDefinitions",)):
        found = description.sources.at(Place(description.path, pointer))
        if isinstance(found, dict):
            return {str(name): Place(description.path, (*pointer, name)) for name in found}
    return {}
