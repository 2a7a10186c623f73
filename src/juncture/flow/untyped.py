"""Names of a part in text that reaches no generated code: a sign that a use may be there, never a use."""

import re
from collections.abc import Collection
from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.catalog.model import Service
from juncture.repository.tree import below

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


def named_in_text(catalog: Catalog, service: Service, names: Collection[str]) -> Place | None:
    """Return the first line of a service's own code and templates that holds one of the names as a word."""
    if not names:
        return None
    pattern = re.compile(
        rf"(?<![A-Za-z0-9])({'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?![A-Za-z0-9])"
    )
    own = below(catalog.tree, service.path)
    # A service that reaches generated code was searched by its types; only what no language reader reads is left.
    is_typed = any(catalog.bindings.of(path) for path in own)
    paths = [
        path
        for path in own
        if path.endswith(tuple(_ENDINGS))
        and not _is_set_aside(catalog, path)
        and not (is_typed and path in catalog.sources)
    ]
    for path, content in catalog.tree.read(paths):
        if content is None or len(content) > _LARGEST:
            continue
        for number, text in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
            match = pattern.search(text)
            if match:
                return Place(path, number, match.group(1))
    return None


def _is_set_aside(catalog: Catalog, path: str) -> bool:
    outline = catalog.outlines.get(path)
    return outline is not None and (outline.test or bool(outline.generated))
