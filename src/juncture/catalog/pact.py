"""Pact files: which consumer uses which member of which exchange with a provider, as its own tests show.

Source: the Pact Specification, versions 2 to 4. Only examples are looked at: a member that the consumer's test names is
one that it uses; matching rules say how, not whether.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from juncture.catalog.model import Layer
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.document import MAX_DEPTH

MAX_PARTS = 20_000
"""Members of all bodies of one file that are listed."""


class Exchange(msgspec.Struct, frozen=True):
    """One interaction or message. ``parts`` are (side, member, line): ``$.items[*].price`` of a request or response."""

    operation: str
    line: int
    parts: tuple[tuple[str, str, int], ...] = ()


class Pact(msgspec.Struct, frozen=True):
    """What one file says of one consumer and one provider; both empty where the file is no pact."""

    path: str
    consumer: str = ""
    provider: str = ""
    layer: Layer = Layer.SYNC
    line: int = 0
    exchanges: tuple[Exchange, ...] = ()


def recognises(path: str) -> bool:
    """Tell whether a path of a repository may be a pact: they are written to folders or files called so."""
    return path.endswith(".json") and "pact" in path.lower() and "node_modules/" not in path


def read(path: str, content: bytes) -> Pact:
    """Return what a pact says; nothing for another JSON file. Raises InputError for one that is broken."""
    if not all(word in content for word in (b'"consumer"', b'"provider"')):
        return Pact(path)
    document = documents.load_one(content, path)
    value = document.value
    consumer, provider = _text(value, "consumer", "name"), _text(value, "provider", "name")
    given = [(key, _at(value, key)) for key in ("interactions", "messages")]
    listed = [(key, n, one) for key, items in given if isinstance(items, list) for n, one in enumerate(items)]
    if not (consumer and provider and listed):
        return Pact(path)
    lines = _Lines(content)
    is_async = all(key == "messages" or "Asynchronous" in _text(one, "type") for key, _, one in listed)
    exchanges = []
    left = MAX_PARTS
    for _, _, one in listed:
        exchange = _exchange(one, lines, left)
        left -= len(exchange.parts)
        exchanges.append(exchange)
    layer = Layer.ASYNC if is_async else Layer.SYNC
    return Pact(path, consumer, provider, layer, document.line_of("consumer"), tuple(exchanges))


class _Lines:
    """Finds lines by going through the text once, in the order of the document."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at, self.line = 0, 1

    def next(self, name: str) -> int:
        """Return the line of the next key or text of this name, the current line where there is none."""
        found = self.content.find(msgspec.json.encode(name), self.at)
        if found >= 0:
            self.line += self.content.count(b"\n", self.at, found)
            self.at = found + 1
        return self.line


def _exchange(one: Any, lines: _Lines, most: int) -> Exchange:
    description = _text(one, "description")
    line = lines.next(description)
    method, path = _text(one, "request", "method"), _text(one, "request", "path")
    parts: list[tuple[str, str, int]] = []
    sides = {"request": _at(one, "request", "body"), "response": _at(one, "response", "body")}
    sides["message"] = _at(one, "contents")
    for side, body in sides.items():
        inner = body.get("content") if isinstance(body, dict) and "contentType" in body else body
        for member, name in _members(inner):
            if len(parts) >= most:
                break
            parts.append((side, member, lines.next(name)))
    return Exchange(f"{method.upper()} {path}" if method else description, line, tuple(parts))


def _members(value: Any, place: str = "$", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield every member of a body with its own name, in order; items of a list share theirs."""
    if isinstance(value, dict) and depth < MAX_DEPTH:
        for name, item in value.items():
            yield f"{place}.{name}", name
            yield from _members(item, f"{place}.{name}", depth + 1)
    elif isinstance(value, list) and depth < MAX_DEPTH:
        seen: set[str] = set()
        for item in value:
            for member, name in _members(item, f"{place}[*]", depth + 1):
                if member not in seen:
                    seen.add(member)
                    yield member, name


def _at(value: Any, *where: str) -> Any:
    for step in where:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any, *where: str) -> str:
    found = _at(value, *where)
    return found if isinstance(found, str) else ""


READER = Reader("pact", 1, Pact, read)
