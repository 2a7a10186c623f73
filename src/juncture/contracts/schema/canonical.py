"""One text for one value: what is equal as JSON is equal byte by byte, and nothing else is.

Python's own equality would take ``True`` for ``1``; bytes do not.
"""

import json
from typing import Any

import orjson

from juncture.facts.problem import InputError, Problem


def canonical(value: Any, path: str = "") -> bytes:
    """Return a value as JSON with sorted keys; ``1.0`` is ``1``. Raises InputError where it nests too deep."""
    try:
        return _dumped(_plain(value), path)
    except RecursionError as error:
        raise too_deep(path) from error


def digest(value: Any, path: str = "") -> bytes:
    """Return a value as JSON with sorted keys, numbers as written: cheap, for large values."""
    return _dumped(value, path)


def too_deep(path: str) -> InputError:
    """Return the error for a value that nests too deep to be looked through."""
    return InputError(Problem(path, 0, "nested deeper than 250 levels"))


def _dumped(value: Any, path: str) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (orjson.JSONEncodeError, RecursionError) as error:
        if "ecursion" in str(error):
            raise too_deep(path) from error
    return json.dumps(value, sort_keys=True, ensure_ascii=True).encode()  # integers over 64 bits, lone surrogates


def _plain(value: Any) -> Any:
    if type(value) is float and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value
