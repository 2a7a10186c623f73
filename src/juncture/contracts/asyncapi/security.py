"""Who is let in: the schemes and scopes that a server or an operation asks for, and what became of them."""

from collections.abc import Iterator

from juncture.contracts.asyncapi.api import Requirement
from juncture.contracts.asyncapi.layers import Layers
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place

_TELLING = ("type", "scheme", "in", "name", "bearerFormat", "openIdConnectUrl")
_FLOWS = ("implicit", "password", "clientCredentials", "authorizationCode")
_ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl")


def requirements(written: Layers | None, schemes: dict[str, Layers]) -> tuple[Requirement, ...]:
    """Return the alternatives; none at all is one that asks for nothing.

    A scheme is told by what it asks for, whatever it is called: AsyncAPI 2 names schemes, AsyncAPI 3 refers to them.
    """
    found = []
    for each in written.items() if written and isinstance(written.value, list) else ():
        value = each.value
        if not isinstance(value, dict):
            continue
        if isinstance(value.get("type"), str):
            found.append(_requirement(each, each.at("scopes")))
            continue
        needed: Requirement = frozenset()
        for name in each.keys():  # noqa: SIM118 - Layers is no mapping
            needed |= _requirement(schemes[name], each.at(name)) if name in schemes else {name}
        found.append(needed)
    return tuple(found) or (frozenset(),)


def _requirement(scheme: Layers, scopes: Layers | None) -> Requirement:
    told = " ".join(filter(None, (scheme.text(key) for key in _TELLING)))
    listed = scopes.value if scopes and isinstance(scopes.value, list) else ()
    return frozenset((told, *(f"{told} {scope}" for scope in listed)))


def security_changes(
    old: tuple[Requirement, ...], new: tuple[Requirement, ...], part: Part, was: Place, at: Place
) -> Iterator[Draft]:
    """Yield the ways to be let in that are gone, and those that came; one that asks for less lets in more."""
    gone = [each for each in old if not any(other <= each for other in new)]
    came = [each for each in new if not any(other <= each for other in old)]
    if gone:
        yield Draft("security-narrowed", part, _text(gone), _text(came or list(new)), was, at, REQUEST)
    elif set(old) != set(new):
        yield Draft("security-widened", part, _text(list(old)), _text(list(new)), was, at, REQUEST)


def _text(alternatives: list[Requirement]) -> str:
    return " or ".join(" and ".join(sorted(each)) or "nobody asked" for each in alternatives)


def address_changes(old: dict[str, Layers], new: dict[str, Layers]) -> Iterator[Draft]:
    """Yield the addresses at which tokens are asked for that changed, in the schemes that both sides have."""
    for name in sorted(old.keys() & new.keys()):
        for flow in _FLOWS:
            before, after = old[name].at("flows", flow), new[name].at("flows", flow)
            for key in _ADDRESSES if before and after else ():
                assert before is not None and after is not None
                here, there = before.text(key), after.text(key)
                if here != there:
                    places = before.place.at(key), after.place.at(key)
                    part = worded((f"security:{name}",))
                    yield Draft("security-address-changed", part, here, there, *places, REQUEST)
