"""Finds the value of a parameter as an address or a header holds it: a text that stands for what its schema takes.

A guess counts only where the judge (validator.py) takes it.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from juncture.contracts.schema.canonical import digest
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.samples import NoSampleError, edges
from juncture.contracts.schema.travelling import Travelling
from juncture.contracts.schema.validator import validator

_FIRST = (0, "0")
_MOST_TRIED = 200
_LONGEST = 2000
_PLAIN = re.compile(r"(?!\.{1,2}\Z)[!-:<-~](?:[ -:<-~]{0,500}[!-:<-~])?")
"""Texts that no header, cookie or path gives another meaning."""


class Values:
    """Values of the schemas of one side as they travel one way (bits), found when asked for and kept."""

    def __init__(self, lowering: Lowering, way: int) -> None:
        self._lowering, self._way = lowering, way
        self._known: dict[tuple[Place, bool], str | None] = {}

    def text(self, place: Place) -> str:
        """Return a text for a value that a schema takes. Raises NoSampleError."""
        return self._found(place, as_json=False)

    def json(self, place: Place) -> str:
        """Return a value that a schema takes, as JSON. Raises NoSampleError."""
        return self._found(place, as_json=True)

    def _found(self, place: Place, *, as_json: bool) -> str:
        key = place, as_json
        if key not in self._known:
            written = map(_json if as_json else _text, self._taken(place))
            self._known[key] = next((each for each in written if each is not None), None)
        found = self._known[key]
        if found is None:
            raise NoSampleError
        return found

    def _taken(self, place: Place) -> Iterator[Any]:
        schema = self._lowering.usage(place).schema
        judge = validator(self._lowering, schema, self._way)
        travelling = Travelling(self._lowering, self._way)
        node = travelling.node(schema)
        # A judge of an early draft knows no format that came later; what is made for a format comes first then.
        first = _FIRST[:1] if node.formats else _FIRST
        guesses = islice(chain(first, edges(travelling, node, node)), _MOST_TRIED)
        return (each for each in guesses if judge is not None and judge.says(each) is True)


def _json(instance: Any) -> str | None:
    text = digest(instance).decode()
    return text if len(text) <= _LONGEST else None


def _text(instance: Any) -> str | None:
    text = _written(instance)
    return text if text is not None and _PLAIN.fullmatch(text) else None


def _written(instance: Any) -> str | None:
    """Return what is written for a value; a list of one is written as that, in whatever style."""
    match instance:
        case bool():
            return "true" if instance else "false"
        case str():
            return instance
        case int() | float():
            return digest(instance).decode()
        case [str() | int() | float() as only]:
            return _written(only)
    return None
