"""What a backtest finds: each break, its readers, and what became of it."""

import pytest

from juncture.facts.problem import InputError
from juncture.history import text
from juncture.history.model import State
from juncture.history.table import read, write
from juncture.render.comment import speaks
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.review.open import open_review


def test_every_first_parent_commit_is_judged_newest_first(shop, replayed):
    table = replayed(shop.folder)
    assert [merge.request for merge in table.merges] == ["#8", "#7", "#6", "#5", "#4", "#3", "#2", "#1"]
    assert [merge.request for merge in replayed(shop.folder, last=2).merges] == ["#8", "#7"]
    assert replayed(shop.folder, target="HEAD~7").merges[0].subject == "Say what this is (#1)"


def test_a_merge_is_judged_as_its_review_would_be(shop, replayed):
    for merge in replayed(shop.folder).merges:
        git = Git(shop.folder)
        review = open_review(git, base=f"{merge.commit}^", head=merge.commit, as_of="2026-03-02", cache=Cache(None))
        assert (merge.verdict, merge.mode, merge.comment) == (review.verdict, review.mode, speaks(review))


def test_a_break_is_repaired_in_its_merge_or_hurts_nobody_known(shop, replayed, by_request):
    merges = by_request(replayed(shop.folder))
    assert merges["#1"].state is merges["#4"].state is merges["#7"].state is None
    assert merges["#3"].state is State.REPAIRED
    assert merges["#5"].state is State.UNUSED
    (weight,) = merges["#3"].breaks
    assert (weight.part, weight.services) == ("Quote.weight", ("pricing",))
    assert weight.later is None
    assert weight.unsafe == "no safe deploy order: old and new run together"
    assert [one.unsafe for one in merges["#5"].breaks] == [""]


def test_an_untouched_break_is_followed_to_the_merge_that_settles_it(shop, replayed, by_request):
    merges = by_request(replayed(shop.folder))
    (tax,), (fee,), (due,) = (merges[request].breaks for request in ("#2", "#6", "#8"))
    assert tax.state is fee.state is due.state is State.UNTOUCHED
    assert text.first_line(tax) == "services/stock/main.go:6"
    assert (tax.later.request, tax.later.how) == ("#4", "repaired")
    assert (fee.later.request, fee.later.how) == ("#7", "withdrawn")
    assert due.later is None


def test_what_lies_after_the_target_settles_nothing(shop, replayed, by_request):
    (tax,) = by_request(replayed(shop.folder, target="HEAD~6"))["#2"].breaks
    assert tax.later is None


def test_a_contract_that_goes_with_its_last_reader_is_settled(repository, replayed, shop, by_request):
    repository.commit({"services/stock/main.go": "package main\n"}, "Close the stock (#9)")
    (due,) = by_request(replayed(shop.folder))["#8"].breaks
    assert (due.later.request, due.later.how) == ("#9", "repaired")


def test_a_line_that_only_moves_is_not_repaired(repository, replayed, shop, by_request):
    reader = (shop.folder / "services/stock/main.go").read_text()
    moved = {"services/stock/main.go": None, "services/stock/reader.go": reader}
    repository.commit(moved, "Move the reader (#9)")
    repository.commit({"services/stock/reader.go": reader.replace("i.GetDue()", "0")}, "Ask for no date (#10)")
    (due,) = by_request(replayed(shop.folder))["#8"].breaks
    assert due.later.request == "#10"


def test_the_sentence(shop, replayed):
    assert text.sentence(replayed(shop.folder)) == (
        "5 breaking merges: 1 repaired in the merge, yet unsafe while old and new run together, "
        "1 without a known use, 2 settled later, 1 never repaired: "
        "#8 Quote.due (pricing; reader services/stock/main.go:14; never), "
        "#6 Quote.fee (pricing; reader services/stock/main.go:18; withdrawn later by #7, 2026-01-01), "
        "#2 Quote.tax (pricing; reader services/stock/main.go:6; repaired later by #4, 2026-01-01) and 1 more. "
        "Would have commented on 5 of 8 (holds: 5 shared-schemas), blocked 0 (observe; enforced: 4 blocked, "
        "1 to approve).\n"
    )


def test_enforce_blocks(repository, replayed, shop):
    repository.commit({"juncture.yaml": "mode: enforce\n"}, "Enforce (#9)")
    contract = (shop.folder / "proto/pricing.proto").read_text()
    repository.commit({"proto/pricing.proto": contract.replace("int32 fee = 6;", "")}, "Drop the fee (#10)")
    assert "blocked 1 (enforce, observe)" in text.sentence(replayed(shop.folder, last=2))


def test_a_contract_that_nobody_can_read_is_said_and_counts_as_no_pass(repository, replayed, shop, by_request):
    repository.commit({"proto/pricing.proto": 'syntax = "proto3";\nmessage {\n'}, "Slip (#9)")
    table = replayed(shop.folder)
    slip = by_request(table)["#9"]
    assert slip.verdict == "error"
    assert "proto/pricing.proto" in slip.error
    assert "Could not tell of 1, first #9: " in text.sentence(table)


def test_same_inputs_same_bytes_and_the_table_is_read_back(shop, replayed, tmp_path):
    table = replayed(shop.folder)
    write(table, tmp_path / "a.json")
    write(replayed(shop.folder), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert read(tmp_path / "a.json") == table


@pytest.mark.parametrize("content", ["{", "[]", '{"as_of": 1}', ""])
def test_another_file_is_no_table(tmp_path, content):
    (tmp_path / "table.json").write_text(content)
    with pytest.raises(InputError, match="no table of `juncture backtest`"):
        read(tmp_path / "table.json")


def test_a_root_alone_has_nothing_to_replay(repository, replayed):
    repository.commit({"a": "1"})
    with pytest.raises(InputError, match="nothing was merged"):
        replayed(repository.folder)
