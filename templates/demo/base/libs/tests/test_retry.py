import pytest
from lendhouse.retry import with_backoff


def test_waits_twice_as_long_after_each_failure():
    answers = iter([ConnectionError(), ConnectionError(), "tools"])
    waits = []

    def call():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert with_backoff(call, first_wait=1.0, sleep=waits.append) == "tools"
    assert waits == [1.0, 2.0]


def test_gives_up_with_the_last_error():
    def call():
        raise ConnectionError("locker is down")

    with pytest.raises(ConnectionError, match="locker is down"):
        with_backoff(call, attempts=2, sleep=lambda _: None)
