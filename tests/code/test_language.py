"""A language is data: the data is whole, and one more language is one more file."""

import re

import pytest
from ast_grep_py import SgRoot

from juncture.code import language
from juncture.code.language import Form, Language

FAMILIES = ("client", "server", "produces", "consumes", "env", "log", "metric", "trace", "flag")
LANGUAGES = sorted(language.names())


def forms(spoken: Language) -> list[Form]:
    return [form for family in FAMILIES for form in getattr(spoken, family)]


def kinds(spoken: Language) -> set[str]:
    syntax = spoken.syntax
    plain = {
        kind
        for field in syntax.__struct_fields__
        if field not in ("sites", "declarations", "bindings", "members", "constructors", "quoted", "results", "aliases")
        for kind in getattr(syntax, field)
    }
    every = (*syntax.sites, *syntax.declarations, *syntax.bindings, *syntax.members, *syntax.results, *syntax.aliases)
    shaped = {each.kind for each in every}
    return plain | shaped | {each.outer for each in syntax.members if each.outer}


def knows(grammar: str, kind: str) -> bool:
    try:
        SgRoot("", grammar).root().find(kind=kind)
    except RuntimeError:
        return False
    return True


def test_the_languages() -> None:
    assert LANGUAGES == ["cpp", "csharp", "go", "java", "kotlin", "python", "rust", "typescript"]
    with pytest.raises(KeyError):
        language.language("every")


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_kind_of_node_is_one_of_the_grammar(name: str) -> None:
    spoken = language.language(name)
    grammars = set(spoken.grammars.values())
    assert {kind for kind in kinds(spoken) if not any(knows(grammar, kind) for grammar in grammars)} == set()


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_site_that_a_form_looks_at_is_one_of_the_language(name: str) -> None:
    spoken = language.language(name)
    assert {form.site for form in forms(spoken)} <= {site.site for site in spoken.syntax.sites}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_pattern_compiles_and_says_what_it_finds(name: str) -> None:
    spoken = language.language(name)
    for form in forms(spoken):
        for each in (form.like, form.origin, form.imports, form.key, form.text):
            re.compile(each.replace("{service}", "Cart"))
    for form in (*spoken.client, *spoken.server):
        groups = set(re.compile(form.like).groupindex) | set(re.compile(form.text).groupindex)
        assert groups & {"module", "type", "loaded"} or form.imports
        assert "service" in groups or form.argument is not None


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_reads_both_sides_of_calls_and_topics(name: str) -> None:
    spoken = language.language(name)
    assert all(getattr(spoken, family) for family in FAMILIES)
