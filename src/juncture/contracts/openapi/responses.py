"""Compares responses: status codes, headers, bodies."""

from collections.abc import Iterator, Mapping

from juncture.contracts.openapi.api import Operation, Response
from juncture.contracts.openapi.entry import Found
from juncture.contracts.openapi.media import content_changes
from juncture.contracts.openapi.parameters import schemas
from juncture.contracts.openapi.serialisation import serialisation_changes
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import BOTH_WAYS, RESPONSE, Sides


def response_changes(old: Operation, new: Operation, sides: Sides) -> Iterator[Found]:
    """Yield what became of the responses of two operations that stand for each other."""
    ways = BOTH_WAYS & ~old.asks
    for status, response in sorted(old.responses.items()):
        there = _answering(status, new.responses)
        if there is None and _ranged(status, new.responses) is None:
            yield _removed(status, response, new, ways)
        elif there is not None and not sides.same(response.located.place, there.located.place):
            yield from _kept(response, there, ways, sides)
    for status, response in sorted(new.responses.items()):
        if status in old.responses:
            continue
        here = _answering(status, old.responses) or _ranged(status, old.responses)
        if here is None:
            rule = "status-added" if ways == RESPONSE else "accepted-status-added"
            was = None if response.located.is_shared else old.located.place.at("responses")
            yield Draft(rule, response.located.part, "", status, was, response.located.place, ways)
        elif _answering(status, old.responses) is not None:
            yield from _kept(here, response, ways, sides)


def _answering(status: str, responses: Mapping[str, Response]) -> Response | None:
    """Return the response for a status: its own, that of its range, or that of all others (OpenAPI, Responses)."""
    return responses.get(status) or responses.get(f"{status[:1]}XX") or responses.get("default")


def _ranged(status: str, responses: Mapping[str, Response]) -> Response | None:
    """Return a response that a range takes the place of: 200 of 2XX."""
    if not status.upper().endswith("XX"):
        return None
    return next((each for code, each in sorted(responses.items()) if code[:1] == status[:1]), None)


def _removed(status: str, response: Response, new: Operation, ways: int) -> Draft:
    if ways != RESPONSE:
        rule = "accepted-status-removed"
    else:
        rule = "status-removed" if status[:1] in "123" else "error-status-removed"
    at = None if response.located.is_shared else new.located.place.at("responses")
    return Draft(rule, response.located.part, status, "", response.located.place, at, ways)


def _kept(old: Response, new: Response, ways: int, sides: Sides) -> Iterator[Found]:
    part, was, at = new.located.part, old.located.place, new.located.place
    yield from content_changes(part, old.content, new.content, was, at, ways, sides)
    for name in sorted(old.headers.keys() | new.headers.keys()):
        before, after = old.headers.get(name), new.headers.get(name)
        if before is not None and after is not None:
            if before.required != after.required and ways == RESPONSE:
                rule = "header-required" if after.required else "header-optional"
                here, there = ("required" if each.required else "optional" for each in (before, after))
                yield Draft(rule, after.located.part, here, there, before.located.place, after.located.place, ways)
            yield from serialisation_changes(before, after, sides, ways)
            yield from schemas(before, after, ways)
        elif before is not None:
            rule = "required-header-removed" if before.required else "header-removed"
            yield Draft(rule, before.located.part, before.name, "", before.located.place, at.at("headers"), ways)
        elif after is not None:
            yield Draft(
                "header-added", after.located.part, "", after.name, was.at("headers"), after.located.place, ways
            )
