"""Which of the words that a language's forms ask for stand in a text: one pass finds them all."""

from functools import cache
from typing import TYPE_CHECKING

from juncture.code.language import Form, Language, every, language

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

WORLD = ("client", "server", "produces", "consumes", "holds", "env", "flag")
"""The families of what a file does with the world outside it."""
EMITTED = ("log", "metric", "trace")
"""The families of what it tells those who run it."""
URL = "://"
CONFIGURATION = ("onfig", "ettings", "cfg", "viper")
"""What code calls its configuration."""
_PIECE = 1 << 18
"""Characters that are searched at once: what is found of a hostile text stays small."""


def spotted(spoken: Language, text: str) -> frozenset[str]:
    """Return the words of a language that a text has."""
    machine, words, longest = _machine(spoken.name)
    found: set[str] = set()
    for start in range(0, max(len(text), 1), _PIECE):
        piece = text if len(text) <= _PIECE else text[start : start + _PIECE + longest]
        found.update({words[number] for number, _, _ in machine.find_matches_as_indexes(piece, overlapping=True)})
    return frozenset(found)


@cache
def connecting() -> tuple[str, ...]:
    """Return the words of calls that are given an address."""
    return tuple(every().settings["connects"].split())


@cache
def topical() -> tuple[str, ...]:
    """Return the words beside which a constant may name a topic, as people capitalise them."""
    words = every().constants
    return tuple(dict.fromkeys(each for word in words for each in (word, word.capitalize(), word.upper())))


@cache
def _machine(name: str) -> "tuple[AhoCorasick, tuple[str, ...], int]":
    from ahocorasick_rs import AhoCorasick, Implementation  # noqa: PLC0415 (loads a library)

    spoken = language(name)
    forms: tuple[Form, ...] = sum((getattr(spoken, family) for family in (*WORLD, *EMITTED)), ())
    asked = {form.word for form in forms} | {*spoken.test_words, *every().discovery, *topical(), *connecting()}
    words = tuple(sorted(asked | {URL, *CONFIGURATION}))
    return AhoCorasick(words, implementation=Implementation.DFA), words, max(map(len, words))
