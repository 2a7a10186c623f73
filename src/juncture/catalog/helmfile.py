"""Helmfiles: which chart of this repository is installed under which name, and with which values.

A helmfile is a template itself: what only the environment knows stands for any text, so that a path with the name of
the environment in it leads to every file that fits. Source: Helmfile, "Configuration".
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from juncture.catalog.helm_functions import UNKNOWN, UNKNOWN_TEXT
from juncture.catalog.helm_render import Renderer
from juncture.catalog.helm_syntax import TemplateError
from juncture.catalog.helm_values import Environment, Layer, leaves
from juncture.catalog.kubernetes_objects import at, items, text
from juncture.catalog.paths import folder
from juncture.facts.problem import InputError, Problem
from juncture.repository import documents
from juncture.repository.document import Document

TEMPLATE = ".gotmpl"
_NAME = re.compile(r"(?:^|/)(?:helmfile\.ya?ml|helmfile\.d/[^/]+\.ya?ml)(?:\.gotmpl)?$")
MAX_FILES = 50
"""Files that one path of values may fit."""


class Release(msgspec.Struct, frozen=True):
    """A chart that is installed. ``values`` are paths from the root, patterns where the environment is in them, and
    what the helmfile itself writes, in the order in which they lie over each other.
    """

    name: str
    chart: str
    line: int
    values: tuple[Layer, ...] = ()


def recognises(path: str) -> bool:
    """Tell whether a path is a helmfile."""
    return "helmfile" in path and _NAME.search(path) is not None


def read(path: str, content: bytes) -> tuple[Release, ...]:
    """Return the releases of charts that lie in this repository. Raises InputError where it cannot be understood."""
    if path.endswith(TEMPLATE):
        raise InputError(
            Problem(path, 0, "a template that only Helmfile fills in; its values and releases are not read")
        )
    written = content.decode("utf-8-sig", "replace")
    lines: Sequence[int] = ()
    if "{{" in written:
        try:
            written, lines = Renderer({"Environment": UNKNOWN, "Values": UNKNOWN}, ()).render(written)
        except TemplateError as error:
            raise InputError(Problem(path, error.line, f"a helmfile that cannot be read: {error}")) from error
    found: dict[tuple[str, str], Release] = {}
    for document in documents.load(written.encode("utf-8", "replace"), path):
        for number, one in items(at(document.value, "releases")):
            chart = _inside(path, text(one.get("chart")))
            name = text(one.get("name")).replace(UNKNOWN_TEXT, "").strip("-")
            if chart and name:
                line = _line(document, lines, "releases", number)
                values = tuple(_layers(path, document, number, lines))
                found.setdefault((name, chart), Release(name, chart, line, values))
    return tuple(found.values())


def _inside(path: str, target: str) -> str:
    """Return a path relative to a helmfile from the root; empty for a chart or a file from elsewhere."""
    if not target or "://" in target or target.startswith("/"):
        return ""
    place = posixpath.normpath(posixpath.join(folder(path), target))
    return "" if place.startswith("..") or place == "." else place


def _line(document: Document, lines: Sequence[int], *where: str | int) -> int:
    line = document.line_of(*where)
    return lines[line - 1] if 0 < line <= len(lines) else line


def _layers(path: str, document: Document, release: int, lines: Sequence[int]) -> Iterator[Layer]:
    """Yield the values of a release: files, maps, then what is set by name."""
    one = document.value["releases"][release]
    given = one.get("values")
    for number, value in enumerate(given if isinstance(given, list) else ()):
        where = ("releases", release, "values", number)
        if isinstance(value, str) and (place := _inside(path, value)):
            yield Layer(place)
        elif isinstance(value, dict):
            places = [(said, _line(document, lines, *where, *at_)) for said, at_ in leaves(value)]
            yield Layer(path, value, tuple(places))
    for number, value in items(one.get("set")):
        name, said = text(value.get("name")), value.get("value")
        if name and said is not None and "[" not in name:
            held: Any = said
            for step in reversed(name.replace("\\.", "\0").split(".")):
                held = {step.replace("\0", "."): held}
            yield Layer(path, held, ((text(said), _line(document, lines, "releases", release, "set", number)),))


def environments(release: Release, files: Collection[str]) -> list[Environment]:
    """Return one environment for every set of files that a release's values may mean, by the files of the tree."""
    fitting = {one.path: _fitting(one.path, files) for one in release.values if UNKNOWN_TEXT in one.path}
    names = sorted({name for found in fitting.values() for name in found})[:MAX_FILES]
    return [
        _environment(release, {path: found.get(name, "") for path, found in fitting.items()}, files)
        for name in names or [""]
    ]


def _environment(release: Release, meant: Mapping[str, str], files: Collection[str]) -> Environment:
    """Return the environment in which each path with something unknown in it means the file that is given."""
    layers = []
    for one in release.values:
        path = meant.get(one.path, one.path)
        if one.values is not None or path in files:
            layers.append(one if one.values is not None else Layer(path))
    return Environment(release.chart, release.name, tuple(layers))


def _fitting(pattern: str, files: Collection[str]) -> dict[str, str]:
    """Return the files that a path with something unknown in it may mean, by what the unknown stands for."""
    before, _, after = pattern.partition(UNKNOWN_TEXT)
    glob = pattern.replace("[", "[[]").replace(UNKNOWN_TEXT, "*")
    return {
        path[len(before) : len(path) - len(after.replace(UNKNOWN_TEXT, ""))]: path
        for path in files
        if path.startswith(before) and path.count("/") == pattern.count("/") and fnmatchcase(path, glob)
    }
