"""What a text says. Short, because it is one message on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockers.v1 import locker_pb2


def place(slot: locker_pb2.Slot) -> str:
    """Name the door as it is painted on the locker, with two digits."""
    return f"{slot.site_id.title()}, door {slot.door_number:02d}"


def collected(tool: str, slot: locker_pb2.Slot) -> str:
    """Return the text that follows an opened door."""
    return f"You took the {tool} from {place(slot)}. Please bring it back to the same door."


def reminder(tool: str, slot: locker_pb2.Slot) -> str:
    """Return the text of the evening before a tool is due."""
    return f"The {tool} is due tomorrow at {place(slot)}."
