from datetime import date
from types import SimpleNamespace

import pytest
from statements import letter


@pytest.mark.parametrize(("today", "month"), [(date(2026, 1, 1), "2025-12-01"), (date(2026, 3, 31), "2026-02-01")])
def test_the_month_before(today, month):
    assert letter.month_before(today) == month


@pytest.mark.parametrize(("cents", "text"), [(0, "€ 0.00"), (1205, "€ 12.05"), (-300, "-€ 3.00")])
def test_euros(cents, text):
    assert letter.euros(cents) == text


def test_the_last_line_is_the_sum():
    invoice = SimpleNamespace(
        lines=[
            SimpleNamespace(text="Belt sander, 2 days", amount_cents=1400),
            SimpleNamespace(text="Paid", amount_cents=-400),
        ]
    )
    assert letter.body(invoice).splitlines()[-1].split() == ["To", "pay", "€", "10.00"]
