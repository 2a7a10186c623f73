"""Names of a part in text that reaches no generated code: a sign that a use may be there, never a use."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.catalog.model import Service
from juncture.flow.files import Files

_ENDINGS = [
    ".rb",
    ".erb",
    ".haml",
    ".slim",
    ".ex",
    ".eex",
    ".heex",
    ".erl",
    ".php",
    ".twig",
    ".pl",
    ".lua",
    ".clj",
    ".scala",
    ".swift",
    ".dart",
    ".sh",
    ".sql",
    ".py",
    ".js",
    ".jsx",
    ".ts",
    ".tsx",
    ".mjs",
    ".go",
    ".java",
    ".kt",
    ".cs",
    ".rs",
    ".html",
    ".hbs",
    ".ejs",
    ".mustache",
    ".j2",
    ".jinja",
    ".jinja2",
    ".tmpl",
    ".gotmpl",
    ".vue",
]
_LARGEST = 1024 * 1024


class Place(NamedTuple):
    """A line of text that names a part."""

    path: str
    line: int
    name: str


def text_files(files: Files, service: Service) -> list[str]:
    """Return a service's own code and templates in which a part may be named, as far as no type shows whose they are.

    A service that reaches generated code was searched by its types; only what no language reader reads is left.
    """
    catalog, paths = files.catalog, files.index.every(service.path)
    is_typed = any(catalog.bindings.of(path) for path in paths)
    return [
        path
        for path in paths
        if path.endswith(tuple(_ENDINGS))
        and not _is_set_aside(catalog, path)
        and not (is_typed and path in catalog.sources)
    ]


def named_in_text(
    files: Files, paths: Iterable[str], names: Collection[str], beside: Collection[str] = ()
) -> Place | None:
    """Return the first line of some files that holds one of the names as a word.

    One of ``beside`` says less: it is returned where none of ``names`` is found.
    """
    own, other = _words(names), _words(beside)
    second: Place | None = None
    for path in paths:
        content = files.content(path)
        if len(content) > _LARGEST:
            continue
        text = content.decode("utf-8", "replace")
        if own and (found := own.search(text)):
            return Place(path, text.count("\n", 0, found.start()) + 1, found[1])
        if second is None and other and (found := other.search(text)):
            second = Place(path, text.count("\n", 0, found.start()) + 1, found[1])
    return second


def _words(names: Collection[str]) -> re.Pattern[str] | None:
    """Return a pattern of the names as words, None for none."""
    spelt = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9])({spelt})(?![A-Za-z0-9])") if spelt else None


def _is_set_aside(catalog: Catalog, path: str) -> bool:
    outline = catalog.outlines.get(path)
    return outline is not None and (outline.test or bool(outline.generated))
