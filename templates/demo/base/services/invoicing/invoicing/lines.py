"""The lines of an invoice, before anything is booked."""

from typing import NamedTuple


class Line(NamedTuple):
    """A line of an invoice. ``amount_cents`` is what the member owes; a payment is negative."""

    kind: str
    text: str
    amount_cents: int


def deposit(booking_id: str, amount_cents: int) -> Line:
    """Return the line of a deposit. Raises ValueError for one that is not positive."""
    if amount_cents <= 0:
        raise ValueError(f"a deposit of {amount_cents} cents")
    return Line("deposit", f"Deposit for booking {booking_id}", amount_cents)


def total(lines: list[Line]) -> int:
    """Return what is owed in cents."""
    return sum(line.amount_cents for line in lines)
