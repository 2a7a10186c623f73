"""Mutations of documents: of bytes, of tokens, and of the tree that JSON and YAML are."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import yaml

from juncture.facts.problem import InputError
from juncture.repository.documents import load

_TOKEN = re.compile(rb'"(?:[^"\\\n]|\\.)*"|[\w.$]+|\s+|[^\w\s]')
_BITS = (b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x1b[2J", "\u202e\u2028é".encode(), b"\\u0000", b"\\ud800")
_ATOMS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.0, 0.5, -0.0, 1e308, 2**31, 2**63, 2**64, 10**30, "", "x", "0", "null", "~",
    "é\u202e", "\x00", "a.b", "#", "#/", "%", "a" * 5000, "(a+)+$", "[", "\\", "*", "2026-01-01", [], [[]], {}, [None],
    {"": 0},
    {"$ref": "#"}, {"$ref": "#/nowhere"}, {"$ref": "file:///etc/passwd"}, {"allOf": [{"$ref": "#"}]}, float("inf"),
    float("nan"),
)  # fmt: skip
_LARGEST = 4 << 20
"""Bytes beyond which a document takes its time for being large, not for what is in it."""
_LONG = 40_000
"""Bytes that a mutation may add at most by repeating."""


class Mutations:
    """What a generator of chances makes of documents; ``pool`` are documents to graft from."""

    def __init__(self, chance: Random, pool: Sequence[bytes]) -> None:
        self.chance = chance
        self.pool = pool

    def of(self, path: str, content: bytes) -> bytes:
        """Return a document with one to six mutations."""
        for _ in range(self.chance.choice((1, 1, 1, 1, 2, 2, 4))):
            ways: list[Callable[[bytes], bytes]] = [self._bytes, self._tokens]
            if path.endswith((".json", ".avsc", ".yaml", ".yml")):
                ways += [lambda text: self._tree(path, text)] * 10
            else:
                ways += [self._words] * 6 + [self._lines] * 4
            changed = self.chance.choice(ways)(content)
            content = changed if len(changed) <= _LARGEST else content
        return content

    def _span(self, length: int, longest: int) -> tuple[int, int]:
        start = self.chance.randrange(length + 1)
        return start, min(length, start + self.chance.randrange(longest + 1))

    def _bytes(self, content: bytes) -> bytes:
        start, end = self._span(len(content), self.chance.choice((1, 4, 60, 2000)))
        piece = content[start:end]
        other = self.chance.choice(self.pool)
        there = other[slice(*self._span(len(other), 300))]
        return self.chance.choice(
            [
                lambda: content[:start] + content[end:],
                lambda: content[:end] + piece + content[end:],
                lambda: content[:start] + there + content[end:],
                lambda: content[:start] + self.chance.choice(_BITS) + content[end:],
                lambda: content[:start],
                lambda: content[:start] + bytes([self.chance.randrange(256)]) + content[start + 1 :],
                lambda: content[:end] + piece * (_LONG // max(1, len(piece))) + content[end:],
            ]
        )()

    def _tokens(self, content: bytes) -> bytes:
        tokens = _TOKEN.findall(content)
        if not tokens:
            return content
        at, there = self.chance.randrange(len(tokens)), self.chance.randrange(len(tokens))
        match self.chance.randrange(7):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[there])
            case 2:
                tokens[at], tokens[there] = tokens[there], tokens[at]
            case 3:
                tokens[at] = self.chance.choice(_TOKEN.findall(self.chance.choice(self.pool)) or [b""])
            case 4:
                tokens[at:at] = tokens[there : there + self.chance.randrange(40)]
            case 5:
                tokens[at] = self.chance.choice((b"0", b"-1", b"4294967296", b"9" * 400, b'""', b"{", b"}", b"[", b"("))
            case _:
                tokens[at] = tokens[at] * self.chance.choice((2, 300, _LONG // len(tokens[at])))
        return b"".join(tokens)

    def _words(self, content: bytes) -> bytes:
        """Put a name, number or text in the place of one of its kind."""
        tokens = _TOKEN.findall(content)
        kinds = [_kind(each) for each in tokens]
        places = [at for at, kind in enumerate(kinds) if kind]
        if not places:
            return content
        at = self.chance.choice(places)
        pool = tokens if self.chance.random() < 0.7 else _TOKEN.findall(self.chance.choice(self.pool))
        tokens[at] = self.chance.choice([each for each in pool if _kind(each) == kinds[at]] or [tokens[at]])
        return b"".join(tokens)

    def _lines(self, content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        if not lines:
            return content
        at, there = self.chance.randrange(len(lines)), self.chance.randrange(len(lines))
        match self.chance.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[there])
            case 2:
                lines[at], lines[there] = lines[there], lines[at]
            case _:
                lines.insert(at, self.chance.choice(self.chance.choice(self.pool).splitlines(keepends=True) or [b""]))
        return b"".join(lines)

    def _tree(self, path: str, content: bytes) -> bytes:
        try:
            values = [each.value for each in load(content, path)]
        except InputError:
            return self._tokens(content)
        value = [self._changed(each) for each in values] or [None]
        try:
            if path.endswith((".json", ".avsc")):
                return json.dumps(value[0], indent=self.chance.choice((None, 1))).encode("utf-8", "surrogatepass")
            return yaml.dump_all(value, allow_unicode=True, Dumper=_Dumper).encode("utf-8", "surrogatepass")
        except RecursionError:
            return self._tokens(content)  # deeper than can be written

    def _changed(self, value: Any) -> Any:
        """Return a tree with one of its containers changed."""
        containers = [each for each in _containers(value) if each]
        if not containers:
            return self.chance.choice(_ATOMS)
        here, there = self.chance.choice(containers), self.chance.choice(containers)
        key, other = self._key(here), self._key(there)
        match self.chance.randrange(9):
            case 0:
                del here[key]
            case 1:
                here[key], there[other] = there[other], here[key]
            case 2:
                here[key] = _copied(there[other])
            case 3:
                here[key] = [here[key]] * self.chance.choice((0, 1, 2, 300))
            case 4:
                here[key] = {self.chance.choice(_names(there)): here[key]}
            case 5 if isinstance(here, dict):
                here[self.chance.choice([*_names(there), "", "a.b", "é", "$ref", "x" * 3000])] = here.pop(key)
            case 6:
                for _ in range(self.chance.choice((3, 60, 300))):
                    here[key] = [here[key]] if isinstance(here, list) else {str(key): here[key]}
            case 7 if isinstance(here, dict):
                here[self.chance.choice(_names(there))] = _copied(there[other])
            case _:
                here[key] = self.chance.choice(_ATOMS)
        return value

    def _key(self, container: Any) -> Any:
        return (
            self.chance.choice(list(container))
            if isinstance(container, dict)
            else self.chance.randrange(len(container))
        )


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return not isinstance(data, dict | list) or not data


def _kind(token: bytes) -> str:
    """Return what a token is; empty for signs and blanks."""
    first = token[:1]
    if first == b'"':
        return "text"
    if first.isdigit():
        return "number"
    return "name" if first.isalpha() or first == b"_" else ""


def _containers(value: Any) -> Iterator[Any]:
    edge = [value]
    while edge:
        here = edge.pop()
        if isinstance(here, dict | list):
            yield here
            edge += here.values() if isinstance(here, dict) else here


def _names(container: Any) -> list[str]:
    return [str(each) for each in container] if isinstance(container, dict) else ["items", "type"]


def _copied(value: Any) -> Any:
    return json.loads(json.dumps(value))
