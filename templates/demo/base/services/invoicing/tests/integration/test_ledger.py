import pytest
from invoicing.ledger import Ledger
from invoicing.lines import deposit, total


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(str(tmp_path / "ledger.db"))
    yield ledger
    ledger.close()


def test_a_deposit_is_booked_once_however_often_it_is_asked_for(ledger):
    line = deposit("b-1", 4000)
    assert ledger.book("b-1", "m-1", line)
    assert not ledger.book("b-1", "m-1", line)
    assert total(ledger.lines("m-1")) == 4000


def test_members_see_their_own_lines(ledger):
    ledger.book("b-1", "m-1", deposit("b-1", 4000))
    ledger.book("b-2", "m-2", deposit("b-2", 3000))
    assert ledger.members() == ["m-1", "m-2"]
    assert [line.amount_cents for line in ledger.lines("m-2")] == [3000]
