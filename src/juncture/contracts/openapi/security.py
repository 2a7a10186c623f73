"""Compares who may call: the security requirements of operations."""

from collections.abc import Iterator, Mapping

import msgspec

from juncture.contracts.openapi.api import Operation
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.parts import worded


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


def renamed_in(operation: Operation | None, renamed: Mapping[str, str]) -> Operation | None:
    """Return an operation whose requirements name schemes as the other side does."""
    if operation is None or not renamed:
        return operation

    def name(word: str) -> str:
        scheme, blank, scope = word.partition(" ")
        return f"{renamed.get(scheme, scheme)}{blank}{scope}"

    alternatives = tuple(frozenset(map(name, each)) for each in operation.security)
    return msgspec.structs.replace(operation, security=alternatives)
