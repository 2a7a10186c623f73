"""The fragments: what they tell, and that no string of a repository becomes markup (threats.md T14, T22)."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import msgspec
import pytest

from juncture.catalog.evidence import Account
from juncture.catalog.model import Contract, Copy, Edge, Layer, Strength
from juncture.contracts.views import flat
from juncture.policy.model import Approval, Refused
from juncture.render import graph, html, sections
from juncture.render.summary import summary
from juncture.render.svg import Picture
from juncture.review.model import Review

from .payloads import MARKDOWN, MARKUP

INLINE = {"a", "b", "code", "del", "ins", "q", "s", "span", "strong", "wbr"}
UNDRAWN = Picture(None, "No picture.")


class Elements(HTMLParser):
    """The elements of a page with the names of their attributes, and every value that could be an address."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[tuple[str, tuple[str, ...]]] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += "" if tag in INLINE else " "
        self.elements.add((tag, tuple(sorted(name for name, _ in attrs))))
        self.addresses += [
            value or "" for name, value in attrs if name in {"href", "src", "action", "data", "xlink:href"}
        ]

    def handle_data(self, data: str) -> None:
        self.text += data


def fragments(review: Review) -> list[str]:
    return [
        html.verdict(review),
        html.agenda(review),
        html.scope(review),
        html.holds(review),
        *(html.step(review, step.id) for step in review.steps),
        html.changes(review.changes),
        html.changes(flat(review.changes), flat=True),
        html.changes(review.changes, elsewhere=html.told_with_reach(review)),
        html.impact(review),
        html.rollouts(review),
        html.ownership(review.change.files),
        html.flow(graph.of_review(review), drawn=UNDRAWN),
        html.questions(review),
        html.design(review),
        html.guidance(review.guidance),
        html.evidence(review),
        html.unread(review.unread),
        html.not_looked_at(review),
    ]


@pytest.mark.parametrize("payload", [*MARKUP, *MARKDOWN])
def test_a_planted_string_adds_no_element_no_attribute_and_no_address(
    payload: str, review: Review, planted: Callable[[str], Review]
) -> None:
    clean = Elements("".join(fragments(review)))
    found = Elements("".join(fragments(planted(payload))))
    assert found.elements <= clean.elements | {("code", ())}
    assert all(address.startswith("#") for address in found.addresses)


def test_every_fragment_is_one_element_of_class_juncture(review: Review) -> None:
    for fragment in fragments(review):
        assert re.match(r'<(div|figure) class="juncture[ "]', fragment.lstrip())


def test_the_first_words_are_the_verdict_and_the_next_action(review: Review) -> None:
    text = " ".join(Elements(html.verdict(review)).text.split())
    assert text.startswith("✕Blocked 1 breaking change · billing hold · 1 warning · 1 open question · reaches 2 teams")
    assert "Next (author) keep field 5 and add string postal_code = 6" in text


def test_how_much_of_the_evidence_was_read_stands_with_what_the_verdict_rests_on(review: Review) -> None:
    read = msgspec.structs.replace(review, recorded=Account(pacts=1, traces=2, spans=118, nameless=0, edges=9))
    text = " ".join(Elements(html.verdict(read)).text.split())
    assert text.endswith("2 files of telemetry and 1 Pact file read: 118 spans, 9 edges proven; 0 files unread")
    assert "what production does beyond the evidence that was handed in" in html.not_looked_at(read)
    assert "what production does beyond" in sections.not_looked_at(read)


def test_without_evidence_nothing_is_said_of_it(review: Review) -> None:
    assert "evidence" not in html.verdict(review) + html.not_looked_at(review)


def test_impact_names_service_team_line_state_and_what_happens_meanwhile(review: Review) -> None:
    text = " ".join(Elements(html.impact(review)).text.split())
    assert "frontend @acme/web src/frontend/components/CheckoutItem.tsx:22 {address.zipCode}" in text
    assert "✓ repaired here new orders shown by an old build: zip 0" in text
    assert "email @acme/fulfilment ? cannot tell untyped JSON, confirmation.erb:36 names it" in text
    assert "Passed on unread checkout src/checkout/main.go:232" in text
    assert "Stale copies currency" in text


def ordered(review: Review, order: str) -> Review:
    (rollout,) = review.rollouts
    return msgspec.structs.replace(review, rollouts=(msgspec.structs.replace(rollout, order=order),))


def test_a_break_says_by_name_who_goes_first_and_leads_to_how_it_goes_live(review: Review) -> None:
    text = " ".join(Elements(html.impact(ordered(review, "consumers-first"))).text.split())
    assert "Deploy frontend first, then checkout, shipping. How it can go live" in text
    text = " ".join(Elements(html.impact(ordered(review, "providers-first"))).text.split())
    assert "Deploy checkout, shipping first, then frontend." in text
    assert "deploy checkout, shipping first" in Elements(html.agenda(ordered(review, "providers-first"))).text
    told = " ".join(Elements(html.rollouts(review)).text.split())
    assert told.startswith("Address.zip_code int32 becomes→ string No safe deploy order: old and new run together.")
    assert "Migrate ○ open find out about email src/frontend/components/CheckoutForm.tsx:90" in told
    assert 'old reader, new writer ✕ hurt sent "94043", read 0 (proven)' in told


def test_what_all_users_live_through_alike_is_said_once(review: Review) -> None:
    alike = tuple(msgspec.structs.replace(one, rollout="refused by an old build") for one in review.impact[:2])
    text = Elements(html.impact(msgspec.structs.replace(review, impact=(*alike, *review.impact[2:])))).text
    assert text.count("refused by an old build") == 1
    assert "while both versions run" not in text


def test_a_break_is_told_in_full_once(review: Review) -> None:
    page = (
        html.step(review, "surface")
        + html.impact(review)
        + html.changes(review.changes, elsewhere=html.told_with_reach(review))
    )
    text = " ".join(Elements(page).text.split())
    assert text.count('sent "94043", read 0') == 1
    assert text.count("Keep field 5 and add string postal_code = 6") == 1
    assert text.count("breaks wire, JSON, source") == 1
    assert text.count("no deploy order is safe") == 1
    key = review.changes[0].fingerprint[:12]
    assert page.count(f'href="#impact-{key}"') == 2
    assert {f'id="{kind}-{key}"' in page for kind in ("impact", "f", "c")} == {True}


def test_changes_come_breaking_first_with_place_levels_and_witness(review: Review) -> None:
    text = " ".join(Elements(html.changes(review.changes[::-1])).text.split())
    assert text.index("Address.zip_code") < text.index("Cart.items") < text.index("OrderResult.note")
    assert "breaks wire, JSON, source · proven" in text
    assert 'sent "94043", read 0' in text


def test_a_finding_says_why_what_to_do_and_where_under_a_stable_anchor(review: Review) -> None:
    fragment = html.step(review, "tests")
    assert f'id="f-{review.findings[1].fingerprint[:12]}"' in fragment
    text = " ".join(Elements(fragment).text.split())
    assert "fix add a case to src/shipping/tests/quote_test.rs where src/shipping/src/shipping_service.rs:67" in text


def test_a_hold_shows_who_approved_who_refused_and_whose_word_does_not_count(review: Review) -> None:
    hold = msgspec.structs.replace(
        review.holds[0],
        approvals=(
            Approval("billing", "@dana", "b", "forge-verified"),
            Approval("billing", "@li", "b", "x", answer="no"),
        ),
        refused=(Refused("@ada", "wrote part of the change"),),
    )
    text = " ".join(Elements(html.holds(msgspec.structs.replace(review, holds=(hold,)))).text.split())
    assert "approved by @dana forge-verified refused by @li x does not count @ada wrote part of the change" in text
    assert "keeps a rebase" in text


def test_the_contract_view_is_a_page_of_its_own_that_runs_nothing(review: Review) -> None:
    shown = html.changes_page(review.changes)
    assert html.changes(review.changes) in shown
    assert "default-src 'none'" in shown
    assert "<script" not in shown
    assert len(re.findall("<h1", shown)) == 1


def test_ownership_shows_the_owning_line_and_puts_the_unowned_first(review: Review) -> None:
    text = " ".join(Elements(html.ownership(review.change.files)).text.split())
    assert text.startswith("no owner no line names an owner · 1 file docs/notes.md")
    assert "@acme/fulfilment by CODEOWNERS:11" in text


def test_a_mark_never_stands_without_its_word(review: Review) -> None:
    for fragment in fragments(review):
        for word in re.findall(r'<span class="glyph" aria-hidden="true">[^<]*</span>([^<]*)<', fragment):
            assert word.strip()


def test_the_words_of_others_are_quoted(review: Review) -> None:
    assert "<blockquote>Run `make protos` after every edit of demo.proto.</blockquote>" in html.guidance(
        review.guidance
    )
    assert "<q>Accept postal codes with letters" in html.design(review)


def test_nothing_known_is_said_and_never_an_empty_pass(quiet: Review) -> None:
    assert "Nothing is left for a meeting." in html.agenda(quiet)
    assert "No AGENTS.md speaks about these places." in html.guidance([])
    assert "No evidence was handed in." in html.evidence(quiet)
    assert "this review holds no such step" in html.step(msgspec.structs.replace(quiet, steps=()), "tests")
    with pytest.raises(ValueError, match="nonsense"):
        html.step(quiet, "nonsense")


def test_a_severity_of_a_later_version_is_shown_as_it_is(review: Review) -> None:
    odd = msgspec.structs.replace(review.findings[1], severity="dire")
    assert "dire" in html.step(msgspec.structs.replace(review, findings=(odd,)), "tests")


def test_a_long_table_of_unchanged_edges_is_cut_and_says_so() -> None:
    edges = [Edge("a", f"b{number}", Layer.SYNC, (Strength.CALLED,)) for number in range(140)]
    text = " ".join(Elements(html.flow(graph.graph([], edges), drawn=UNDRAWN)).text.split())
    assert "As a table: 141 nodes, 140 edges" in text
    assert "40 unchanged edges more; juncture flow lists them all." in text


def test_the_catalogue_is_counted(review: Review) -> None:
    contract = Contract("a.proto", "protobuf", "api", copies=(Copy("b.proto", stale=True), Copy("c.proto")))
    edges = [Edge("a", "b", Layer.SYNC, (Strength.CALLED,)), Edge("a", "topic:t", Layer.ASYNC, (), side="produces")]
    counted = summary(review.services, [contract], edges, review.unread)
    text = " ".join(Elements(html.catalog(counted)).text.split())
    assert text == "services 6 1 without owner protobuf 1 copies 2 1 stale call edges 1 topic ends 1 unread 1"
