"""The handling fee of a partner's locker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicing.lines import Line

if TYPE_CHECKING:
    from lockers.v1 import locker_pb2


def fee(slot: locker_pb2.Slot, site: locker_pb2.Site) -> Line | None:
    """Return the line for a tool collected at a partner's site; None at our own."""
    if not site.partner or site.handling_fee_cents <= 0:
        return None
    return Line("handling", f"Locker {site.name} ({site.partner}), door {slot.door_number}", site.handling_fee_cents)
