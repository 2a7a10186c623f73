import pytest
from invoicing import lines


def test_a_deposit_names_its_booking():
    assert lines.deposit("b-1", 4000) == ("deposit", "Deposit for booking b-1", 4000)


@pytest.mark.parametrize("cents", [0, -1])
def test_a_deposit_is_positive(cents):
    with pytest.raises(ValueError, match=str(cents)):
        lines.deposit("b-1", cents)


def test_nothing_booked_is_nothing_owed():
    assert lines.total([]) == 0
