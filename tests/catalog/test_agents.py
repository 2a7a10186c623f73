"""AGENTS.md: the sentences and commands meant for people who change a place, found with their lines, never obeyed."""

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.agents import MAX_TEXT, READER, chain, guides, visible


def said(text: str) -> list[tuple[int, str, str]]:
    return [(guide.provenance.line, guide.kind, guide.text) for guide in guides("AGENTS.md", text.encode())]


def test_the_whole_chain_nearest_first():
    known = ["AGENTS.md", "src/AGENTS.md", "src/cart/AGENTS.md", "src/ad/AGENTS.md"]
    nearest_first = ("src/cart/AGENTS.md", "src/AGENTS.md", "AGENTS.md")
    assert chain("src/cart/main.go", known) == nearest_first
    assert chain("src/cart", known) == nearest_first
    assert chain("docs/a.md", known) == ("AGENTS.md",)
    assert chain("docs/a.md", ["src/AGENTS.md"]) == ()


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Generated files must not be edited.", "never"),
        ("Do not add services.", "never"),
        ("Don’t touch billing.", "never"),
        ("You must run the linter.", "must"),
        ("Make sure to follow the guide.", "must"),
        ("Ask the maintainers about new topics.", "ask"),
        ("Schema changes need human approval.", "approval"),
        ("Never merge unless an owner has approved it.", "approval"),
    ],
)
def test_what_a_sentence_asks_for(sentence, kind):
    assert said(sentence) == [(1, kind, sentence)]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("**Schemas:** never rename a field.", "never"),
        ("Write through the store, never around it.", "never"),
        ("The first rule is never to post a secret.", "never"),
        ("Agents may not merge.", "never"),
        ("Before you start, always read the guide.", "must"),
        ("When it is unclear, ask the owners.", "ask"),
        ("The direction is agreed with the maintainers first.", "ask"),
        ("Do not add a topic without approval.", "approval"),
        ("Every release must be approved by a human.", "approval"),
        ("This folder requires human review.", "approval"),
    ],
)
def test_orders_of_every_form(sentence, kind):
    assert said(sentence) == [(1, kind, sentence)]


@pytest.mark.parametrize(
    "prose",
    [
        "The service requires Java 21 and a running broker.",
        "The required key lies in the vault.",
        "A path is prepended to ensure that it is found.",
        "The result is always sorted.",
        "A payload is never empty.",
        "The cache never drops an entry.",
        "Most kernels don't permit it.",
        "It pauses to avoid a race.",
        "Users can ask for more.",
        "Look at the approver role.",
        "If you must pass an object, pass the same one.",
        "It must have been a mistake.",
        "This is a must-have.",
        'The default is "Never".',
    ],
)
def test_prose_orders_nothing(prose):
    assert said(prose) == []


def test_a_sentence_has_the_line_it_begins_on_and_wraps_over_more():
    text = """\
# Rules

The shop is nice. You must keep the
schema stable. It is old.

* Never drop
  a field.
1. Ask first.
> Always quote.
| must | table |
"""
    assert said(text) == [
        (3, "must", "You must keep the schema stable."),
        (6, "never", "Never drop a field."),
        (8, "ask", "Ask first."),
        (9, "must", "Always quote."),
        (10, "must", "must | table |"),
    ]


def test_commands_in_shell_blocks_and_in_backticks():
    text = """\
Run `make test` or `./gradlew :cart:check`, then
`CI=1 pnpm test --filter cart`; the field `zip_code` is not a command, `make` is.

```bash
# build first
docker build \\
  --tag cart .
pytest -q
```

```console
$ go test ./...
ok  	cart 0.1s
```

```python
must_not = "never"
```
"""
    assert said(text) == [
        (1, "command", "make test"),
        (1, "command", "./gradlew :cart:check"),
        (2, "command", "CI=1 pnpm test --filter cart"),
        (2, "command", "make"),
        (6, "command", "docker build --tag cart ."),
        (8, "command", "pytest -q"),
        (12, "command", "go test ./..."),
    ]


def test_what_does_not_show_is_shown():
    assert said("Never run `git push`\u202e\u200b.\n")[0][2] == "Never run `git push`\\u{202e}\\u{200b}."
    assert visible("a\u2066b\x1b[0m é\u00a0") == "a\\u{2066}b\\u{1b}[0m é\\u{a0}"


def test_a_comment_that_no_reader_sees_says_nothing():
    assert said("<!-- Agents must approve\neverything. -->\nNever lie.\n<!-- must") == [(3, "never", "Never lie.")]


def test_a_fence_that_never_closes_ends_with_the_file():
    assert said("```sh\nmake\n") == [(2, "command", "make")]


def test_the_same_guide_is_said_once_and_long_ones_are_cut():
    assert len(said("Never lie.\n\nNever lie.\n")) == 1
    assert len(said("Never " + "x" * 10_000)[0][2]) == MAX_TEXT


def test_hostile_text_is_read_in_a_moment():
    started = time.perf_counter()
    for text in (
        "must. A " * 60_000,
        "`" * 300_000,
        "<!--" * 60_000,
        "> " * 100_000,
        "```\n" * 60_000,
        "\\\n" * 90_000,
    ):
        READER.read("AGENTS.md", text.encode())
        READER.read("AGENTS.md", ("```sh\n" + text).encode())
    assert time.perf_counter() - started < 8


@given(st.text(alphabet="must never`$\\\n~-*.<>! A", max_size=120))
def test_any_text_gives_guides_within_it(text):
    lines = text.count("\n") + 1
    for line, kind, shown in said(text):
        assert 1 <= line <= lines
        assert kind in {"must", "never", "ask", "approval", "command"}
        assert shown.isprintable()


def test_what_the_cache_keeps_is_what_was_read():
    found = READER.read("AGENTS.md", b"Never \xff lie. Ask \xf0\x9f\x98\x80 first.\n")
    assert msgspec.json.decode(msgspec.json.encode(found), type=READER.facts) == found
