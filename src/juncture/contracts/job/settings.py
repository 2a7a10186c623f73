"""The plain settings of a job: where each stands, what it is where nothing is said, and what a change of it means.

Defaults are those of the Kubernetes API, batch/v1 and core/v1.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from juncture.contracts.job.draft import Draft, Pair, shown
from juncture.contracts.job.manifest import Job, Where
from juncture.contracts.job.parts import Kind

Rule = Callable[[Any, Any], str]
"""The rule for an old and a new value that differ."""
_SHORTEST_STARTING_DEADLINE = 10
"""Seconds between two looks of the CronJob controller."""


class Setting(NamedTuple):
    """A setting: its key, whose it is, its default (None where there is none), and what a change of it means."""

    key: str
    owner: Literal["cron", "run", "pod"]
    default: Any
    rule: Rule

    def place(self, job: Job) -> Where:
        """Return where it stands in a job."""
        return (*{"cron": ("spec",), "run": job.run, "pod": job.pod}[self.owner], self.key)

    def value(self, job: Job) -> Any:
        """Return its value, the default where nothing is said."""
        said = job.get(*self.place(job))
        return self.default if said is None else said


def setting_changes(pair: Pair) -> Iterator[Draft]:
    """Yield the plain settings that differ."""
    for each in _SETTINGS:
        if each.owner == "cron" and pair.new.kind == "Job" and each.key != "suspend":
            continue
        old, new = each.value(pair.old), each.value(pair.new)
        if shown(old) != shown(new):
            places = each.place(pair.old), each.place(pair.new)
            rule = each.rule(old, new) if _is_known(each, old) and _is_known(each, new) else "cannot-prove"
            yield pair.draft(rule, pair.new.part.of(each.key), *places, (shown(old), shown(new)))


def judged_settings(level: str, kind: Kind) -> set[str]:
    """Return the keys that are judged as settings of a ``cron``, a ``run`` or a ``pod``; none of what is between."""
    lifted = {"suspend"} if (level, kind) == ("run", "Job") else set()
    return {each.key for each in _SETTINGS if each.owner == level} | lifted


def _is_known(setting: Setting, value: Any) -> bool:
    """Whether a value is one that can be judged: not a number given by a placeholder."""
    return value is None or setting.key not in _NUMBERS or (isinstance(value, int) and not isinstance(value, bool))


def _limit(name: str) -> Rule:
    """A limit that may be absent: tighter is lower or there at all."""

    def rule(old: Any, new: Any) -> str:
        return f"{name}-tightened" if new is not None and (old is None or new < old) else f"{name}-loosened"

    return rule


def _starting_deadline(old: Any, new: Any) -> str:
    if new is not None and new < _SHORTEST_STARTING_DEADLINE:
        return "starting-deadline-too-short"
    return _limit("starting-deadline")(old, new)


def _active_deadline(old: Any, new: Any) -> str:
    return "active-deadline-removed" if new is None else _limit("active-deadline")(old, new)


def _retries(old: Any, new: Any) -> str:
    if new < old:
        return "retries-lowered"
    return "retries-introduced" if old == 0 else "retries-raised"


def _parallelism(old: Any, new: Any) -> str:
    if new == 0:
        return "suspended"
    return "parallelism-raised" if new > old else "parallelism-lowered"


def _history(old: Any, new: Any) -> str:
    return "history-dropped" if new == 0 else "history-changed"


def _concurrency(old: Any, new: Any) -> str:
    known = {"Allow": "concurrency-allowed", "Forbid": "concurrency-forbidden", "Replace": "concurrency-replaced"}
    return known.get(shown(new), "cannot-prove")


def _restart(old: Any, new: Any) -> str:
    if new is None:
        return "cannot-prove"  # the API's own default is refused for jobs, so another file must say it
    return "restart-policy-changed" if new in ("Never", "OnFailure") else "restart-policy-invalid"


def _always(rule: str) -> Rule:
    return lambda old, new: rule


def _suspend(old: Any, new: Any) -> str:
    if not isinstance(new, bool):
        return "cannot-prove"
    return "suspended" if new else "resumed"


_SETTINGS = (
    Setting("concurrencyPolicy", "cron", "Allow", _concurrency),
    Setting("startingDeadlineSeconds", "cron", None, _starting_deadline),
    Setting("suspend", "cron", False, _suspend),
    Setting("successfulJobsHistoryLimit", "cron", 3, _history),
    Setting("failedJobsHistoryLimit", "cron", 1, _history),
    Setting("activeDeadlineSeconds", "run", None, _active_deadline),
    Setting("backoffLimit", "run", 6, _retries),
    Setting("completions", "run", None, _always("completions-changed")),
    Setting("completionMode", "run", "NonIndexed", _always("completion-mode-changed")),
    Setting("parallelism", "run", 1, _parallelism),
    Setting("ttlSecondsAfterFinished", "run", None, _limit("ttl")),
    Setting("restartPolicy", "pod", None, _restart),
    Setting("serviceAccountName", "pod", "default", _always("service-account-changed")),
)
_NUMBERS = {
    "startingDeadlineSeconds",
    "successfulJobsHistoryLimit",
    "failedJobsHistoryLimit",
    "activeDeadlineSeconds",
    "backoffLimit",
    "completions",
    "parallelism",
    "ttlSecondsAfterFinished",
}
