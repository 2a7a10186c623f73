"""What a statement says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from billing.v1 import invoicing_pb2


def month_before(today: date) -> str:
    """Return the first day of the month before, YYYY-MM-DD."""
    year, month = (today.year - 1, 12) if today.month == 1 else (today.year, today.month - 1)
    return date(year, month, 1).isoformat()


def euros(cents: int) -> str:
    """Return an amount as people write it."""
    sign = "-" if cents < 0 else ""
    return f"{sign}€ {abs(cents) // 100}.{abs(cents) % 100:02d}"


def body(invoice: invoicing_pb2.Invoice) -> str:
    """Return the letter: a line for each line of the invoice, then the sum."""
    rows = [f"{line.text:<48} {euros(line.amount_cents):>12}" for line in invoice.lines]
    owed = sum(line.amount_cents for line in invoice.lines)
    return "\n".join([*rows, f"{'To pay':<48} {euros(owed):>12}"])
