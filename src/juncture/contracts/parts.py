"""The address of a piece of a contract: ``CONTRACT#PART``.

CONTRACT is the path of the file; ``#`` and ``%`` in it are written ``%23`` and ``%25``. PART follows the grammar
of the contract's format (``protobuf.parts`` …); an empty PART is the contract as a whole.
"""

from typing import NamedTuple

from juncture.facts.problem import InputError, Problem


class Address(NamedTuple):
    """A contract's path and a part of it."""

    contract: str
    part: str = ""

    def __str__(self) -> str:
        path = self.contract.replace("%", "%25").replace("#", "%23")
        return f"{path}#{self.part}" if self.part else path


def parse_address(text: str) -> Address:
    """Return the address that is written so. Raises InputError where there is no path."""
    path, _, part = text.partition("#")
    if not path:
        raise InputError(Problem(text, 0, "no contract in front of '#'; expected PATH#PART, as in a/b.proto#Order.id"))
    return Address(path.replace("%23", "#").replace("%25", "%"), part)
