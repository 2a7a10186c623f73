"""Re-checks the value of a parameter as an address or a header holds it, against the schema of its side."""

import json
from contextlib import suppress
from typing import Any

import jsonschema_rs
import schemas
from sides import Side

_JUDGE = jsonschema_rs.Draft202012Validator
"""The one that knows most formats, whatever the draft that a contract is written in."""


def takes(side: Side, contract: str, place: str, text: str) -> bool:
    """Whether the schema at a place takes what a text may stand for: itself, a scalar, or a list of one of these."""
    read: list[Any] = [text]
    with suppress(ValueError):  # a text that is no scalar stands for itself only
        read.append(json.loads(text))
    stands_for = [each for one in read for each in (one, [one])]
    return any(schemas.accepts(side, contract, [place], "readOnly", each, _JUDGE) for each in stands_for)
