"""Cron expressions as Kubernetes reads them: what they mean, when they fire, what is refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.contracts.job.cron import ScheduleError, next_times, parse_schedule


def fires(expression: str, after: str, count: int = 3, zone: str = "UTC") -> list[str]:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_times(parse_schedule(expression), ZoneInfo(zone), moment, count)
    return [each.strftime("%Y-%m-%d %H:%M %Z") for each in found]


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        ("30 2 * * *", "2026-08-11 02:30 UTC"),
        ("*/20 * * * *", "2026-08-10 12:20 UTC"),
        ("5/30 * * * *", "2026-08-10 12:05 UTC"),
        ("0 9-17/4 * * ?", "2026-08-10 13:00 UTC"),
        ("0 0 1 jan *", "2027-01-01 00:00 UTC"),
        ("0 6 * * Sun", "2026-08-16 06:00 UTC"),
        ("0 0 13 * fri", "2026-08-13 00:00 UTC"),
        ("0 0 */2 * tue", "2026-08-11 00:00 UTC"),
        ("0 0 29 2 *", "2028-02-29 00:00 UTC"),
        ("@daily", "2026-08-11 00:00 UTC"),
        ("@every 1h30m", "2026-08-10 13:30 UTC"),
    ],
)
def test_an_expression_fires_next(expression: str, first: str) -> None:
    assert fires(expression, "2026-08-10T12:00", 1) == [first]


def test_a_time_that_the_zone_skips_does_not_fire() -> None:
    assert fires("30 2 * * *", "2026-03-28T12:00", 1, "Europe/Berlin") == ["2026-03-30 02:30 CEST"]


def test_a_time_that_the_zone_repeats_fires_twice() -> None:
    assert fires("30 2 * * *", "2026-10-24T12:00", 2, "Europe/Berlin") == [
        "2026-10-25 02:30 CEST",
        "2026-10-25 02:30 CET",
    ]


def test_a_day_that_does_not_exist_never_comes() -> None:
    assert fires("0 0 30 2 *", "2026-08-10T12:00") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0 0 * * *", "@midnight"),
        ("0 0 * * *", "0 0 1-31 * *"),
        ("0 0 * * 1-5", "00 0 ? 1-12 MON,TUE,WED,THU,FRI"),
        ("*/15 * * * *", "0,15,30,45 * * * *"),
        ("0 0 1-31 * 1", "0 0 * * *"),
    ],
)
def test_expressions_that_fire_at_the_same_times_are_one_schedule(one: str, other: str) -> None:
    assert parse_schedule(one) == parse_schedule(other)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("* * * *", "4 fields"),
        ("0 0 0 * * *", "6 fields"),
        ("60 * * * *", "minute 60: expected values from 0 to 59"),
        ("0 0 * * 7", "day of the week 7: expected values from 0 to 6"),
        ("5-1 * * * *", "lower first"),
        ("*/0 * * * *", "a step of 0"),
        ("a * * * *", "minute: a where a number is expected"),
        ("@fortnightly", "is no macro"),
        ("@every soon", "is no interval"),
        ("1" * 5000 + " * * * *", "where a number is expected"),
    ],
)
def test_what_kubernetes_refuses_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(ScheduleError, match=reason):
        parse_schedule(expression)


def field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    return st.one_of(
        st.just("*"),
        number.map(str),
        span,
        st.tuples(span | st.just("*"), st.integers(1, 6)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
        st.lists(number.map(str), min_size=2, max_size=3).map(",".join),
    )


expressions = st.tuples(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(" ".join)
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])


@given(expressions, zones, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
@settings(max_examples=60, deadline=None)
def test_it_fires_at_every_minute_whose_wall_clock_matches_and_at_no_other(
    text: str, zone: str, start: datetime
) -> None:
    schedule = parse_schedule(text)
    start = start.replace(tzinfo=UTC, microsecond=0)
    end = start + timedelta(days=3)
    first = (start + timedelta(minutes=1)).replace(second=0)
    minutes = (first + timedelta(minutes=n) for n in range(3 * 24 * 60))
    walls = ((each, each.astimezone(ZoneInfo(zone))) for each in minutes)
    expected = [
        each
        for each, wall in walls
        if each <= end
        and wall.minute in schedule.minutes
        and wall.hour in schedule.hours
        and schedule.fires_on(wall.date())
    ]
    found = next_times(schedule, ZoneInfo(zone), start, len(expected) + 1)
    assert [each.astimezone(UTC) for each in found if each <= end] == expected
