"""Recorded telemetry: files of traces or dependencies, as calls and topic ends that were seen.

A file is one JSON value, or one a line as collectors write them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import orjson

from juncture.catalog import jaeger, otlp
from juncture.catalog.spans import Marks, Place, Span, at, calls
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader
from juncture.repository.documents import MAX_BYTES

ENDINGS = (".json", ".jsonl", ".ndjson")
_FORMS = (otlp.read, jaeger.read)


class Seen(msgspec.Struct, frozen=True, order=True):
    """A call that was seen: from one service to another, or to a topic (``side`` is then set)."""

    source: str
    target: str
    line: int
    side: str = ""
    is_async: bool = False


class Traces(msgspec.Struct, frozen=True):
    """What one file shows; each pair once, at its first line.

    ``spans`` are those that name their service, ``nameless`` those that do not. A file of dependencies has none.
    """

    path: str
    seen: tuple[Seen, ...] = ()
    spans: int = 0
    nameless: int = 0


def recognises(path: str) -> bool:
    """Tell whether a file of a folder of evidence may hold traces."""
    return path.endswith(ENDINGS)


def read(path: str, content: bytes) -> Traces:
    """Return the calls that a file shows. Raises InputError for one that is broken, and for one that is no trace."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; files over {MAX_BYTES:,} are not read"))
    marks = Marks(content)
    spans: dict[str, Span] = {}
    stated: list[Place] = []
    nameless = 0
    for line, value in _values(path, content):
        found = next((found for form in _FORMS if (found := form(value, marks)) is not None), None)
        if found is None:
            raise InputError(Problem(path, line, f"{_alien(value)}{f' (line {line})' if line else ''}"))
        spans.update(found.spans)
        stated += found.calls
        nameless += found.nameless
    if nameless and not spans:
        raise InputError(Problem(path, 0, f"none of its spans names its service; they are {nameless:,}"))
    return Traces(path, _first((*calls(spans), *stated), content), len(spans), nameless)


def _alien(value: Any) -> str:
    """Say what a value is that is neither a trace nor a list of dependencies."""
    for signal in ("Metrics", "Logs"):
        if at(value, f"resource{signal}") is not None:
            return f"OTLP {signal.lower()}; who calls whom is read from traces alone"
    if isinstance(value, dict) and "data" in value and not value["data"]:
        return "an answer without data: nothing was found, or nothing was asked for"
    return "neither a Pact file nor OTLP/JSON or Jaeger traces nor Jaeger dependencies"


def _first(found: Iterable[Place], content: bytes) -> tuple[Seen, ...]:
    """Return each call once, at its first line, sorted."""
    known: dict[tuple[str, str, str, bool], Place] = {}
    for one in sorted(found, key=lambda place: place.offset):
        known.setdefault((one.source, one.target, one.side, one.is_async), one)
    seen = []
    line, done = 1, 0
    for one in known.values():
        line, done = line + content.count(b"\n", done, one.offset), one.offset
        seen.append(Seen(one.source, one.target, line, one.side, one.is_async))
    return tuple(sorted(seen))


def _values(path: str, content: bytes) -> Iterator[tuple[int, Any]]:
    """Yield the JSON values of a file, each with its line where it is one of many. Raises InputError."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    try:
        yield 0, orjson.loads(content)
        return
    except orjson.JSONDecodeError as error:
        if not _is_json(lines[0][1] if lines else b""):
            raise InputError(Problem(path, error.lineno, f"not JSON: {error.msg} (line {error.lineno})")) from error
    for number, line in lines:
        try:
            yield number, orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise InputError(Problem(path, number, f"not JSON: {error.msg} (line {number})")) from error


def _is_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


READER = Reader("traces", 2, Traces, read)
