"""SourceFacts of one file: cheap signs first, the syntax tree only where they say that it may pay."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import msgspec

from juncture.code.addresses import addresses
from juncture.code.asked import flags, reads
from juncture.code.imports import Brought, imports
from juncture.code.language import Every, Form, Language, every, is_source, language, language_of, pattern
from juncture.code.lines import matched
from juncture.code.model import SourceFacts
from juncture.code.references import references
from juncture.code.sites import Site, sites
from juncture.code.spotted import WORLD, spotted
from juncture.code.syntax import MAX_BYTES, Source
from juncture.code.test_paths import is_of_tests, told
from juncture.code.topics import topics
from juncture.code.values import Values
from juncture.code.words import active, may_hold_hosts, may_hold_settings, speaks_of_topics
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
_CONTRACT = ".proto"
"""What a test names that loads a contract itself, and is bound to it by that."""
_OF_GENERATED = ("produces", "consumes", "env", "flag")


def read(path: str, content: bytes) -> SourceFacts:
    """Return the facts of one source file. Raises InputError for one that is too large to be read.

    Text that is not UTF-8 is read with replacement characters. A file in which nothing of interest is written
    is not parsed; nor is a test, at which no edge starts.
    """
    return _read(path, content, tests=False)


def read_test(path: str, content: bytes) -> SourceFacts:
    """Return the same of a test, with whose contracts it calls and which settings it reads."""
    return _read(path, content, tests=True)


SOURCE: Reader[SourceFacts] = Reader("source", 20, SourceFacts, read, told)
TEST: Reader[SourceFacts] = Reader("test", 1, SourceFacts, read_test, told)


def _read(path: str, content: bytes, *, tests: bool) -> SourceFacts:
    name = language_of(path)
    if name is None:
        raise InputError(Problem(path, 0, "not a source file in a language that is read"))
    spoken = language(name)
    text = content.decode("utf-8", "replace")
    generated, contract = _generated(every(), spoken, content)
    if not generated and pattern(every().generated_name).search(path):
        generated, contract = "?", True
    words: AbstractSet[str] = frozenset() if contract else spotted(spoken, text)
    test, found = _is_test(spoken, path, text, words), imports(spoken, text)
    topical = not (contract or test) and speaks_of_topics(words)
    facts = SourceFacts(name, _package(spoken, text), generated, test, topical, found)
    is_asked_later = test and not tests and _CONTRACT not in text
    if contract or (is_asked_later and len(content) <= MAX_BYTES):
        return facts
    families = _OF_TESTS if test else _OF_GENERATED if generated else WORLD
    forms = active(spoken, text, words, found, families)
    called = not test and not generated and (may_hold_hosts(text, words) or may_hold_settings(spoken, text, words))
    if not (forms or called):
        return facts
    try:
        source = Source(path, spoken, content)
    except InputError:
        if generated:
            return facts  # generated code this large is known by its header alone
        raise
    return _parsed(facts, source, forms, may_hold_settings=may_hold_settings(spoken, text, words))


def _parsed(
    facts: SourceFacts, source: Source, active: dict[str, list[Form]], *, may_hold_settings: bool
) -> SourceFacts:
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
    reads_settings = "env" in active or may_hold_settings
    wrapping_forms, wrapping_sites = of("produces", "consumes", "holds")
    return msgspec.structs.replace(
        facts,
        references=tuple(references(source, brought, reference_sites, reference_forms)),
        topics=tuple(topics(source, brought, values, topic_sites, topic_forms)),
        wrappers=tuple(wrappers(source, brought, values, wrapping_sites, wrapping_forms)),
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


def _is_test(spoken: Language, path: str, text: str, words: AbstractSet[str]) -> bool:
    """Tell whether a file is a test: by its path, or as it imports a testing library and defines tests itself."""
    if is_of_tests(path):
        return True
    if words.isdisjoint(spoken.test_words):
        return False
    return all(pattern(each).search(text) is not None for each in (spoken.test_content, spoken.test_case))
