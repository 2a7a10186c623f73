"""What to read before a change: AGENTS.md files, and the READMEs, architecture documents and decisions about a service.

Documents are linked by title and line, never copied; of their sentences those that say must, never, ask or approval are
listed, as data (threats.md T22). A document that lies elsewhere speaks about a service where it names it.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from juncture.catalog import agents
from juncture.catalog.model import Guide, Service
from juncture.catalog.paths import is_below
from juncture.catalog.units import is_aside
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

_ENDINGS = (".md", ".markdown")
_DECISIONS = frozenset({"adr", "adrs", "decisions", "architecture-decisions", "architecture", "design-docs", "rfcs"})
_HEADING = re.compile(
    r"^(?:#{1,2}[ \t]+(?P<hash>[^\n]+)|(?P<under>[^\n#|>-][^\n]*)\n(?:=+|-{3,})[ \t]*$)", re.MULTILINE
)
_NAMED = re.compile(
    r"`([a-z][\w.-]{1,62})`|\b([a-z][a-z0-9]*(?:[-_][a-z0-9]+)+)\b|\b([a-z][a-z0-9]{2,})[ ]service\b", re.IGNORECASE
)
_SUITE = re.compile(r"\b(?:contract|pact|integration|e2e)\b", re.IGNORECASE)
_OBLIGES = {
    "must": re.compile(r"\bmust\b|^\W*always\b", re.IGNORECASE),
    "never": agents.FORBIDDEN,
    "command": _SUITE,
}
"""What a guide of a document has to say to be listed: how to make sure that something runs is told to who runs it."""
MAX_BYTES = 1024 * 1024
MAX_GUIDES = 40
"""Sentences of one document that are listed; the link leads to the rest."""


class Page(msgspec.Struct, frozen=True):
    """One document: its title with its line, its guides, and the names in its text that a service may go by.

    A README speaks about its own folder, so that its names are not looked at.
    """

    title: str
    line: int
    guides: tuple[Guide, ...] = ()
    names: tuple[str, ...] = ()


def is_page(path: str) -> bool:
    """Tell whether a path is a README, an architecture document or a decision record."""
    parts = path.lower().split("/")
    name = parts[-1]
    if not name.endswith(_ENDINGS) or is_aside(path.replace("docs/", "", 1)):
        return False
    return name == "readme.md" or "architecture" in name or bool(_DECISIONS & set(parts[:-1]))


def read(path: str, content: bytes) -> Page:
    """Return what a document says; one over MAX_BYTES is only linked."""
    text = content[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n")
    found = _HEADING.search(text)
    title = (found["hash"] or found["under"]).strip(" #") if found else path.rpartition("/")[2]
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    spoken = [
        msgspec.structs.replace(guide, provenance=Provenance(path, guide.provenance.line, reader="document"))
        for guide in agents.guides(path, text.encode())
        if _counts(guide)
    ]
    names = () if _is_readme(path) else _named(text)
    return Page(agents.visible(title)[: agents.MAX_TEXT], line, tuple(spoken[:MAX_GUIDES]), tuple(sorted(names)))


def _counts(guide: Guide) -> bool:
    """Tell whether a guide of a document is listed: what it obliges to, and how the contract suites are run."""
    obliges = _OBLIGES.get(guide.kind)
    return obliges is None or obliges.search(guide.text) is not None


def _named(text: str) -> frozenset[str]:
    """Return what a text puts in backticks, joins by hyphens, or calls a service: a plain word names nothing."""
    return frozenset(name.lower() for found in _NAMED.finditer(text) for name in found.groups() if name)


def _is_readme(path: str) -> bool:
    return path.lower().endswith("readme.md")


def guidance(tree: Tree, cache: Cache, paths: Iterable[str], services: Iterable[Service]) -> tuple[Guide, ...]:
    """Return what people wrote for those who change these paths of these services, nearest first, AGENTS.md before all.

    ``services`` are those that the change touches. A link has the kind ``read``.
    """
    documents = [path for path in tree.entries if path.lower().endswith(_ENDINGS)]
    spoken = [path for path in documents if agents.is_agents(path)]
    files = cache.facts(agents.READER, tree, spoken)
    chains = {name for path in paths for name in agents.chain(path, spoken)}
    nearest = sorted(chains, key=lambda path: (-path.count("/"), path))
    found = [guide for path in nearest if path in files for guide in files[path].guides]
    touched = list(services)
    places = {service.path for service in touched if service.path}
    names = frozenset(name for service in touched for name in _names(service))
    # A README elsewhere names no service, whatever it says.
    asked = (path for path in documents if is_page(path) and (not _is_readme(path) or _is_within(path, places)))
    pages = cache.facts(READER, tree, asked) if touched else {}
    for path in sorted(pages, key=lambda path: (-path.count("/"), path)):
        found += _spoken(path, pages[path], names, is_within=_is_within(path, places))
    return tuple(found)


def _is_within(path: str, places: Iterable[str]) -> bool:
    return any(is_below(path, place) for place in places)


def _spoken(path: str, page: Page, names: frozenset[str], *, is_within: bool) -> Iterator[Guide]:
    """Yield the link and the sentences of a page about services of these names; nothing where it is about none."""
    if is_within or names.intersection(page.names):
        yield Guide("read", page.title, Provenance(path, page.line, reader="document"))
        yield from (guide for guide in page.guides if is_within or names & _named(guide.text))


def _names(service: Service) -> frozenset[str]:
    every = {service.name, *(name for names in service.aliases.values() for name in names)}
    return frozenset(name.lower() for name in every)


READER = Reader("guidance", 2, Page, read)
