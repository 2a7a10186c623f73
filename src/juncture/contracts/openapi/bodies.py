"""Compares request bodies."""

from collections.abc import Iterator

from juncture.contracts.openapi.api import Operation
from juncture.contracts.openapi.entry import Found
from juncture.contracts.openapi.media import content_changes
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, Sides


def body_changes(old: Operation, new: Operation, sides: Sides) -> Iterator[Found]:
    """Yield what became of the body of two operations that stand for each other."""
    before, after, ways = old.body, new.body, old.asks
    sent = "" if ways == REQUEST else "sent-"
    if before is None and after is not None:
        rule = "required-body-added" if after.required and not sent else f"{sent}body-added"
        yield Draft(rule, after.located.part, "", "a body", old.located.place, after.located.place, ways)
    elif before is not None and after is None:
        yield Draft(
            f"{sent}body-removed", before.located.part, "a body", "", before.located.place, new.located.place, ways
        )
    elif before is not None and after is not None:
        part, was, at = after.located.part, before.located.place, after.located.place
        if before.required != after.required:
            rule = f"{sent}body-required" if after.required else f"{sent}body-optional"
            here, there = ("required" if each.required else "optional" for each in (before, after))
            yield Draft(rule, part, here, there, was.at("required"), at.at("required"), ways)
        yield from content_changes(part, before.content, after.content, was, at, ways, sides)
