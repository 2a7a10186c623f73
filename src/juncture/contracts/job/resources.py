"""What it means that a container, or a pod as a whole, asks for other resources: quantities compared as numbers.

What a container requests of a resource is its limit where it says nothing (Kubernetes, Resource Management for Pods).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from juncture.contracts.job.draft import Draft, Pair, shown
from juncture.contracts.job.manifest import Job, Where, text
from juncture.contracts.job.parts import Part

_QUANTITY = re.compile(r"\+?(\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE]([+-]?\d{1,3})|([KMGTPE]i|[numkMGTPE]))?\Z")
_UNITS = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_NO_LIMIT = Fraction(10) ** 1100
"""More than any quantity that is written."""
_BINARY = ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def quantity(written: str) -> Fraction | None:
    """Return the number that a quantity means (``512Mi``, ``250m``, ``1e3``); None for what is none, or is negative."""
    match = _QUANTITY.match(written)
    if match is None:
        return None
    number, exponent, unit = Fraction(Decimal(match[1])), match[2], match[3]
    if unit in _BINARY:
        return number * Fraction(1024) ** (_BINARY.index(unit) + 1)
    return number * Fraction(10) ** (int(exponent) if exponent else _UNITS[unit] if unit else 0)


def resource_changes(pair: Pair, part: Part, was: Where, at: Where) -> Iterator[Draft]:
    """Yield the requests and limits that differ; ``was`` and ``at`` lead to the container or the pod."""
    was, at = (*was, "resources"), (*at, "resources")
    for kind in ("limits", "requests"):
        sides = pair.old.get(*was, kind), pair.new.get(*at, kind)
        for name in sorted({key for each in sides if isinstance(each, dict) for key in each if isinstance(key, str)}):
            told = shown(pair.old.get(*was, kind, name)), shown(pair.new.get(*at, kind, name))
            rule = _rule(kind, _asked(pair.old, was, kind, name), _asked(pair.new, at, kind, name))
            if rule and told[0] != told[1]:
                key = f"{kind}.{name}"
                yield pair.draft(rule, part.of("resources", key), (*was, kind, name), (*at, kind, name), told)


def _asked(job: Job, way: Where, kind: str, name: str) -> str:
    """Return a limit or a request as it counts; empty where there is none."""
    said = text(job.get(*way, kind, name))
    return said or (text(job.get(*way, "limits", name)) if kind == "requests" else "")


def _rule(kind: str, old: str, new: str) -> str:
    """Return the rule for two texts; nothing where they mean the same."""
    before, after = quantity(old), quantity(new)
    if (old and before is None) or (new and after is None):
        return "cannot-prove" if old != new else ""
    if before == after:
        return ""
    unsaid = Fraction(0) if kind == "requests" else _NO_LIMIT
    grown = (unsaid if after is None else after) > (unsaid if before is None else before)
    return "resources-raised" if grown else "resources-lowered"
