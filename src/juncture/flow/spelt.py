"""Code that names what is generated from a contract: a type, a service's client or server, the contract as a whole."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import msgspec

from juncture.catalog.bindings import Binding
from juncture.code.imports import Brought
from juncture.code.language import language
from juncture.code.model import Access, SourceFacts
from juncture.code.names import service_names, type_names
from juncture.code.origins import Origins
from juncture.code.served import IMPLEMENTS
from juncture.code.syntax import Source
from juncture.contracts.surface import Surface

Ours = Callable[[str, str], bool]
"""Tells whether a type that a file names, with its origin (``code.origins``), is the contract's."""
_PACKAGES = frozenset({"java", "kotlin"})
"""Languages in which an import brings one type by its name."""


def group(path: str, facts: SourceFacts, content: bytes, binding: Binding, name: str) -> Iterable[Access]:
    """Yield the code that names a service's client or server; where it is served, as what implements it."""
    served = {one.line for one in facts.references if (one.side, one.service) == ("server", name)}
    found = _named(path, facts, content, binding, {name, *service_names(facts.language, name)})
    for line, here in groupby(found, key=lambda one: one.line):
        first = next(iter(here))
        serves = line in served or _SERVER.search(first.name) or re.search(rf"\bimpl\b.*\b{name}\s+for\b", first.text)
        yield msgspec.structs.replace(first, how=IMPLEMENTS) if serves else first


_SERVER = re.compile(r"(?:Server|Servicer|Base|Handler)$")
"""How generated names of what serves end."""


def whole(path: str, facts: SourceFacts, content: bytes, binding: Binding, surface: Surface | None) -> Iterable[Access]:
    """Yield the first line that names something of a contract: a package alone may be that of many."""
    types = surface.types if surface else ()
    names = {last(name) for item in types for name in type_names(facts.language, item.name)}
    names |= set(surface.groups) if surface else set()
    found = _named(path, facts, content, binding, names) if names else ()
    yield from list(found)[:1]


def typed(
    path: str, facts: SourceFacts, content: bytes, binding: Binding, names: set[str], ours: Ours
) -> Iterator[Access]:
    """Yield the code that names a type of the contract, and none that is called alike."""
    found = list(_named(path, facts, content, binding, names))
    if not found:
        return
    source = Source(path, language(facts.language), content)
    origins = Origins(source, Brought(source.language, "", facts.imports))
    for one in found:
        written = {match[0] for match in re.finditer(rf"(?:\w+(?:\.|::))*\b{re.escape(one.name)}\b", one.text)}
        if one.name not in names or any(ours(each, origins.of(each)) for each in written or {one.name}):
            yield one


def _named(path: str, facts: SourceFacts, content: bytes, binding: Binding, names: set[str]) -> Iterable[Access]:
    """Yield the code that names a generated type or client; imports, comments and strings are no code that does.

    A name that the file imports from elsewhere is another type's.
    """
    names = names - _elsewhere(facts, binding)
    if not names:
        return
    spelt = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    pattern = re.compile(rf"\b(New|I|E_)?({spelt})(Client|Stub|Grpc|Server|Servicer)?\b")
    source = Source(path, language(facts.language), content)
    skipped = {item.line for item in facts.imports}
    for match in pattern.finditer(source.text):
        line = source.line(match.start())
        if line not in skipped and not source.silent.within(match.start()):
            yield Access(match.group(), line, source.line_text(line), "read")


def _elsewhere(facts: SourceFacts, binding: Binding) -> set[str]:
    """Return the names that a Java or Kotlin file imports from other packages than the contract's."""
    if facts.language not in _PACKAGES:
        return set()
    mine = binding.module
    return {
        name
        for item in facts.imports
        if not (f"{item.module}.".startswith(f"{mine}.") or f"{mine}.".startswith(f"{item.module}."))
        for name in item.names
        if name != "*"
    }


def last(name: str) -> str:
    """Return the last segment of a qualified name, whatever separates its segments."""
    return re.split(r"\.|::", name)[-1]
