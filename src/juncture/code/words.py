"""Which forms may find something in a file: cheap signs in its text and its imports, looked at before any parse."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import NamedTuple

from juncture.code.language import Form, Language, every, language, pattern
from juncture.code.model import Import
from juncture.code.spotted import CONFIGURATION, EMITTED, URL, WORLD, connecting, topical

_SCHEME = len("http+https")
_RECORDS = 50_000
"""Imports whose meaning is remembered: most files of a tree import the same."""


class _Asked(NamedTuple):
    family: str
    form: Form
    imports: tuple[str, ...]


def active(
    spoken: Language, text: str, words: AbstractSet[str], imports: Iterable[Import], families: tuple[str, ...]
) -> dict[str, list[Form]]:
    """Return the forms of these families that may find something, by family: their imports, word and shape occur.

    ``words`` are those of the language that stand in the text.
    """
    asked = [each for each in _asked(spoken.name, families) if each.form.word in words]
    if not asked:
        return {}
    brought: set[str] = set()
    for record in imports:
        brought |= _brings(spoken.name, record.module, record.names)
    shapes: dict[str, bool] = {"": True}
    found: dict[str, list[Form]] = {}
    for family, form, needed in asked:
        if needed and not brought.issuperset(needed):
            continue
        shape = form.shape
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


def may_hold_hosts(text: str, words: AbstractSet[str]) -> bool:
    """Tell whether a text may write the URL of a host that one word names, or ask for a service by its name."""
    like = pattern(every().addresses["url"])
    at = text.find(URL) if URL in words else -1
    while at >= 0:
        if any(like.match(text, start) for start in range(max(0, at - _SCHEME), at - 1)):
            return True
        at = text.find(URL, at + 1)
    return not words.isdisjoint(every().discovery)


def speaks_of_topics(words: AbstractSet[str]) -> bool:
    """Tell whether a constant of a text may name a topic: it has a word for one."""
    return not words.isdisjoint(topical())


def may_hold_settings(spoken: Language, text: str, words: AbstractSet[str]) -> bool:
    """Tell whether a text may read a setting by a literal alone, or call an address that its configuration gives."""
    written = spoken.wrap.written
    if written and any(form.word in words for form in spoken.env) and pattern(written).search(text):
        return True
    if words.isdisjoint(CONFIGURATION) or words.isdisjoint(connecting()):
        return False
    return pattern(every().settings["speaks"]).search(text) is not None
