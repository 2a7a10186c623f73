import pytest
from invoicing.ledger import Ledger
from invoicing.lines import Line, deposit, total

FEE = Line("handling", "Locker Nordpark (Parcelwall), door A7", 90)


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(str(tmp_path / "ledger.db"))
    yield ledger
    ledger.close()


def test_the_fee_goes_to_whoever_paid_the_deposit_and_only_once(ledger):
    ledger.book("b-1", "m-1", deposit("b-1", 4000))
    assert ledger.book_for_holder("b-1", FEE)
    assert not ledger.book_for_holder("b-1", FEE)
    assert total(ledger.lines("m-1")) == 4090


def test_a_booking_without_a_deposit_is_charged_nothing(ledger):
    assert not ledger.book_for_holder("b-9", FEE)
    assert ledger.members() == []
