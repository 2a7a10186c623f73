"""Makes short texts that match a regular expression, for the common part of its syntax.

Anchors are taken as met, look-around and back-references are not understood; whether a text matches is for the judge.
"""

import re
from typing import NamedTuple

_MOST = 4000
_DEEPEST = 30
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_COUNT = re.compile(r"\{(\d{1,4})(?:,(\d{0,4}))?\}")
_CANDIDATES = "a0A-_. /:@" + "".join(chr(code) for code in range(33, 127))


class _Read(NamedTuple):
    text: str
    at: int


class NotUnderstoodError(Exception):
    """The expression has something in it that no text is made for."""


def matching(pattern: str, times: int = 0) -> str:
    """Return a text; what may be repeated is repeated at least ``times`` times. Raises NotUnderstoodError."""
    found, at = _alternatives(pattern, 0, times, 0)
    if at != len(pattern) or len(found) > _MOST:
        raise NotUnderstoodError
    return found


def _alternatives(pattern: str, at: int, times: int, depth: int) -> _Read:
    """Read up to a closing bracket; the first alternative stands for all."""
    if depth > _DEEPEST:
        raise NotUnderstoodError
    first, at = _sequence(pattern, at, times, depth)
    while at < len(pattern) and pattern[at] == "|":
        _, at = _sequence(pattern, at + 1, times, depth)
    return _Read(first, at)


def _sequence(pattern: str, at: int, times: int, depth: int) -> _Read:
    found = ""
    while at < len(pattern) and pattern[at] not in "|)":
        if pattern[at] in "^$":
            at += 1
            continue
        one, at = _one(pattern, at, times, depth)
        count, at = _count(pattern, at, times)
        found += one * count
        if len(found) > _MOST:
            raise NotUnderstoodError
    return _Read(found, at)


def _one(pattern: str, at: int, times: int, depth: int) -> _Read:
    sign = pattern[at]
    if sign == "(":
        at += 1
        if pattern.startswith("?:", at):
            at += 2
        elif named := re.compile(r"\?P?<[A-Za-z]\w*>").match(pattern, at):
            at = named.end()
        elif pattern.startswith("?", at):
            raise NotUnderstoodError
        found, at = _alternatives(pattern, at, times, depth + 1)
        return _Read(found, at + 1)
    if sign == "[":
        return _class(pattern, at)
    if sign == "\\":
        return _escaped(pattern, at)
    return _Read("a" if sign == "." else sign, at + 1)


def _escaped(pattern: str, at: int) -> _Read:
    sign = pattern[at + 1 : at + 2]
    if sign in "bBAzZ" and sign:
        return _Read("", at + 2)
    if not sign or sign in "pPkxuc" or sign in "123456789":
        raise NotUnderstoodError
    return _Read(_CLASSES.get(sign, _ESCAPES.get(sign, sign)), at + 2)


def _class(pattern: str, at: int) -> _Read:
    """Read a set of characters; the first usual one that belongs to it stands for it."""
    end = at + 1
    while end < len(pattern) and (pattern[end] != "]" or end == at + 1):
        end += 2 if pattern[end] == "\\" else 1
    text = pattern[at : end + 1]
    if len(text) > 200 or "[" in text[1:]:
        raise NotUnderstoodError
    try:
        expression = re.compile(text)
    except re.error as error:
        raise NotUnderstoodError from error
    for candidate in _CANDIDATES:
        if expression.match(candidate):
            return _Read(candidate, end + 1)
    raise NotUnderstoodError


def _count(pattern: str, at: int, times: int) -> tuple[int, int]:
    sign = pattern[at : at + 1]
    low, high, after = 1, 1, at
    if sign and sign in "*+?":
        low, high, after = (1 if sign == "+" else 0), (1 if sign == "?" else _MOST), at + 1
    elif match := _COUNT.match(pattern, at):
        low = int(match[1])
        high = low if match[2] is None else int(match[2]) if match[2] else _MOST
        after = match.end()
    if after > at and pattern[after : after + 1] in ("?", "+"):
        after += 1  # lazy or possessive: it matches the same texts
    return min(max(low, times), high), after
