from types import SimpleNamespace

from invoicing import handling

A7 = SimpleNamespace(site_id="nordpark", door_number="A7")
NORDPARK = SimpleNamespace(id="nordpark", name="Nordpark", partner="Parcelwall", handling_fee_cents=90)
HARBOUR = SimpleNamespace(id="harbour", name="Harbour", partner="", handling_fee_cents=0)


def test_a_partners_door_costs_the_partners_fee():
    assert handling.fee(A7, NORDPARK) == ("handling", "Locker Nordpark (Parcelwall), door A7", 90)


def test_our_own_doors_cost_nothing():
    assert handling.fee(SimpleNamespace(site_id="harbour", door_number="07"), HARBOUR) is None
