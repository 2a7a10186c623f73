"""The parts of a contract that holds schemas.

A schema with a name of its own is its name, with steps into it: ``Order.items[].price``. Everything else is words,
with steps into the schema that they lead to: ``GET /carts/{id} 200 application/json .items[].price``.
"""

import re
from collections.abc import Iterable

import msgspec

from juncture.contracts.schema.steps import PLAIN, parsed, quoted, steps_text, unquoted
from juncture.facts.problem import InputError, Problem

_STEPS = ".[{<"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"]+')
_NAME = re.compile(rf'({PLAIN}|"(?:[^"\\]|\\.)*")(?=[.\[{{<]|\Z)')


class Part(msgspec.Struct, frozen=True, order=True):
    """A part: either ``name`` or ``words``, and ``steps`` from there. ``named`` and ``worded`` make one."""

    name: str = ""
    words: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        steps = steps_text(self.steps)
        if not self.words:
            return _name_text(self.name) + steps
        return " ".join([*map(_word_text, self.words), *([steps] if steps else [])])


def named(name: str, steps: Iterable[str] = ()) -> Part:
    """Return the part of a named schema. A dot in the name reads like a step: ``io.k8s.Pod`` is ``Pod`` in ``k8s`` …"""
    first, *rest = name.split(".") if all(re.fullmatch(PLAIN, one) for one in name.split(".")) else [name]
    return Part(name=first, steps=(*(f".{one}" for one in rest), *steps))


def worded(words: Iterable[str], steps: Iterable[str] = ()) -> Part:
    """Return the part that words lead to."""
    return Part(words=tuple(words), steps=tuple(steps))


def parse_part(text: str) -> Part:
    """Return the part that is written so. Raises InputError."""
    match = _NAME.match(text)
    if match:
        return Part(name=unquoted(match[1]), steps=parsed(text[match.end() :]))
    words: list[str] = []
    at = 0
    while at < len(text) and text[at] not in _STEPS:
        token = _TOKEN.match(text, at)
        if token is None:
            raise InputError(Problem(text, 0, "no part of a contract; expected Schema.property, or METHOD /path …"))
        words.append(unquoted(token[0]))
        at = token.end()
        if at < len(text) and text[at] != " ":
            raise InputError(Problem(text, 0, f"expected a blank at {text[at:]!r}"))
        at += 1
    if not words:
        raise InputError(Problem(text, 0, "no part of a contract; expected Schema.property, or METHOD /path …"))
    return Part(words=tuple(words), steps=parsed(text[at:]))


def _name_text(name: str) -> str:
    return name if re.fullmatch(PLAIN, name) else quoted(name)


def _word_text(word: str) -> str:
    is_plain = word and word[0] not in _STEPS and not re.search(rf'[\s"]|^{PLAIN}[.\[{{<]', word)
    return word if is_plain else quoted(word)
