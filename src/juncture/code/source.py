"""SourceFacts of one file: cheap signs first, the syntax tree only where they say that it may pay."""

from collections.abc import Iterator

import msgspec

from juncture.code.addresses import addresses
from juncture.code.asked import flags, reads
from juncture.code.imports import Brought, imports
from juncture.code.language import Every, Form, Language, every, is_source, language, language_of, pattern
from juncture.code.lines import matched
from juncture.code.model import SourceFacts
from juncture.code.references import references
from juncture.code.sites import Site, sites
from juncture.code.syntax import Source
from juncture.code.topics import topics
from juncture.code.values import Values
from juncture.code.words import WORLD, active, may_hold_constants, may_hold_hosts, may_hold_settings, speaks_of_topics
from juncture.code.wrappers import wrappers
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

__all__ = ["SOURCE", "is_source", "read"]

_HEADER = 4_096
"""Characters in which a generator says so; a licence may stand before."""
_LINE = 300
_BLOCKS = (("/*", "*/"), ('"""', '"""'), ("'''", "'''"), ("<!--", "-->"))
_OF_TESTS = ("client", "server", "env")
"""What tests show as other code does: whose contract they call, which setting they read. No edge starts at them."""
_OF_GENERATED = ("produces", "consumes", "env", "flag")


def read(path: str, content: bytes) -> SourceFacts:
    """Return the facts of one source file. Raises InputError for one that is too large to be read.

    Text that is not UTF-8 is read with replacement characters. A file in which nothing of interest is written
    is not parsed.
    """
    name = language_of(path)
    if name is None:
        raise InputError(Problem(path, 0, "not a source file in a language that is read"))
    spoken = language(name)
    text = content.decode("utf-8", "replace")
    generated, contract = _generated(every(), spoken, content)
    if not generated and pattern(every().generated_name).search(path):
        generated, contract = "?", True
    test, found = _is_test(spoken, path, text), imports(spoken, text)
    facts = SourceFacts(name, _package(spoken, text), generated, test, found)
    if contract:
        return facts
    families = _OF_TESTS if test else _OF_GENERATED if generated else WORLD
    forms = active(spoken, text, found, families)
    constants = not test and may_hold_constants(spoken, text)
    called = not test and not generated and (may_hold_hosts(text) or may_hold_settings(spoken, text))
    if not (forms or constants or called):
        return facts
    try:
        source = Source(path, spoken, content)
    except InputError:
        if generated:
            return facts  # generated code this large is known by its header alone
        raise
    return _parsed(facts, source, forms)


SOURCE: Reader[SourceFacts] = Reader("source", 18, SourceFacts, read)


def _parsed(facts: SourceFacts, source: Source, active: dict[str, list[Form]]) -> SourceFacts:
    brought = Brought(source.language, facts.package, facts.imports)
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
    flag_forms, flag_sites = of("flag")
    reads_settings = "env" in active or may_hold_settings(source.language, source.text)
    ends = tuple(topics(source, brought, values, topic_sites, topic_forms))
    wrapping_forms, wrapping_sites = of("produces", "consumes", "holds")
    return msgspec.structs.replace(
        facts,
        references=tuple(references(source, brought, reference_sites, reference_forms)),
        topics=ends,
        wrappers=tuple(wrappers(source, brought, values, wrapping_sites, wrapping_forms)),
        constants=values.constants() if not facts.test and (ends or speaks_of_topics(source.text)) else (),
        env=tuple(reads(values, of("env")[1])) if "env" in active else (),
        addresses=addresses(source, values, reads_settings) if not (facts.test or facts.generated) else (),
        flags=tuple(flags(source, brought, values, flag_sites, flag_forms)),
    )


def _generated(common: Every, spoken: Language, content: bytes) -> tuple[str, bool]:
    """Return the contract that a generator's header names, ``?`` for none, and whether it is contract code.

    Only a generator's own mark counts (threats.md T1): a file that merely forbids its editing is one people wrote.
    """
    if b"generated" not in content[: 4 * _HEADER].lower():
        return "", False
    header = content[: 4 * _HEADER].decode("utf-8", "replace")[:_HEADER]
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
    line = spoken.package
    found = next(matched(line.like, line.word, text), None) if line else None
    return "".join(found[1].split()) if found else ""


def _is_test(spoken: Language, path: str, text: str) -> bool:
    """Tell whether a file is a test: by its path, or as it imports a testing library and defines tests itself."""
    slashed = f"/{path}"
    if any(pattern(each).search(slashed) for each in (*every().tests, *spoken.tests)):
        return True
    if not any(word in text for word in spoken.test_words):
        return False
    return all(pattern(each).search(text) is not None for each in (spoken.test_content, spoken.test_case))
