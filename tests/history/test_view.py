"""A backtest as a notebook shows it: pandas frames, a picture, and nothing of the repository as markup."""

from html.parser import HTMLParser
from xml.etree import ElementTree

import msgspec
import pytest

from juncture.history.view import BacktestView


@pytest.fixture
def view(shop, replayed):
    return BacktestView(replayed(shop.folder))


def test_the_merges_as_a_frame(view):
    frame = view.merge_frame
    assert list(frame.columns) == [
        *("commit", "date", "subject", "verdict", "because"), *("breaks", "repaired", "later", "comment")
    ]  # fmt: skip
    assert frame.loc[0, "because"].startswith("1 breaking change · shared-schemas hold")
    assert list(frame["breaks"]) == [1, 0, 1, 1, 0, 1, 1, 0]
    assert frame["repaired"].sum() == 1
    assert frame["later"].sum() == 2


def test_the_breaks_as_a_frame(view):
    rows = view.break_frame.set_index("commit")
    assert rows.loc["#3", "change"] == "int32 → string"
    assert rows.loc["#3", "state"] == "repaired in the merge"
    assert rows.loc["#2", "consumer"] == "services/stock/main.go:6"
    assert rows.loc["#2", "later"] == "repaired later by #4, 2026-01-01"
    assert rows.loc["#8", "later"] == "never"


def test_every_view_has_three_forms(view):
    for shown in (view.summary, view.timeline, view.breaks, view.spoken):
        data, _ = shown._repr_mimebundle_()
        assert set(data) == {"text/html", "text/markdown", "text/plain"}


def test_the_picture_has_a_row_for_each_thing_that_became_of_a_break(view):
    data, _ = view.timeline._repr_mimebundle_()
    svg = ElementTree.fromstring(data["text/html"].split("\n", 1)[1].removesuffix("\n</div>"))
    said = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert [name for name in said if name and " " in name] == [
        "never repaired",
        "settled later",
        "without a known use",
        "repaired in the merge, yet unsafe while old and new run together",
        "a comment",
    ]
    assert said.count("✕") == 1


def test_letters_of_the_picture_keep_their_size_whatever_its_width(view):
    data, _ = view.timeline._repr_mimebundle_()
    svg = ElementTree.fromstring(data["text/html"].split("\n", 1)[1].removesuffix("\n</div>"))
    assert (svg.get("width"), svg.get("viewBox")) == ("100%", None)
    texts = list(svg.iter("{http://www.w3.org/2000/svg}text"))
    assert all(0 <= float(one.get("x").removesuffix("%")) <= 100 for one in texts)


def test_a_table_says_in_each_cell_what_it_is_for_where_rows_become_cards(view):
    shown = view.breaks._repr_mimebundle_()[0]["text/html"]
    assert '<table class="cards">' in shown
    assert '<td data-label="consumer">services/stock/main.go:6</td>' in shown
    assert '<td data-label="because">no safe deploy order: old and new run together</td>' in shown
    assert '<td data-label="comment">yes</td>' in view.spoken._repr_mimebundle_()[0]["text/html"]


def test_nothing_of_the_repository_is_markup(view):
    spoiled = "<script>alert(1)</script>\x1b[2J\u202e"
    merges = tuple(
        msgspec.structs.replace(
            merge,
            subject=spoiled,
            request=spoiled,
            error=spoiled,
            breaks=tuple(msgspec.structs.replace(one, part=spoiled, path=spoiled, old=spoiled) for one in merge.breaks),
        )
        for merge in view.record.merges
    )
    shown = BacktestView(msgspec.structs.replace(view.record, merges=merges))
    for one in (shown.summary, shown.timeline, shown.breaks, shown.spoken):
        data, _ = one._repr_mimebundle_()
        assert not Tags.of(data["text/html"]) & {"script"}
        assert "\x1b" not in data["text/html"] + data["text/plain"]
        assert "\u202e" not in data["text/html"] + data["text/plain"]


class Tags(HTMLParser):
    """Collects the names of all tags."""

    @classmethod
    def of(cls, text: str) -> set[str]:
        parser = cls()
        parser.found = set()
        parser.feed(text)
        return parser.found

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


def test_without_a_break_there_is_a_sentence(repository, replayed):
    repository.commit({"a": "1"})
    repository.commit({"a": "2"})
    shown = BacktestView(replayed(repository.folder))
    assert repr(shown.breaks) == "No merge broke a contract.\n"
    assert repr(shown.summary).startswith("0 breaking merges. Would have commented on 0 of 1")
    assert "svg" in shown.timeline._repr_mimebundle_()[0]["text/html"]
