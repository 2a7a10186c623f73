"""Which names of a file hold a client, and of which service: what is built on the same line, or the one before."""

import re
from collections.abc import Iterable, Mapping, Sequence

from juncture.code.model import Reference

_GIVEN = re.compile(r"([\w$]{1,100})[!?]?\s{0,20}(?::[^=;]{1,200})?=(?![=>])")


def clients(lines: Sequence[str], references: Iterable[Reference]) -> Mapping[str, str]:
    """Return the service of every name that holds a client; a name that holds several clients in turn has none."""
    found: dict[str, set[str]] = {}
    for one in references:
        if one.side != "client":
            continue
        for number in (one.line, one.line - 1):
            text = lines[number - 1] if 0 < number <= len(lines) else ""
            if match := _GIVEN.search(text):
                found.setdefault(match[1], set()).add(one.service)
                break
    return {name: next(iter(services)) for name, services in found.items() if len(services) == 1}
