"""What a terminal shows, and that no string of a repository steers it (threats.md T16)."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.catalog.model import Contract
from juncture.contracts.views import flat
from juncture.facts.problem import Unread
from juncture.render import graph, text
from juncture.render.summary import summary
from juncture.review.model import Review

GOLDEN = Path(__file__).parent / "golden"


def printed(review: Review) -> list[str]:
    contract = Contract("a.proto", review.contracts[0].format, "api")
    return [
        text.review(review),
        text.changes(review.changes),
        text.owners(review.change.files),
        text.flow(graph.of_review(review)),
        text.reached(review.impact),
        text.summary(summary(review.services, [contract], [], review.unread)),
    ]


def test_it_is_the_text_that_people_agreed_on(review: Review) -> None:
    assert "\n".join(printed(review)) == (GOLDEN / "review.txt").read_text()


def test_a_repository_is_summed_up_in_one_line_and_what_is_unread_named() -> None:
    counted = summary([], [Contract("a.proto", "protobuf", "api")], [], [Unread("x.yaml", "a tab")])
    assert text.summary(counted) == (
        "0 services (0 without owner), 1 protobuf, 0 copies (0 stale), 0 call edges, 0 topic ends. Unread: 1 file.\n"
        "  x.yaml: a tab\n"
    )


def test_nothing_is_said_in_words() -> None:
    assert text.changes([]) == "No contract changes its meaning.\n"
    assert text.flow(graph.Graph((), ())) == "No edges.\n"
    assert text.reached([]) == "uses: nobody known\ndepends, no use found: nobody\ncannot tell: nobody\n"


def test_lines_stand_under_their_service_those_of_tests_last(review: Review) -> None:
    first = review.impact[0]
    tested = msgspec.structs.replace(first.uses[0], path="src/frontend/zip.test.ts", test=True)
    shown = text.reached([msgspec.structs.replace(first, uses=(tested, *first.uses)), review.impact[1]])
    assert shown.splitlines()[:7] == [
        "uses: frontend (2 lines, 1 in tests), shipping (1 line)",
        "  frontend",
        "    src/frontend/components/CheckoutItem.tsx:22  {address.zipCode}",
        "    src/frontend/components/CheckoutForm.tsx:90  zipCode: Number(zip)",
        "    src/frontend/zip.test.ts:22  test  {address.zipCode}",
        "  shipping",
        "    src/shipping/src/shipping_service.rs:67  let zip = address.zip_code;",
    ]


@given(planting=st.text(alphabet=st.characters(), max_size=20))
@settings(max_examples=80, deadline=None)
def test_no_printed_line_steers_a_terminal_or_a_build_server(planting: str, planted: Callable[[str], Review]) -> None:
    review = planted(f"{planting}\n::set-env::\x1b]0;x\x07##[group]")
    for whole in [*printed(review), text.changes(flat(review.changes), flat=True)]:
        assert whole.endswith("\n")
        for line in whole.split("\n"):
            assert not line.lstrip().startswith("::")
            assert "##[" not in line
            assert not [c for c in line if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]
