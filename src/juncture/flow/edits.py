"""What an edit does to the value that a line takes: nothing, or something; and whether it shows what is asked of it."""

import re
from difflib import SequenceMatcher
from functools import cache

from juncture.code.handling import kind_of_type
from juncture.flow.found import Found

_TOKEN = re.compile(r"\w+|:=|==+|!=+|<=|>=|->|=>|::|&&|\|\||\?\?|\?\.|\S")
_GIVES = frozenset({":", "=", ":=", "=>"})
"""Signs between a member and the value that it is given."""
_ENDS = frozenset({",", ";", "{", "}", "=", "return", "&&", "||", ":", "=>", ":="})
_WAITS = re.compile(r"\b(?:await|async)\b\s*")
_BEHIND = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)|/\*.*?\*/|//.*")
_BEHIND_PYTHON = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|#.*")
"""Comments of a line; strings, which may hold what looks like one, are the first group."""
_HEAD = re.compile(r"^\s*(?:return\b|(?:[\w:<>,\[\]*&?]+\s+){0,3}[\w\[\].]+(?:\s*:\s*[\w<>\[\]]+)?\s*(?::=|=(?![=>])))")
"""What a statement starts with that only says where its value goes."""

_BESIDE = 80
"""Words and signs on either side of a name that an edit is looked for in."""
_NEAR = 300
"""Characters around a name that are looked at: a line of packed code may be as long as its file."""


def statement(use: Found) -> str:
    """Return the statement of a use, its line where only that is known; of a long one what stands near the name."""
    text = use.whole or use.text
    at = max(text.find(use.name), 0) if len(text) > 2 * _NEAR else 0
    return text[max(0, at - _NEAR) : at + 2 * _NEAR]


def plain(use: Found) -> str:
    """Return the statement of a use, or its line, without what does nothing to the value.

    Comments, waiting for the value, and the names of the variables that the member is taken from.
    """
    text = statement(use)
    behind = _BEHIND_PYTHON if use.reader.startswith("python") else _BEHIND
    if use.whole:
        # A statement stands on one line: what a comment of the use's own line says is known, where another ends is not.
        for comment in (match[0] for match in behind.finditer(statement(use._replace(whole=""))) if not match[1]):
            text = text.replace(comment.strip(), " ")
        text = re.sub(r"/\*.*?\*/", " ", text)
    else:
        text = behind.sub(lambda match: match[1] or " ", text)
    return _receiver(use.name).sub("", _WAITS.sub("", text))


@cache
def _receiver(name: str) -> re.Pattern[str]:
    """Return a pattern of the plain variables and getters that a member is taken from."""
    return re.compile(
        rf"(?:(?<![\w.>])[A-Za-z_]\w*(?:\(\))?\s*(?:[?!]?\.|->|::)\s*)(?:[A-Za-z_]\w*(?:\(\))?\s*(?:[?!]?\.|->|::)\s*)*(?={re.escape(name)}\b)"
    )


def shape(use: Found) -> str:
    """Return what stays of a use that moves: its line, whatever its spaces, comments and variables."""
    return "".join(plain(use._replace(whole="")).split())


def touches(before: str, after: str, name: str) -> bool:
    """Tell whether an edit from one text to another is of the expression that a name stands in.

    What lies between them may be its receiver, brackets and calls, the sign that gives it a value, and no sign that
    ends an expression.
    """
    old, new = _tokens(before, name), _tokens(after, name)
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for at in (place for place, token in enumerate(new) if token == name) if kind != "equal" else ():
            between = new[end:at] if at >= end else new[at + 1 : start] if at < start else []
            if at < start and between[:1] and between[0] in _GIVES:
                between = between[1:]
            if not _ENDS & set(between):
                return True
    return name not in new


def _tokens(text: str, name: str) -> list[str]:
    """Return the words and signs of a text, of a long one those near the name."""
    tokens = _TOKEN.findall(text)
    at = tokens.index(name) if name in tokens else 0
    return tokens[max(0, at - _BESIDE) : at + _BESIDE]


def head(text: str, name: str) -> str:
    """Return a statement's start, where that only says what becomes of the value, with the type that is given there."""
    found = _HEAD.match(text)
    return found[0] if found and not re.search(rf"\b{re.escape(name)}\b", found[0]) else ""


def brought(before: str, after: str, name: str) -> list[str]:
    """Return the words and signs that an edit brings."""
    old, new = _tokens(before, name), _tokens(after, name)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [token for kind, _, _, start, end in steps if kind != "equal" for token in new[start:end]]


def kinds(words: list[str]) -> set[str]:
    """Return the kinds of value that words name as types."""
    return {kind_of_type(word) for word in words} - {""}


_SIGNS = {
    "null": re.compile(
        r"\?\?|\?\.|\?:|\bnull\b|\bundefined\b|\bNone\b|\bnil\b|\bOptional\b|\bOption\b|\bSome\b|\borElse\w*|\bunwrap_or\w*"
        r"|\bhas[A-Z_]\w*|\bHas[A-Z]\w*|\bif\b|\bor\b|\|\||\?[^.:]*:|\bnot\b|!!"
    ),
    "list": re.compile(
        r"\[(?!\])|\]\s*\(|\bfor\b|\brange\b|\b(?:len|any|all|sum|min|max|list|set|sorted|next|iter)\s*\(|\.\s*(?:map|at|forEach|filter|reduce"
        r"|join|length|some|every|find|size|iter|into_iter|first|last|get|stream|Select|First|Any|Count|Length|isEmpty|is_empty"
        r"|append|extend|push|add|Add)\b|\w+List\b|\w+Count\b|\badd[A-Z]\w*|\baddAll\w*|\bappend\b|\[\]|\bvec!"
    ),
    "bytes": re.compile(
        r"\bbytes\b|\bByteString\b|\bcopyFrom\w*|\btoByteArray\b|\btoStringUtf8\b|\bBuffer\b|\bUint8Array\b|\[\]byte|\bb[\"']"
        r"|\b(?:en|de)code\b|\bTextEncoder\b|\bTextDecoder\b|\bas_bytes\b|\bto_vec\b|\bToByteArray\b|\bVec<u8>"
    ),
}
"""How code shows that a value may be missing, is one of many, or is bytes."""
_SHORT = 2
"""Letters of a name that may be in any word."""


def shows(kind: str, type_name: str, name: str, before: str, after: str) -> bool:
    """Tell whether an edit shows a value of a kind that has no literal: it brings a sign of it.

    ``kind`` is ``null``, ``list``, ``bytes``, or ``type`` for what ``type_name`` is called; of that a member may be
    taken as well.
    """
    if kind == "type":
        # A conversion is called like the type that it makes.
        named = re.escape(type_name) if len(type_name) > _SHORT else rf"\b{re.escape(type_name)}\b"
        signs = re.compile(rf"{named}|\b{re.escape(name)}(?:\(\))?\s*(?:[?!]?\.|->)\s*\w")
    else:
        signs = _SIGNS.get(kind, re.compile("(?!)"))
    return len(signs.findall(after)) > len(signs.findall(before))
