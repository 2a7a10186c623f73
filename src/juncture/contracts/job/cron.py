"""Cron expressions as Kubernetes reads them, and the moments at which they fire.

The rules are those of robfig/cron v3 (ParseStandard), which the CronJob controller uses: five fields, names, lists,
ranges, steps, ``?`` as ``*``, Sunday only as 0, and macros. A wall-clock time that a zone skips does not fire, one
that it repeats fires twice.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count, islice
from typing import NamedTuple

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = dict(jan=1, feb=2, mar=3, apr=4, may=5, jun=6, jul=7, aug=8, sep=9, oct=10, nov=11, dec=12)
_WEEKDAYS = dict(sun=0, mon=1, tue=2, wed=3, thu=4, fri=5, sat=6)
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_EVERY = re.compile(r"@every ((?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+)")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)")
_YEARS = 5
"""An expression that does not fire in so many years never does, says the controller."""


class ScheduleError(Exception):
    """An expression that Kubernetes refuses; the text says why."""


class _Field(NamedTuple):
    name: str
    least: int
    most: int
    words: dict[str, int]


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 6, _WEEKDAYS),
)


class Schedule(NamedTuple):
    """When a job fires, in its normal form: equal for expressions that fire at the same times.

    ``either`` says that a day fires where its number or its weekday is named, else both must be. ``every`` is an
    interval in seconds, 0 for an expression of fields.
    """

    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    either: bool = False
    every: int = 0

    def fires_on(self, day: date) -> bool:
        """Return whether it fires on a day at all."""
        by_number, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return day.month in self.months and (by_number or by_weekday if self.either else by_number and by_weekday)


def parse_schedule(text: str) -> Schedule:
    """Return the schedule that an expression means. Raises ScheduleError."""
    if text.startswith("@every "):
        return Schedule(every=_interval(text))
    parts = _MACROS.get(text, text).split()
    if text.startswith("@") and text not in _MACROS:
        raise ScheduleError(f"{text} is no macro; expected one of {', '.join(sorted(_MACROS))} or @every 1h30m")
    if len(parts) != len(_FIELDS):
        raise ScheduleError(f"{len(parts)} fields; expected 5: minute, hour, day of the month, month, day of the week")
    sets = [_values(part, field) for part, field in zip(parts, _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = (frozenset(values) for values, _ in sets)
    either = not sets[2][1] and not sets[4][1]
    all_days, all_weekdays = frozenset(range(1, 32)), frozenset(range(7))
    if either and (days == all_days or weekdays == all_weekdays):
        days, weekdays, either = all_days, all_weekdays, False
    return Schedule(minutes, hours, days, months, weekdays, either)


def _interval(text: str) -> int:
    match = _EVERY.fullmatch(text)
    if match is None:
        raise ScheduleError(f"{text} is no interval; expected one as in @every 1h30m")
    seconds = sum(float(amount) * _UNITS[unit] for amount, unit in _AMOUNT.findall(match[1]))
    return max(1, int(seconds))


def _values(text: str, field: _Field) -> tuple[set[int], bool]:
    """Return the values of a field, and whether it is a star, which leaves the choice of days to the other field."""
    values: set[int] = set()
    is_star = False
    for each in filter(None, text.split(",")):
        found, star = _range(each, field)
        values |= set(found)
        is_star = is_star or star
    return values, is_star


def _range(text: str, field: _Field) -> tuple[Iterable[int], bool]:
    span, slash, step_text = text.partition("/")
    step = _number(step_text, field) if slash else 1
    if step == 0:
        raise ScheduleError(f"{field.name} {text}: a step of 0")
    low_text, dash, high_text = span.partition("-")
    if low_text in ("*", "?") and not dash:
        return range(field.least, field.most + 1, step), step == 1
    low = _value(low_text, field)
    high = _value(high_text, field) if dash else field.most if slash else low
    if low < field.least or high > field.most or low > high:
        raise ScheduleError(f"{field.name} {text}: expected values from {field.least} to {field.most}, lower first")
    return range(low, high + 1, step), False


def _value(text: str, field: _Field) -> int:
    word = field.words.get(text.lower())
    return _number(text, field) if word is None else word


def _number(text: str, field: _Field) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise ScheduleError(f"{field.name}: {text or 'nothing'} where a number is expected")
    return int(text)


def next_times(schedule: Schedule, zone: tzinfo, after: datetime, most: int) -> list[datetime]:
    """Return the first moments after one at which a schedule fires, in its zone; fewer where it fires no more."""
    return list(islice(times(schedule, zone, after), most))


def times(
    schedule: Schedule, zone: tzinfo, after: datetime, on: Callable[[date], bool] = lambda day: True
) -> Iterator[datetime]:
    """Yield the moments after one at which a schedule fires, in its zone; of one of fields on the days asked for."""
    if schedule.every:
        for number in count(1):
            yield (after + timedelta(seconds=schedule.every * number)).astimezone(zone)
    day = after.astimezone(zone).date()
    for _ in range(_YEARS * 366):
        if schedule.fires_on(day) and on(day):
            yield from (moment.astimezone(zone) for moment in _moments(schedule, zone, day) if moment > after)
        try:
            day += timedelta(days=1)
        except OverflowError:
            return  # the last day that there is


def _moments(schedule: Schedule, zone: tzinfo, day: date) -> list[datetime]:
    """Return the moments of a day, in UTC: none for a time that is skipped, two for one that is repeated."""
    found = set()
    for hour in schedule.hours:
        for minute in schedule.minutes:
            wall = datetime.combine(day, time(hour, minute))
            for fold in (0, 1):
                moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
                if moment.astimezone(zone).replace(tzinfo=None) == wall:
                    found.add(moment)
    return sorted(found)
