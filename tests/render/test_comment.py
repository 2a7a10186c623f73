"""The comment: silent where nothing is to say, short, and no string of a repository acts in it (threats.md T15)."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from juncture.contracts.views import flat
from juncture.facts.provenance import Provenance
from juncture.policy.model import Approval, Verdict
from juncture.render import markdown
from juncture.render.comment import LINES, MARKER, comment
from juncture.review.model import Review, ScopeFinding, StepStatus

from .payloads import MARKDOWN, MARKUP

GOLDEN = Path(__file__).parent / "golden"
PROOF = r"(<details><summary>Proof \([^<>]*\)</summary>)?<pre>[^<>]*</pre>(</details>)?"
OURS = {"<code>", "</code>", MARKER}
strings = st.one_of(st.sampled_from([*MARKDOWN, *MARKUP]), st.text(max_size=40)).flatmap(
    lambda one: st.sampled_from([one, f"{one} ", f"x {one} y ", f"`{one}`", f"\n{one}\n"])
)


def test_it_is_the_comment_that_people_agreed_on(review: Review) -> None:
    assert comment(review) == (GOLDEN / "comment.md").read_text()


def test_a_change_without_contract_hold_or_finding_is_met_with_silence(quiet: Review) -> None:
    assert comment(quiet) is None


def test_missing_optional_evidence_alone_is_met_with_silence(quiet: Review) -> None:
    missing = msgspec.structs.replace(quiet.steps[4], status=StepStatus.MISSING)
    assert comment(msgspec.structs.replace(quiet, verdict=Verdict.WARN, steps=(missing,))) is None


def test_a_note_is_met_with_silence(quiet: Review, review: Review) -> None:
    assert comment(msgspec.structs.replace(quiet, findings=review.findings[2:])) is None


@pytest.mark.parametrize("said", ["warn finding", "hold", "scope", "error"])
def test_it_speaks_for(said: str, quiet: Review, review: Review) -> None:
    changes = {
        "warn finding": {"findings": review.findings[1:2]},
        "hold": {"holds": review.holds},
        "scope": {"scope": (ScopeFinding("scope/new-store", "a new database", "the platform team"),)},
        "error": {"verdict": Verdict.ERROR},
    }
    assert comment(msgspec.structs.replace(quiet, **changes[said])) is not None


def test_what_was_said_before_and_is_mended_is_settled_in_place(quiet: Review, review: Review) -> None:
    settled = comment(quiet, review)
    assert settled is not None
    assert settled.startswith("### 🟢 Pass: nothing to decide <!-- juncture:review -->\n")
    assert "since last push: 2 fixed, 0 new" in settled


def test_an_approved_hold_says_by_whom(review: Review) -> None:
    approval = Approval("billing", "@dana", "b", "forge-verified")
    hold = msgspec.structs.replace(review.holds[0], state="approved", approvals=(approval,))
    assert "**Hold** `billing`: approved by <code>&#64;dana</code>." in (
        comment(msgspec.structs.replace(review, holds=(hold,))) or ""
    )


def test_the_packet_is_linked_where_it_has_an_address(review: Review) -> None:
    assert "[packet](https://ci.example/1)" in (comment(review, packet="https://ci.example/1") or "")


def test_what_all_users_live_through_alike_is_said_once_above_them(review: Review) -> None:
    alike = tuple(msgspec.structs.replace(one, rollout="refused by an old build") for one in review.impact[:2])
    text = comment(msgspec.structs.replace(review, impact=(*alike, *review.impact[2:]))) or ""
    assert "While both versions run: refused by an old build.\n" in text
    assert text.count("refused by an old build") == 1
    assert "| service | team | uses it at | this change |\n|---|---|---|---|\n| `frontend` |" in text
    assert [token.type for token in tokens(text)].count("td_open") == 3 * 4


def test_many_judgements_are_counted_and_the_comment_stays_short(review: Review) -> None:
    many = tuple(msgspec.structs.replace(review.findings[1], fingerprint=f"{n:064x}") for n in range(500))
    services = tuple(msgspec.structs.replace(review.impact[0], service=f"service{n}") for n in range(90))
    text = comment(msgspec.structs.replace(review, findings=many, impact=services)) or ""
    assert len(text.splitlines()) == LINES
    assert "- and 498 more in the packet" in text
    assert "85 more services in the packet." in text


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        yield token
        yield from token.children or ()


def acting(text: str) -> list[str]:
    """Return what a forge would act on: links, images, foreign markup, and references outside code."""
    found = []
    inside = 0
    for token in tokens(text):
        if token.type in {"link_open", "image", "s_open"} or (
            token.type == "html_inline" and token.content not in OURS
        ):
            found.append(token.content or token.type)
        if token.type == "html_block" and not re.fullmatch(PROOF, token.content.strip()):
            found.append(token.content)
        if token.type == "html_inline":
            inside += {"<code>": 1, "</code>": -1}.get(token.content, 0)
        if token.type == "text" and not inside:
            found += re.findall(r"@\w|#\d|GH-\d|://|www\.|\b(?=[a-f]*\d)[0-9a-f]{7,}\b|:\+1:", token.content)
    return found


@given(text=strings)
@settings(max_examples=150, deadline=None)
def test_a_planted_string_does_nothing_in_the_comment(text: str, planted: Callable[[str], Review]) -> None:
    shown = comment(planted(text)) or ""
    assert acting(shown) == []
    assert shown.count(MARKER) == 1
    assert len(shown.splitlines()) <= LINES
    assert len(shown) < 65_536


@given(text=strings)
@settings(max_examples=100, deadline=None)
def test_a_planted_string_breaks_no_table(text: str, planted: Callable[[str], Review]) -> None:
    kinds = [token.type for token in tokens(comment(planted(text)) or "")]
    assert kinds.count("table_open") == 1
    assert kinds.count("td_open") == 3 * 5
    assert kinds.count("heading_open") == 1


@given(text=strings)
@settings(max_examples=100, deadline=None)
def test_a_planted_string_does_nothing_in_the_contract_view(text: str, planted: Callable[[str], Review]) -> None:
    changes = planted(text).changes
    assert acting(markdown.changes(changes)) == []
    assert acting(markdown.changes(flat(changes), flat=True)) == []


def test_the_contract_view_comes_breaking_first_with_its_witness(review: Review) -> None:
    text = markdown.changes(review.changes[::-1])
    assert text.startswith(
        "### `pb/demo.proto`: 1 breaking (1 proven), 1 risky, 1 compatible\n\n- ✕ **breaking** `Address.zip_code`"
    )
    assert "sent &quot;94043&quot;, read 0" in text
    assert markdown.changes([]) == "No contract changes its meaning.\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("keep `zip_code`, please", "keep `zip_code`, please"),
        ("see src/a_b.go:3 (twice).", "see `src/a_b.go:3` (twice)."),
        ("ask @dana", "ask <code>&#64;dana</code>"),
        ("an odd ` tick", "an odd tick"),
        ("reverts 5a1c5a1c", "reverts `5a1c5a1c`"),
    ],
)
def test_a_sentence_keeps_its_words_and_shows_the_rest_as_code(text: str, shown: str) -> None:
    assert re.sub(" +", " ", markdown.prose(text)) == shown


def test_a_scope_finding_says_where_it_goes_instead(review: Review) -> None:
    scope = ScopeFinding("scope/new-store", "a new database `orders`", "the platform team", (Provenance("db.tf", 3),))
    text = comment(msgspec.structs.replace(review, verdict=Verdict.OUT_OF_SCOPE, scope=(scope,))) or ""
    assert "⛔ Out of scope: 1 matter outside the process" in text
    assert "- **Out of scope:** a new database `orders` → the platform team" in text
