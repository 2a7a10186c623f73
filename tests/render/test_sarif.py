"""The SARIF log that a forge's code scanning reads."""

import json
from typing import Any

import msgspec

from juncture.contracts.model import Cause
from juncture.render.sarif import FINGERPRINT, sarif
from juncture.review.model import Review


def run(review: Review) -> dict[str, Any]:
    log = json.loads(sarif(review.changes, review.findings, version="1.2.3"))
    assert log["version"] == "2.1.0"
    return log["runs"][0]


def test_every_result_has_rule_level_place_and_a_stable_fingerprint(review: Review) -> None:
    told = run(review)
    driver = told["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("Juncture", "1.2.3")
    for result in told["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert len(result["partialFingerprints"][FINGERPRINT]) == 64
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        assert place["region"]["startLine"] > 0


def test_a_break_and_its_finding_are_one_result(review: Review) -> None:
    results = run(review)["results"]
    assert sorted(result["level"] for result in results) == ["error", "note", "note", "warning", "warning"]
    assert len({result["partialFingerprints"][FINGERPRINT] for result in results}) == len(results)


def test_the_same_review_gives_the_same_bytes_in_any_order(review: Review) -> None:
    assert sarif(review.changes, review.findings) == sarif(review.changes[::-1], review.findings[::-1])


def test_a_message_holds_no_link_and_no_escape(review: Review) -> None:
    bad = msgspec.structs.replace(review.changes[0], new="[x](http://evil.example)\x1b")
    message = json.loads(sarif([bad]))["runs"][0]["results"][0]["message"]["text"]
    assert "\\[x\\](http://evil.example)␛" in message


def test_an_odd_path_is_a_valid_reference(review: Review) -> None:
    odd = msgspec.structs.replace(review.changes[0], cause=Cause("a b/ü#\udcff?.proto", 3))
    place = json.loads(sarif([odd]))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/%C3%BC%23%FF%3F.proto"
