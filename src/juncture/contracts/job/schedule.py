"""What it means that a schedule or its time zone changes: the next fire times of both, and whether it fires at once.

The controller starts a run for the last scheduled time since the one before, by the schedule that it finds: where the
new schedule has a time between two of the old one, deploying after it and before the next old one starts a run.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from juncture.contracts.job.cron import Schedule, ScheduleError, next_times, parse_schedule
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
    """Show the next fire times of both sides; None where there is no moment to count from."""
    if as_of is None or new.zone is None:
        return None
    before = next_times(old.schedule, old.zone, as_of, _LOOKED_AT) if old and old.zone else []
    after = next_times(new.schedule, new.zone, as_of, _LOOKED_AT)
    lines = [f"old   {_told(before)}", f"new   {_told(after)}"]
    at_once = _at_once(before, after, pair.new.get("spec", "startingDeadlineSeconds"))
    if at_once:
        lines.append(at_once)
    return Witness("schedule", "\n".join(lines), _told(before[:1]), _told(after[:1]))


def _told(times: list[datetime]) -> str:
    return ", ".join(f"{each:%a %Y-%m-%d %H:%M %Z}" for each in times[:_TOLD]) or "never"


def _at_once(before: list[datetime], after: list[datetime], deadline: object) -> str:
    """Return when deploying starts a run at once, for the first new time between two old ones."""
    for each in after:
        following = next((time for time in before if time >= each), None)
        if following is None or following == each:
            continue
        until = following
        if isinstance(deadline, int) and not isinstance(deadline, bool) and deadline >= 0:
            until = min(following, each + timedelta(seconds=deadline))
        begin, end = each.astimezone(UTC), until.astimezone(UTC)
        return f"fires at once where it is deployed between {begin:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC"
    return ""
