"""Real contracts, old and new: exactly what changed, and nothing where nothing did."""

from pathlib import Path

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import Compatibility, ContractChange, Levels

pytestmark = pytest.mark.corpus


def side(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.proto"))}


def changes(folder: Path) -> list[ContractChange]:
    return compare(side(folder / "old"), side(folder / "new"), format="protobuf")


def test_one_type_changed_breaks_once_and_is_proven(corpus: Path) -> None:
    (change,) = changes(corpus / "otel-demo/breaking-zip-code")
    assert (change.compatibility, change.part) == (Compatibility.BREAKING, "Address.zip_code")
    assert (change.old, change.new) == ("int32", "string")
    assert change.cause is not None and change.cause_old is not None
    assert (change.cause.line, change.cause_old.line) == (137, 137)
    assert change.levels == Levels(wire=False, json=False, source=False)
    assert change.operations == (
        "CheckoutService/PlaceOrder",
        "EmailService/SendOrderConfirmation",
        "ShippingService/GetQuote",
        "ShippingService/ShipOrder",
    )
    assert change.proof == "proven"
    assert change.witness is not None
    assert '2a 05 39 34 30 34 33   sent "94043", read 0' in change.witness.text


def test_a_new_service_is_only_compatible(corpus: Path) -> None:
    found = changes(corpus / "otel-demo/additive-service")
    assert {each.compatibility for each in found} == {Compatibility.COMPATIBLE}
    assert found[0].part == "ProductReviewService"
    assert len(found) == 8


def test_a_renamed_package_is_told_once(corpus: Path) -> None:
    found = changes(corpus / "otel-demo/package-rename")
    assert [(each.rule, each.part) for each in found] == [
        ("protobuf/package-changed", "package"),
        ("protobuf/file-option-changed", "option:go_package"),
    ]
    assert len(found[0].operations) > 10


def test_a_removed_and_reserved_field_is_safe_on_the_wire_only(corpus: Path) -> None:
    found = changes(corpus / "pixie/auth-field-removed-and-reserved")
    assert [each.part for each in found] == ["LoginRequest.id_token", "SignupRequest.id_token"]
    for each in found:
        assert each.levels == Levels(wire=True, json=False, source=False)
        assert (each.compatibility, each.proof) == (Compatibility.BREAKING, "proven")


def test_an_event_that_grows_is_compatible(corpus: Path) -> None:
    (change,) = changes(corpus / "pixie/nats-event-additive")
    assert (change.rule, change.part) == ("protobuf/field-added", "VizierHeartbeat.operator_version")


def test_years_of_a_careful_contract_are_compatible(corpus: Path) -> None:
    assert {each.compatibility for each in changes(corpus / "opentelemetry-proto")} == {Compatibility.COMPATIBLE}


def test_every_side_against_itself_says_nothing(corpus: Path) -> None:
    for folder in sorted({path.parent for path in corpus.rglob("*.proto")}):
        files = side(folder)
        again = {path: content + b"\n// said again\n" for path, content in files.items()}
        assert compare(files, again, format="protobuf") == []
