"""Names of fields tell classes of data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.policy.data import CLASSES, classes


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("email", ("personal",)),
        ("userEmailAddress", ("personal",)),
        ("Address.zip_code", ("personal",)),
        ("CreditCardInfo", ("payment",)),
        ("credit_card_cvv", ("payment",)),
        ("dateOfBirth", ("personal",)),
        ("API_KEY", ("credentials",)),
        ("APIKey", ("credentials",)),
        ("refresh-token", ("credentials",)),
        ("patientID", ("health",)),
        ("name", ()),
        ("emails_sent_total", ()),
        ("page_token", ()),
        ("keyboard", ()),
        ("", ()),
    ],
)
def test_the_class_of_a_name(name: str, found: tuple[str, ...]) -> None:
    assert classes([name]) == found


def test_several_names_several_classes() -> None:
    assert classes(["password", "email", "sku"]) == ("credentials", "personal")


@given(st.lists(st.text()))
def test_any_names_give_known_classes(names: list[str]) -> None:
    assert set(classes(names)) <= set(CLASSES)
