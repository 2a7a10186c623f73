"""Real API descriptions, old and new: what changed, where, and shown by a judge; nothing where nothing did."""

import lzma
from functools import cache
from pathlib import Path

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import Compatibility, ContractChange
from juncture.contracts.schema.parts import parse_part

pytestmark = pytest.mark.corpus
PAIRS = ["github-rest", "kubernetes"]


@cache
def content(file: Path) -> bytes:
    return lzma.decompress(file.read_bytes())


@cache
def changes(folder: Path) -> list[ContractChange]:
    old, new = content(folder / "old.json.xz"), content(folder / "new.json.xz")
    return compare({"api.json": old}, {"api.json": new}, format="openapi")


@pytest.mark.parametrize("pair", PAIRS)
def test_a_description_against_itself_says_nothing(corpus: Path, pair: str) -> None:
    for side in ("old", "new"):
        same = content(corpus / pair / f"{side}.json.xz")
        assert compare({"api.json": same}, {"api.json": same + b"\n"}, format="openapi") == []


@pytest.mark.parametrize("pair", PAIRS)
def test_nine_breaks_of_ten_are_shown(corpus: Path, pair: str) -> None:
    breaking = [each for each in changes(corpus / pair) if each.compatibility is Compatibility.BREAKING]
    assert len(breaking) > 50
    assert sum(each.proof == "proven" for each in breaking) >= 0.9 * len(breaking)


@pytest.mark.parametrize("pair", PAIRS)
def test_every_cause_is_the_line_of_what_it_names(corpus: Path, pair: str) -> None:
    lines = {side: content(corpus / pair / f"{side}.json.xz").decode().splitlines() for side in ("old", "new")}
    for change in changes(corpus / pair):
        steps = parse_part(change.part).steps
        name = next((step[1:] for step in reversed(steps) if step.startswith(".")), None)
        if change.rule.endswith(("property-added", "property-added-to-closed")) and name:
            assert change.cause is not None
            assert f'"{name}"' in lines["new"][change.cause.line - 1]
        elif change.rule.endswith("property-removed") and name:
            assert change.cause_old is not None
            assert f'"{name}"' in lines["old"][change.cause_old.line - 1]
        elif change.rule == "openapi/operation-removed":
            assert change.cause_old is not None
            assert f'"{change.part.split()[0].lower()}"' in lines["old"][change.cause_old.line - 1]


def test_a_schema_that_many_operations_share_is_told_once(corpus: Path) -> None:
    found = changes(corpus / "github-rest")
    assert len({each.fingerprint for each in found}) == len(found)
    assert max(len(each.operations) for each in found if each.rule.startswith("schema/")) > 50


def test_a_required_field_of_a_resource_breaks_those_who_write_it(corpus: Path) -> None:
    part = "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec.policyName"
    change = next(each for each in changes(corpus / "kubernetes") if each.part == part)
    assert (change.rule, change.proof) == ("schema/request-property-required", "proven")
    assert any(operation.startswith("POST /apis/admissionregistration") for operation in change.operations)
