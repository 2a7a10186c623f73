"""What it means that a schedule or its time zone changes: the runs that are lost and gained, and one that is at once.

The controller starts a run for the last scheduled time since the one before, by the schedule that it finds: where the
new schedule has a time between two of the old one, deploying after it and before the next old one starts a run.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from juncture.contracts.job.cron import Schedule, ScheduleError, next_times, parse_schedule, times
from juncture.contracts.job.draft import Draft, Pair, shown
from juncture.contracts.job.manifest import Job, text
from juncture.contracts.model import Witness
from juncture.facts.problem import InputError, Problem

_PLACEHOLDER = re.compile(r"[$<>{}]")
_SCHEDULE = ("spec", "schedule")
_ZONE = ("spec", "timeZone")
_PREFIX = re.compile(r"(?:CRON_)?TZ=(\S*)\s+")
_TOLD = 3
_LOOKED_AT = 60
"""So many fire times of each side are looked at for one that fires at once."""
_COMPARED = 5000
"""So many fire times are compared for those that only one side has."""
_NONE = "no run"


class When(NamedTuple):
    """When a job fires: its schedule, its zone and its name. ``zone`` None is one that Kubernetes does not know."""

    schedule: Schedule
    zone: tzinfo | None
    zone_name: str


def schedule_changes(pair: Pair, as_of: datetime | None) -> Iterator[Draft]:
    """Yield what differs in when a CronJob fires; ``as_of`` is the moment from which the next times count."""
    if pair.old.kind != "CronJob" or pair.new.kind != "CronJob":
        return
    texts = [shown(each.get(*_SCHEDULE)) for each in (pair.old, pair.new)]
    zones = [shown(each.get(*_ZONE)) for each in (pair.old, pair.new)]
    if texts == zones == ["", ""] or (texts[0] == texts[1] and zones[0] == zones[1]):
        return
    part = pair.new.part.of("schedule")
    try:
        old = _when(pair.old)
    except ScheduleError:
        old = None
    try:
        new = _when(pair.new)
    except ScheduleError as error:
        rule = "cannot-prove" if _PLACEHOLDER.search(texts[1]) or not texts[1] else "schedule-invalid"
        said = (texts[0], texts[1] if rule == "cannot-prove" else f"{texts[1]} ({error})")
        yield pair.draft(rule, part, _SCHEDULE, _SCHEDULE, said)
        return
    if new.zone is None and zones[0] != zones[1]:
        yield pair.draft("time-zone-invalid", pair.new.part.of("timeZone"), _ZONE, _ZONE, (zones[0], zones[1]))
    if old == new:
        return
    witness = _witness(pair, old, new, as_of)
    if old is None or old.schedule != new.schedule:
        rule = "schedule-never" if _never(new) else "schedule-changed"
        yield pair.draft(rule, part, _SCHEDULE, _SCHEDULE, (texts[0], texts[1]), witness)
    if old is not None and old.zone_name != new.zone_name and new.zone is not None:
        yield pair.draft("time-zone-changed", pair.new.part.of("timeZone"), _ZONE, _ZONE, (zones[0], zones[1]), witness)


def _when(job: Job) -> When:
    """Return when a job fires; without a zone the controller's counts, which is UTC on most clusters."""
    expression = text(job.get(*_SCHEDULE)).strip()
    prefix = _PREFIX.match(expression)
    zone_name = text(job.get(*_ZONE)) or (prefix[1] if prefix else "")
    schedule = parse_schedule(expression[prefix.end() :] if prefix else expression)
    return When(schedule, _zone(zone_name), zone_name)


def _zone(name: str) -> tzinfo | None:
    """Return a zone of the IANA database; None for a name that is not in it, such as Local."""
    if name in ("", "UTC"):
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _never(when: When) -> bool:
    return not next_times(when.schedule, UTC, datetime(2000, 1, 1, tzinfo=UTC), 1)


def moment(as_of: str) -> datetime | None:
    """Return the moment that a day (its begin in UTC) or a time with its offset means; None for nothing.

    Raises InputError.
    """
    if not as_of:
        return None
    try:
        found = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise InputError(Problem("as_of", 0, f"{as_of} is no date; expected YYYY-MM-DD")) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _witness(pair: Pair, old: When | None, new: When, as_of: datetime | None) -> Witness | None:
    """Show the next runs that only one side has; None where there is none, or no moment to count from."""
    if as_of is None or new.zone is None:
        return None
    lost, gained = _differing(old, new, as_of)
    if not lost and not gained:
        return None
    before, after = _told(lost, old), _told(gained, new)
    lines = [f"old   {before}", f"new   {after}", *_at_once(pair.new, old, new, as_of)]
    return Witness("schedule", "\n".join(lines), before.partition(", ")[0], after.partition(", ")[0])


def _differing(old: When | None, new: When, as_of: datetime) -> tuple[list[datetime], list[datetime]]:
    """Return the first fire times that only the old side has, and those that only the new one has."""
    assert new.zone is not None
    lost: list[datetime] = []
    gained: list[datetime] = []
    if old is None or old.zone is None:
        return lost, next_times(new.schedule, new.zone, as_of, _TOLD)

    def may_differ(day: date) -> bool:
        one, other = old.schedule, new.schedule
        same_clock = old.zone == new.zone and (one.hours, one.minutes) == (other.hours, other.minutes)
        return not same_clock or one.fires_on(day) != other.fires_on(day)

    sides = [times(each.schedule, each.zone, as_of, may_differ) for each in (old, new) if each.zone]
    heads = [next(each, None) for each in sides]
    for _ in range(_COMPARED):
        first = min((each for each in heads if each), default=None)
        if first is None or len(lost) >= _TOLD <= len(gained):
            break
        has = [each == first for each in heads]
        for head, found, only in zip(heads, (lost, gained), has, strict=True):
            if head and only and not all(has):
                found.append(head)
        heads = [next(side, None) if due else head for side, head, due in zip(sides, heads, has, strict=True)]
    return lost[:_TOLD], gained[:_TOLD]


def _told(found: list[datetime], when: When | None) -> str:
    if not found and when and _never(when):
        return "never"
    return ", ".join(f"{each:%a %Y-%m-%d %H:%M %Z}" for each in found) or _NONE


def _at_once(job: Job, old: When | None, new: When, as_of: datetime) -> list[str]:
    """Return when deploying starts a run at once, for the first new time between two old ones: a line, or none."""
    deadline = job.get("spec", "startingDeadlineSeconds")
    if old is None or old.zone is None or new.zone is None or deadline == 0 or job.get("spec", "suspend") is True:
        return []
    before = next_times(old.schedule, old.zone, as_of, _LOOKED_AT)
    for each in next_times(new.schedule, new.zone, as_of, _LOOKED_AT):
        following = next((time for time in before if time >= each), None)
        if following is None or following == each:
            continue
        until = following
        if isinstance(deadline, int) and not isinstance(deadline, bool) and deadline > 0:
            until = min(following, each + timedelta(seconds=deadline))
        ends = [moment.astimezone(UTC) for moment in (each, until)]
        form = "%Y-%m-%d %H:%M:%S" if any(moment.second for moment in ends) else "%Y-%m-%d %H:%M"
        begin, end = (moment.strftime(form) for moment in ends)
        return [f"fires at once where it is deployed between {begin} and {end} UTC"]
    return []
