"""Turns a difference into a judgement: what the consumer writes must widen, what it reads must narrow.

The judgements are the rules ``schema/request-KIND`` and ``schema/response-KIND``; direction picks between them.
"""

from typing import NamedTuple

from juncture.contracts.model import Compatibility
from juncture.contracts.schema.leaf import REQUEST, RESPONSE, UNDECIDED
from juncture.facts.rule import rule

_HARM = {Compatibility.BREAKING: 0, Compatibility.RISKY: 1, Compatibility.COMPATIBLE: 2}
_WAYS = ((REQUEST, "request"), (RESPONSE, "response"))


class Judgement(NamedTuple):
    """What a difference means: by which rule, and in which directions (bits) it means just that."""

    rule: str
    compatibility: Compatibility
    ways: int


def judged(kind: str, ways: int) -> Judgement:
    """Return the worst that a difference means in the directions in which the schema travels."""
    if kind == UNDECIDED:
        return Judgement("schema/cannot-prove", Compatibility.RISKY, ways)
    found = []
    for way, name in _WAYS:
        if ways & way:
            rule_id = f"schema/{name}-{kind}"
            found.append(Judgement(rule_id, Compatibility(rule(rule_id).compatibility), way))
    worst = min(found, key=lambda each: _HARM[each.compatibility])
    alike = [each.ways for each in found if each.compatibility is worst.compatibility]
    return worst._replace(ways=sum(alike))
