"""Re-checks the runs that are lost and gained, minute by minute: each told time is one of its side alone.

Between two told times of a side, whatever fires there fires on the other side, too. The first told time is the next
one after ``as_of`` where the document says so; else it may be any.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sides import CannotReadError, Side

_TIME = re.compile(r"[A-Z][a-z]{2} (\d{4}-\d{2}-\d{2} \d{2}:\d{2}) \S+")
_AT_ONCE = re.compile(r"fires at once where it is deployed between (\S+ \S+) and (\S+ \S+) UTC\Z")
_MACROS = {"@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0"}
_MACROS |= {"@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WORDS = {word: at + 1 for at, word in enumerate(_MONTHS)}
_WORDS |= {word: at for at, word in enumerate(_WEEKDAYS)}
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_NEVER = 5 * 366
_NONE = "no run"


class Cron:
    """When a CronJob of a manifest fires."""

    def __init__(self, spec: dict[str, Any]) -> None:
        text = str(spec.get("schedule", "")).strip()
        zone = spec.get("timeZone") if isinstance(spec.get("timeZone"), str) else ""
        prefix = re.match(r"(?:CRON_)?TZ=(\S*)\s+", text)
        if prefix:
            zone, text = zone or prefix[1], text[prefix.end() :]
        try:
            self.zone: tzinfo = ZoneInfo(zone) if zone else UTC
        except KeyError as error:
            raise CannotReadError(f"no time zone is called {zone}") from error
        self.every = _interval(text) if text.startswith("@every ") else None
        self.fields = [] if self.every else [part.lower() for part in _MACROS.get(text, text).split()]
        self.sets = [_values(part, *span) for part, span in zip(self.fields, _RANGES, strict=False)]
        self.is_valid = self.every is not None or len(self.fields) == len(_RANGES)

    def fires(self, moment: datetime) -> bool:
        """Whether it fires at a moment of its zone."""
        minute, hour, day, month, weekday = self.sets
        if moment.minute not in minute or moment.hour not in hour or moment.month not in month:
            return False
        by_day, by_weekday = moment.day in day, moment.isoweekday() % 7 in weekday
        if _is_star(self.fields[2]) or _is_star(self.fields[4]):
            return by_day and by_weekday
        return by_day or by_weekday

    def next(self, after: datetime) -> datetime | None:
        """Return the first time after a moment; None where there is none in five years."""
        if self.every or not self.is_valid:
            return after + self.every if self.every else None
        moment = after.astimezone(UTC).replace(second=0, microsecond=0)
        for _ in range(_NEVER):
            day_end = moment + timedelta(days=1)
            local = {(moment + timedelta(hours=hours)).astimezone(self.zone).date() for hours in (-1, 0, 12, 24, 25)}
            if not any(self._on(each) for each in local):
                moment = day_end
                continue
            while moment < day_end:
                moment += timedelta(minutes=1)
                if self.fires(moment.astimezone(self.zone)):
                    return moment
        return None

    def _on(self, day: Any) -> bool:
        hour, minute = min(self.sets[1]), min(self.sets[0])
        return self.fires(datetime(day.year, day.month, day.day, hour, minute))


def _is_star(field: str) -> bool:
    return any(re.fullmatch(r"[*?](?:/1)?", part) for part in field.split(","))


def _interval(text: str) -> timedelta:
    units = {"h": 3600.0, "m": 60.0, "s": 1.0}
    seconds = sum(float(amount) * units[unit] for amount, unit in re.findall(r"(\d+(?:\.\d+)?)(h|m|s)", text))
    return timedelta(seconds=max(1, int(seconds)))


def _values(field: str, least: int, most: int) -> set[int]:
    found: set[int] = set()
    for part in filter(None, field.split(",")):
        span, slash, step = part.partition("/")
        low, dash, high = span.partition("-")
        if low in ("*", "?"):
            first, last = least, most
        else:
            first = _WORDS.get(low, -1) if low in _WORDS else int(low)
            last = (_WORDS[high] if high in _WORDS else int(high)) if dash else most if slash else first
        found |= set(range(first, last + 1, int(step) if slash else 1))
    return found


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    kind, _, name = change["part"].partition(".")[0].partition("/")
    crons = {}
    for word, side, cause in (("old", old, "cause_old"), ("new", new, "cause")):
        try:
            crons[word] = Cron(_spec(side, change[cause]["path"], kind, name))
        except ValueError as error:
            raise CannotReadError(f"{word}: {error}") from error
    lines = change["witness"]["text"].split("\n")
    if [line.partition("   ")[0] for line in lines[:2]] != ["old", "new"]:
        return "the text tells not the times of old and new"
    for word, other, line in (("old", "new", lines[0]), ("new", "old", lines[1])):
        told = line.partition("   ")[2]
        if not told.startswith(change["witness"][f"{word}_verdict"]):
            return f"the verdict of {word} is not what the text says"
        why = _wrong(crons[word], crons[other], told)
        if why:
            return f"{word}: {why}"
    if all(line.partition("   ")[2] in (_NONE, "never") for line in lines[:2]):
        return "no time is told that only one side has"
    return _not_at_once(crons, lines[2]) if len(lines) > 2 else ""


def _wrong(cron: Cron, other: Cron, told: str) -> str:
    if told in (_NONE, "never"):
        return "" if told == _NONE or cron.next(datetime(2026, 1, 1, tzinfo=UTC)) is None else "it does fire"
    moments = [_moment(cron, text) for text in told.split(", ")]
    if cron.every or other.every:
        return ""  # an interval counts from a moment that the document does not tell
    for each in moments:
        if not cron.fires(each.astimezone(cron.zone)):
            return f"it does not fire {each}"
        if _fires_too(other, each):
            return f"the other side fires {each}, too"
    return next((why for here, there in pairwise(moments) if (why := _missed(cron, other, here, there))), "")


def _missed(cron: Cron, other: Cron, here: datetime, there: datetime) -> str:
    """Return what a side fires alone between two of its told times, or that it does not fire at the second."""
    following = cron.next(here)
    while following is not None and following < there:
        if not _fires_too(other, following):
            return f"after {here} it alone fires {following}, not {there}"
        following = cron.next(following)
    return "" if following == there else f"after {here} it fires {following}, not {there}"


def _fires_too(other: Cron, moment: datetime) -> bool:
    return other.is_valid and other.fires(moment.astimezone(other.zone))


def _moment(cron: Cron, text: str) -> datetime:
    match = _TIME.fullmatch(text)
    if match is None:
        raise CannotReadError(f"no time: {text}")
    wall = datetime.strptime(match[1], "%Y-%m-%d %H:%M")
    for fold in (0, 1):
        moment = wall.replace(tzinfo=cron.zone, fold=fold)
        if f"{moment:%a %Y-%m-%d %H:%M %Z}" == text:
            return moment.astimezone(UTC)
    raise CannotReadError(f"there is no such time in its zone: {text}")


def _not_at_once(crons: dict[str, Cron], line: str) -> str:
    """Where the new schedule has a time between two of the old one, deploying in between starts a run."""
    match = _AT_ONCE.match(line)
    if match is None:
        return f"the line tells no time of deployment: {line}"
    begin, end = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in match.groups())
    if not crons["new"].every and not crons["new"].fires(begin.astimezone(crons["new"].zone)):
        return f"new does not fire at {begin}"
    following = crons["old"].next(begin - timedelta(minutes=1))
    return "" if following is not None and begin < end <= following else f"old fires at {following}"


def _spec(side: Side, path: str, kind: str, name: str) -> dict[str, Any]:
    name = re.sub(r"%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), name)
    for document in side.values(path):
        listed = (
            document.get("items") if isinstance(document, dict) and str(document.get("kind")).endswith("List") else None
        )
        for each in listed or [document]:
            if isinstance(each, dict) and each.get("kind") == kind and (each.get("metadata") or {}).get("name") == name:
                return dict(each.get("spec") or {})
    raise CannotReadError(f"{path} holds no {kind} {name}")
