import pytest
from catalogue import tools


def test_finds_by_every_word_whatever_its_case():
    assert [tool.id for tool in tools.find("SAW tile")] == ["tile-saw"]


def test_no_words_find_everything_cheapest_first():
    rates = [tool.day_rate_cents for tool in tools.find("")]
    assert rates == sorted(rates)
    assert len(rates) == len(tools.TOOLS)


def test_an_unknown_tool_is_an_error():
    with pytest.raises(LookupError, match="chainsaw"):
        tools.by_id("chainsaw")
