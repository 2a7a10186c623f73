"""The one back-off of the house."""

import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def with_backoff(
    call: Callable[[], Result],
    *,
    attempts: int = 4,
    first_wait: float = 0.1,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Return what ``call`` returns; on ConnectionError wait twice as long each time, then give up."""
    for attempt in range(attempts - 1):
        try:
            return call()
        except ConnectionError:
            sleep(first_wait * 2**attempt)
    return call()
