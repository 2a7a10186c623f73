"""Plain data as YAML text for people: plain words where they are safe, block scalars for several lines."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+()%-]*( [A-Za-z0-9_./@+()%-]+)*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What YAML 1.1 or 1.2 would not read as text."""
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(text: str, style: str = "") -> str:
    """Return one line for a text. ``style`` is the quote to keep (``'`` or ``"``), else plain where that is safe."""
    if style != '"' and not style and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow(value: Any) -> str:
    """Return a value in one line, as it may stand between brackets."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(flow(item) for item in value) + "]"


def block(text: str) -> tuple[str, list[str]] | None:
    """Return the header and the unindented lines of a block scalar; None for what only quotes can hold.

    YAML 1.2 section 8.1: the header keeps or strips the last line break, and says how far the text is indented
    where the text's own first line begins with a space.
    """
    lines = text.split("\n")
    is_whole = text.endswith("\n")
    body = lines[:-1] if is_whole else lines
    if len(lines) < 2 or not body[0].strip() or not body[-1].strip() or any(line and not line.strip() for line in body):
        return None
    if not all(line.replace("\t", " ").isprintable() for line in body) or _UNSAFE.search(text):
        return None
    indicator = "2" if body[0][0] in " \t" else ""
    return f"|{indicator}" + ("" if is_whole else "-"), body


def pair(key: str, value: Any) -> list[str]:
    """Return the lines of a key with its value."""
    name = scalar(key)
    if isinstance(value, str):
        as_block = block(value)
        if as_block is None:
            return [f"{name}: {scalar(value)}"]
        return [f"{name}: {as_block[0]}", *indented(as_block[1])]
    if not value:
        return [f"{name}: {flow(value)}"]
    return [f"{name}:", *indented(_block_lines(value))]


def items(values: Sequence[Any]) -> list[str]:
    """Return the lines of a list's items, each behind its dash."""
    lines = []
    for value in values:
        if isinstance(value, str):
            as_block = block(value)
            own = [scalar(value)] if as_block is None else [as_block[0], *as_block[1]]
        else:
            own = _block_lines(value) if value else [flow(value)]
        lines += [f"- {own[0]}", *indented(own[1:])]
    return lines


def indented(lines: Sequence[str], by: int = 2) -> list[str]:
    """Return the lines moved to the right; empty ones stay empty."""
    return [" " * by + line if line else "" for line in lines]


def _block_lines(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [line for key, item in value.items() for line in pair(key, item)]
    return items(value)
