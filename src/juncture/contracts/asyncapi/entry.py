"""Where data enters a schema of an application."""

from typing import NamedTuple

from juncture.contracts.asyncapi.payload import Payload
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.parts import Part


class Entry(NamedTuple):
    """Where data enters a schema; ``part`` names it. ``ways`` is 0 where nobody is known to write or read it.

    ``textual`` tells that it travels as text.
    """

    old: Payload
    new: Payload
    part: Part
    ways: int
    textual: bool = False


Found = Draft | Entry
