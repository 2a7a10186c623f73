"""Compares the directives on definitions: deprecation, the ones that the specification gives a meaning, all others."""

from collections import Counter
from collections.abc import Iterator, Sequence

from juncture.contracts.graphql.draft import Draft
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.schema import PlacedUsage, Spot
from juncture.contracts.graphql.syntax import Usage
from juncture.contracts.model import Direction

_OWN_RULES = {
    "deprecated": ("deprecation-removed", "deprecated", "deprecation-reason-changed"),
    "oneOf": ("one-of-removed", "one-of-added", ""),
    "specifiedBy": ("specified-by-changed", "specified-by-changed", "specified-by-changed"),
}
"""Directive of the specification → the rules for removed, added and changed."""
_ANY = ("directive-usage-removed", "directive-usage-added", "directive-usage-changed")

Home = tuple[Spot, Spot]


def placed(usages: Sequence[Usage], member: Spot, line: int) -> list[PlacedUsage]:
    """Return a member's directives with their places; ``line`` is the member's own within its definition."""
    return [PlacedUsage(each, Spot(member.path, member.line - line + each.line)) for each in usages]


def usage_changes(
    part: Part, way: Direction, old: Sequence[PlacedUsage], new: Sequence[PlacedUsage], home: Home
) -> Iterator[Draft]:
    """Yield the differences between the directives on one thing; ``home`` are its lines, old and new."""
    left = _without(old, Counter(each.node.notation for each in new))
    joined = _without(new, Counter(each.node.notation for each in old))
    for name in sorted({each.node.name for each in (*left, *joined)}):
        removed, added, changed = _OWN_RULES.get(name, _ANY)
        before = [each for each in left if each.node.name == name]
        after = [each for each in joined if each.node.name == name]
        here = Part(part.type, part.member, part.argument, part.listed, name)
        for gone, come in zip(before, after, strict=False):
            if changed:
                yield Draft(changed, here, way, gone.node.notation, come.node.notation, come.spot, gone.spot)
        for gone in before[len(after) :]:
            yield Draft(removed, here, way, gone.node.notation, "", home[1], gone.spot)
        for come in after[len(before) :]:
            yield Draft(added, here, way, "", come.node.notation, come.spot, home[0])


def is_deprecated(usages: Sequence[Usage]) -> bool:
    """Return whether something was announced to go away (GraphQL spec, section 3.13.3)."""
    return any(each.name == "deprecated" for each in usages)


def _without(usages: Sequence[PlacedUsage], others: Counter[str]) -> list[PlacedUsage]:
    rest = []
    for each in usages:
        if others[each.node.notation] > 0:
            others[each.node.notation] -= 1
        else:
            rest.append(each)
    return rest
