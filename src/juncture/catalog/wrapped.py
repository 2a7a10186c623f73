"""Topics behind own code: the calls of functions that are given a topic, and of what holds a queue.

The wrappers of a tree are known once all its files are read; the files that import them are then read for their calls.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from juncture.catalog.paths import folder, stem
from juncture.code.model import Import, SourceFacts, TopicEnd, Wrapper
from juncture.code.wrappers import by_word, ends
from juncture.facts.problem import Unread
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

_COMMON = 40
"""A name that more files wrap than these says nothing."""


class Call(msgspec.Struct, frozen=True):
    """A call of a wrapper: the end of the topic that it makes. ``wrapper`` is its name."""

    wrapper: str
    end: TopicEnd


def calls(
    tree: Tree, cache: Cache, sources: Mapping[str, SourceFacts], unread: list[Unread]
) -> Iterator[tuple[str, TopicEnd, str]]:
    """Yield each call of a wrapper as (path, end, path of what holds the topic's name)."""
    known = _known(sources)
    if not known:
        return
    every = tuple(sorted({one for named in known.values() for _, one in named}, key=lambda one: (one.name, one.line)))
    version = hashlib.sha256(msgspec.json.encode(every)).hexdigest()[:16]
    reader = Reader("wrapped", f"2-{version}", tuple[Call, ...], _Reading(every))
    holding = {one.name: at for named in known.values() for at, one in reversed(named) if one.argument < 0}
    near = _Near(at for named in known.values() for at, _ in named)
    paths = [path for path, facts in sources.items() if _may_call(path, facts, known, near)]
    for path, found in cache.facts(reader, tree, paths, unread).items():
        for call in found:
            yield path, call.end, holding.get(call.wrapper, path)


class _Reading:
    """The function of one file that finds calls of these wrappers; a class, since workers are handed it."""

    def __init__(self, known: tuple[Wrapper, ...]) -> None:
        self.known = by_word(known)

    def __call__(self, path: str, content: bytes) -> tuple[Call, ...]:
        return tuple(Call(name, end) for name, end in ends(path, content, self.known))


def _first(name: str) -> str:
    return name.partition(".")[0]


def _known(sources: Mapping[str, SourceFacts]) -> dict[str, list[tuple[str, Wrapper]]]:
    """Return the wrappers of code that people write, by the name that others import, with their file."""
    found: dict[str, list[tuple[str, Wrapper]]] = {}
    for path, facts in sources.items():
        for wrapper in () if facts.test or facts.generated else facts.wrappers:
            found.setdefault(_first(wrapper.name), []).append((path, wrapper))
    return {name: places for name, places in found.items() if len(places) <= _COMMON}


class _Near:
    """The files of wrappers, by what an import of them ends with."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self.folders = frozenset(map(folder, self.paths))
        self.words = frozenset(word for path in self.paths for word in places(path))

    def reached(self, path: str, imports: Iterable[Import]) -> bool:
        """Tell whether a file lies in the folder of one, or imports a module or folder called like one."""
        return folder(path) in self.folders or any(self.words.intersection(words(item)) for item in imports)


_PACKAGED = frozenset({"go", "java", "kotlin", "csharp", "rust", "python"})
"""Languages that import modules and packages whole."""


def _may_call(path: str, facts: SourceFacts, known: Mapping[str, list[tuple[str, Wrapper]]], near: _Near) -> bool:
    """Tell whether a file imports a wrapper by its name, or the module or folder that it is in, or is beside it."""
    if facts.test or facts.generated:
        return False
    if path in near.paths or any(name in known for item in facts.imports for name in (*item.names, item.alias)):
        return True
    return facts.language in _PACKAGED and near.reached(path, facts.imports)


def brought(item: Import, path: str) -> bool:
    """Tell whether an import may bring what a file declares: its last words are the file's name or its folder's."""
    return not places(path).isdisjoint(words(item))


def words(item: Import) -> list[str]:
    """Return the last words of what an import names."""
    return item.module.replace("::", "/").replace(".", "/").strip("/").split("/")[-2:]


def places(path: str) -> set[str]:
    """Return the words that an import of a file ends with: the file's own, and its folder's."""
    return {stem(path), folder(path).rpartition("/")[2]} - {""}
