"""SourceFacts of one file: cheap words first, the syntax tree only where a word says that it may pay."""

from collections.abc import Iterator
from functools import cache

import msgspec

from juncture.code.addresses import addresses, holds
from juncture.code.imports import Brought, imports
from juncture.code.language import Every, Form, Language, every, is_source, language, language_of, pattern
from juncture.code.model import SourceFacts
from juncture.code.references import references
from juncture.code.signals import flags, reads, signals
from juncture.code.sites import Site, sites
from juncture.code.syntax import Source
from juncture.code.topics import topics
from juncture.code.values import Values
from juncture.code.wrappers import wrappers
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

__all__ = ["SOURCE", "is_source", "read"]

_HEADER = 4_096
"""Characters in which a generator says so; a licence may stand before."""
_LINE = 300
_BLOCKS = (("/*", "*/"), ('"""', '"""'), ("'''", "'''"), ("<!--", "-->"))
_FAMILIES = ("client", "server", "produces", "consumes", "holds", "env", "log", "metric", "trace", "flag")


def read(path: str, content: bytes) -> SourceFacts:
    """Return the facts of one source file. Raises InputError for one that is too large to be read.

    Text that is not UTF-8 is read with replacement characters. A file in which nothing of interest is written
    is not parsed; its imports are then taken from its lines alone.
    """
    name = language_of(path)
    if name is None:
        raise InputError(Problem(path, 0, "not a source file in a language that is read"))
    spoken = language(name)
    text = content.decode("utf-8", "replace")
    generated, contract = _generated(every(), spoken, text[:_HEADER])
    if not generated and pattern(every().generated_name).search(path):
        generated, contract = "?", True
    package = _package(spoken, text)
    facts = SourceFacts(name, package, generated, _is_test(spoken, path, text))
    active = _active(spoken, text) if not contract else {}
    if not active and (contract or not (_may_hold_constants(text) or holds(text))):
        return _with(facts, imports=imports(spoken, text))
    try:
        source = Source(path, spoken, content)
    except InputError:
        if generated:
            return facts  # generated code this large is known by its header alone
        raise
    return _parsed(facts, source, active)


SOURCE: Reader[SourceFacts] = Reader("source", 14, SourceFacts, read)


def _with(facts: SourceFacts, **fields: object) -> SourceFacts:
    return msgspec.structs.replace(facts, **fields)


def _parsed(facts: SourceFacts, source: Source, active: dict[str, list[Form]]) -> SourceFacts:
    spoken, text = source.language, source.text
    found = imports(spoken, text, source.silent)
    brought = Brought(spoken, facts.package, found)
    values = Values(source)
    places: dict[str, list[Site]] = {}
    for site in sites(source, {form.site for forms in active.values() for form in forms}):
        places.setdefault(site.kind, []).append(site)

    def of(*families: str) -> tuple[list[tuple[str, Form]], list[Site]]:
        forms = [(family, form) for family in families for form in active.get(family, ())]
        kinds = dict.fromkeys(form.site for _, form in forms)
        return forms, sorted((site for kind in kinds for site in places.get(kind, ())), key=lambda site: site.offset)

    reference_forms, reference_sites = of("client", "server")
    topic_forms, topic_sites = of("produces", "consumes")
    signal_forms, signal_sites = of("log", "metric", "trace")
    flag_forms, flag_sites = of("flag")
    ends = tuple(topics(source, brought, values, topic_sites, topic_forms))
    wrapping_forms, wrapping_sites = of("produces", "consumes", "holds")
    return _with(
        facts,
        imports=found,
        references=tuple(references(source, brought, reference_sites, reference_forms)),
        topics=ends,
        wrappers=tuple(wrappers(source, brought, values, wrapping_sites, wrapping_forms)),
        constants=values.constants() if ends or _may_hold_constants(text) else (),
        env=tuple(reads(values, of("env")[1])) if "env" in active else (),
        addresses=addresses(source, values, "env" in active) if not facts.test else (),
        signals=tuple(signals(source, brought, signal_sites, signal_forms)),
        flags=tuple(flags(source, brought, values, flag_sites, flag_forms)),
    )


@cache
def _words(name: str) -> tuple[tuple[str, Form, str], ...]:
    spoken = language(name)
    return tuple((family, form, form.word) for family in _FAMILIES for form in getattr(spoken, family))


def _active(spoken: Language, text: str) -> dict[str, list[Form]]:
    """Return the forms whose word the text holds, by family."""
    known: dict[str, bool] = {}
    active: dict[str, list[Form]] = {}
    for family, form, word in _words(spoken.name):
        if word not in known:
            known[word] = word in text
        if known[word]:
            active.setdefault(family, []).append(form)
    return active


def _may_hold_constants(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in every().constants)


def _generated(common: Every, spoken: Language, header: str) -> tuple[str, bool]:
    """Return the contract that a generator's header names, ``?`` for none, and whether it is contract code.

    Only a generator's own mark counts (threats.md T1): a file that merely forbids its editing is one people wrote.
    """
    if "generated" not in header.lower():
        return "", False
    lines = [line[:_LINE] for line in _leading(common, header)]
    if any(pattern(common.contract).search(line) for line in lines):
        named = pattern(common.source).search("\n".join(lines))
        return (named[1] if named else "?"), True
    own = spoken.generated
    marked = any(pattern(common.generated).search(line) or (own and pattern(own).match(line)) for line in lines)
    return ("?" if marked else ""), False


def _leading(common: Every, header: str) -> Iterator[str]:
    """Yield the lines of comments before the first line of code, stripped."""
    closing = ""
    for each in header.splitlines():
        line = each.strip()
        opened = next((end for start, end in _BLOCKS if line.startswith(start)), "")
        if not closing and line and not opened and not line.startswith(common.comments):
            return
        yield line
        rest = line[3:] if opened and not closing else line
        closing = closing or opened
        if closing and closing in rest:
            closing = ""


def _package(spoken: Language, text: str) -> str:
    found = pattern(spoken.package).search(text) if spoken.package else None
    return "".join(found[1].split()) if found else ""


def _is_test(spoken: Language, path: str, text: str) -> bool:
    """Tell whether a file is a test: by its path, or as it imports a testing library and defines tests itself."""
    slashed = f"/{path}"
    if any(pattern(each).search(slashed) for each in (*every().tests, *spoken.tests)):
        return True
    said = (spoken.test_content, spoken.test_case)
    return all(said) and all(pattern(each).search(text) is not None for each in said)
