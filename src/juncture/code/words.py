"""Which forms may find something in a file: cheap signs in its text and its imports, looked at before any parse."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from juncture.code.language import Form, Language, every, language, pattern
from juncture.code.model import Import

WORLD = ("client", "server", "produces", "consumes", "holds", "env", "flag")
"""The families of what a file does with the world outside it."""
EMITTED = ("log", "metric", "trace")
"""The families of what it tells those who run it."""
_SCHEME = len("http+https")
_CONFIGURATION = ("onfig", "ettings", "cfg", "viper")
_RECORDS = 50_000
"""Imports whose meaning is remembered: most files of a tree import the same."""


class _Asked(NamedTuple):
    family: str
    form: Form
    imports: tuple[str, ...]


def active(spoken: Language, text: str, imports: Iterable[Import], families: tuple[str, ...]) -> dict[str, list[Form]]:
    """Return the forms of these families that may find something, by family: their imports, word and shape occur."""
    brought: set[str] = set()
    for record in imports:
        brought |= _brings(spoken.name, record.module, record.names)
    words: dict[str, bool] = {}
    shapes: dict[str, bool] = {"": True}
    found: dict[str, list[Form]] = {}
    for family, form, asked in _asked(spoken.name, families):
        if asked and not brought.issuperset(asked):
            continue
        word, shape = form.word, form.shape
        if word not in words:
            words[word] = word in text
        if not words[word]:
            continue
        if shape not in shapes:
            shapes[shape] = pattern(shape).search(text) is not None
        if shapes[shape]:
            found.setdefault(family, []).append(form)
    return found


@cache
def _asked(name: str, families: tuple[str, ...]) -> tuple[_Asked, ...]:
    spoken = language(name)
    return tuple(
        _Asked(family, form, tuple(filter(None, (form.imports, _origin(spoken, form)))))
        for family in families
        for form in getattr(spoken, family)
    )


def _origin(spoken: Language, form: Form) -> str:
    """Return what some import has to match, since the module that brings a name is one that is imported as it is."""
    resolve = spoken.resolve
    plain = not (resolve.nested or resolve.qualified or resolve.package or resolve.open)
    return form.origin if plain and "{service}" not in form.origin else ""


@lru_cache(_RECORDS)
def _brings(name: str, module: str, names: tuple[str, ...]) -> frozenset[str]:
    """Return the patterns of a language's forms that an import fulfils."""
    said = (module, *(f"{module}.{each}" for each in names))
    return frozenset(like for like in _patterns(name) if any(pattern(like).search(each) for each in said))


@cache
def _patterns(name: str) -> frozenset[str]:
    return frozenset(like for asked in _asked(name, (*WORLD, *EMITTED)) for like in asked.imports)


def may_hold_hosts(text: str) -> bool:
    """Tell whether a text may write the URL of a host that one word names, or ask for a service by its name."""
    like = pattern(every().addresses["url"])
    at = text.find("://")
    while at >= 0:
        if any(like.match(text, start) for start in range(max(0, at - _SCHEME), at - 1)):
            return True
        at = text.find("://", at + 1)
    return any(word in text for word in every().discovery)


def speaks_of_topics(text: str) -> bool:
    """Tell whether a constant of a text may name a topic: it has a word for one."""
    lower = text.lower()
    return any(word in lower for word in every().constants)


def may_hold_constants(spoken: Language, text: str) -> bool:
    """Tell whether a text has a word for a topic, and gives some name a word, or a name for a topic anything."""
    lower = text.lower()
    words = [word for word in every().constants if word in lower]
    return bool(words) and (
        pattern(spoken.constant).search(text) is not None or any(_is_alias(lower, word) for word in words)
    )


def _is_alias(lower: str, word: str) -> bool:
    match, at = pattern(every().alias).match, lower.find(word)
    while at >= 0:
        at += len(word)
        if match(lower, at):
            return True
        at = lower.find(word, at)
    return False


def may_hold_settings(spoken: Language, text: str) -> bool:
    """Tell whether a text may read a setting by a literal alone, or call an address that its configuration gives."""
    written = spoken.wrap.written
    if written and any(form.word in text for form in spoken.env) and pattern(written).search(text):
        return True
    if not any(word in text for word in _CONFIGURATION) or not any(word in text for word in _connecting()):
        return False
    return pattern(every().settings["speaks"]).search(text) is not None


@cache
def _connecting() -> tuple[str, ...]:
    return tuple(every().settings["connects"].split())
