"""What one file says about names that generated code gives operations: calls of clients, and functions that serve."""

import hashlib
import re
from collections.abc import Iterator

import msgspec

from juncture.code.accesses import accesses
from juncture.code.imports import imports
from juncture.code.language import every, extension, language, language_of
from juncture.code.model import Access
from juncture.code.served import defined
from juncture.code.sites import sites
from juncture.code.source import SOURCE
from juncture.code.syntax import Source
from juncture.flow.lookup import Words
from juncture.repository.cache import Reader

_CLIENT = re.compile(r"(?:client|api|sdk|service|stub)\w*(?:\(\))?$", re.IGNORECASE)
_CLIENT_MODULE = re.compile(r"(?:^|[^a-z])(?:gen|generated|client|api|sdk|openapi|rest)", re.IGNORECASE)


class Call(msgspec.Struct, frozen=True):
    """A call by such a name: on what is called like a client, or of a function that one of ``modules`` brings."""

    access: Access
    modules: tuple[str, ...] = ()


class Handler(msgspec.Struct, frozen=True):
    """A function of such a name, in the form of a server that was generated; its lines, first and last."""

    name: str
    first: int
    last: int


def calling(names: Words) -> Reader[tuple[Call, ...]]:
    """Return the reader of the calls by these names."""

    def read(path: str, content: bytes) -> tuple[Call, ...]:
        found = accesses(path, content, names)
        on_client = (one for one in found if one.how != "declare" and _CLIENT.search(one.receiver))
        return (*map(Call, on_client), *_imported(path, content, names))

    return Reader("calling", _version(names), tuple[Call, ...], read, extension)


def serving(names: Words) -> Reader[tuple[Handler, ...]]:
    """Return the reader of the functions of these names that serve."""

    def read(path: str, content: bytes) -> tuple[Handler, ...]:
        found = defined(path, language_of(path) or "", content, names, every().requests["serves"])
        return tuple(Handler(name, lines[0], lines[-1]) for name, lines in found)

    return Reader("serving", _version(names), tuple[Handler, ...], read, extension)


def _version(names: Words) -> str:
    return f"1 {SOURCE.key} {hashlib.sha256(' '.join(sorted(names)).encode()).hexdigest()[:16]}"


def _imported(path: str, content: bytes, names: Words) -> Iterator[Call]:
    """Yield the calls of functions that are called so, where a module that is called like a client brings them."""
    spoken = language(language_of(path) or "")
    brought: dict[str, list[str]] = {}
    for item in imports(spoken, content.decode("utf-8", "replace")):
        for name in names.intersection(item.names) if _CLIENT_MODULE.search(item.module) else ():
            brought.setdefault(name, []).append(item.module)
    if not brought:
        return
    source = Source(path, spoken, content)
    for site in sites(source, ["call"]):
        if site.callee in brought:
            access = Access(site.callee, site.line, source.line_text(site.line), "read")
            yield Call(access, tuple(brought[site.callee]))
