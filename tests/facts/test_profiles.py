"""Profiles: each names rules that exist, once, and only where it differs from them."""

import pytest

from juncture.facts.profile import UnknownProfileError, profile, profiles
from juncture.facts.rule import rule


@pytest.mark.parametrize("name", profiles())
def test_a_profile_names_rules_that_exist_and_rates_them_otherwise(name: str) -> None:
    known = profile(name)
    assert known.title
    assert known.source
    for rule_id, rating in known.ratings.items():
        assert rule(rule_id).compatibility, f"{rule_id} is about no contract"
        assert rating != rule(rule_id).compatibility, f"{rule_id} is {rating} anyway"


@pytest.mark.parametrize("name", ["buf", "oasdiff", "graphql-js", "graphql-inspector"])
def test_a_profile_rates_what_its_peer_knows(name: str) -> None:
    assert [each for each in profile(name).ratings if name not in rule(each).equivalents] == []


def test_strict_changes_nothing_and_comes_first() -> None:
    assert profiles()[0] == "strict"
    assert profile("strict").ratings == {}


def test_an_unknown_profile_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownProfileError, match="no profile is called 'oasdif'; did you mean oasdiff"):
        profile("oasdif")
    with pytest.raises(UnknownProfileError, match="expected one of strict, buf, "):
        profile("?")
