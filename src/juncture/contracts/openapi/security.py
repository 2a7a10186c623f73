"""Compares who may call: security requirements, and the schemes that they name."""

from collections.abc import Iterator, Mapping

from juncture.contracts.openapi.api import Description, Operation
from juncture.contracts.openapi.draft import Draft
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.parts import worded
from juncture.contracts.schema.place import Place

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


def _schemes(description: Description) -> Mapping[str, Place]:
    for pointer in (("components", "securitySchemes"), ("securityDefinitions",)):
        found = description.sources.at(Place(description.path, pointer))
        if isinstance(found, dict):
            return {str(name): Place(description.path, (*pointer, name)) for name in found}
    return {}
