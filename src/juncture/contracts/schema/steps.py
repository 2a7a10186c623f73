"""The steps from a schema to a piece of it, as in ``.items[].price``.

``.name`` is a property, ``[]`` all items, ``[0]`` the first one, ``{}`` every other property, ``{"/x/"}`` those whose
name matches, ``{name}`` the names themselves, ``[?]`` an item that must be there, ``<"Card">`` an alternative. A name
with signs of its own in it is written as a JSON string: ``."a.b"``.
"""

import re
from collections.abc import Sequence

import orjson

from juncture.facts.problem import InputError, Problem

PLAIN = r"[A-Za-z0-9_$@*+%~!-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_STEP = re.compile(rf"\.(?P<name>{PLAIN}|{_QUOTED})|\[(?:\d+|\?)?\]|\{{\}}|\{{name\}}|[{{<](?P<text>{_QUOTED})[}}>]")


def steps_text(steps: Sequence[str]) -> str:
    """Return steps as one text; ``parsed`` reads it back."""
    return "".join(_step_text(step) for step in steps)


def parsed(text: str) -> tuple[str, ...]:
    """Return the steps that are written so. Raises InputError."""
    found, at = [], 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            raise InputError(Problem(text, 0, f"no steps into a schema at {text[at:]!r}; expected .name, [], {{}}"))
        found.append(_step(match))
        at = match.end()
    return tuple(found)


def _step_text(step: str) -> str:
    if step.startswith("."):
        return step if re.fullmatch(PLAIN, step[1:]) else "." + quoted(step[1:])
    if step.startswith("{/") or step.startswith("<"):
        return step[0] + quoted(step[1:-1]) + step[-1]
    return step


def _step(match: re.Match[str]) -> str:
    name, text = match["name"], match["text"]
    if name is not None:
        return "." + unquoted(name)
    if text is not None:
        return match[0][0] + unquoted(text) + match[0][-1]
    return match[0]


def quoted(text: str) -> str:
    """Return a JSON string."""
    return orjson.dumps(text).decode()


def unquoted(text: str) -> str:
    """Return what a JSON string says; a text that is none says itself. Raises InputError."""
    if not text.startswith('"'):
        return text
    try:
        found: str = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InputError(Problem(text, 0, f"no JSON string: {error.msg}")) from error
    return found
