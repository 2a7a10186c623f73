"""Fields of a job whose meaning is not judged here: that they differ is told, so that no change goes without a word.

Labels and annotations are left alone. Defaults are those of the Kubernetes API, batch/v1 and core/v1; an empty list or
mapping says nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from juncture.contracts.job.draft import Draft, Pair, canonical, shown
from juncture.contracts.job.manifest import Job, Where
from juncture.contracts.job.parts import Part
from juncture.contracts.job.settings import judged_settings

_LISTS = {"containers", "initContainers", "volumes", "env", "envFrom", "volumeMounts"}
_MAPS = {"jobTemplate", "template", "spec", "metadata", "resources", "limits", "requests"}
_JUDGED = {
    "cron": {"schedule", "timeZone", "jobTemplate"},
    "jobTemplate": {"metadata", "spec"},
    "run": {"template"},
    "template": {"metadata", "spec"},
    "pod": {"containers", "initContainers", "volumes", "resources"},
}
_CONTAINER = {"name", "image", "command", "args", "env", "envFrom", "volumeMounts", "resources"}
_DEFAULTS: Mapping[str, Any] = {
    "suspend": False,
    "manualSelector": False,
    "dnsPolicy": "ClusterFirst",
    "enableServiceLinks": True,
    "hostIPC": False,
    "hostNetwork": False,
    "hostPID": False,
    "hostUsers": True,
    "preemptionPolicy": "PreemptLowerPriority",
    "schedulerName": "default-scheduler",
    "setHostnameAsFQDN": False,
    "shareProcessNamespace": False,
    "terminationGracePeriodSeconds": 30,
    "stdin": False,
    "stdinOnce": False,
    "tty": False,
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}


def unjudged_changes(pair: Pair) -> Iterator[Draft]:
    """Yield the fields of a job and of its pods that differ and that nothing else judges."""
    part = pair.new.part
    for level, was, at in _levels(pair):
        judged = _JUDGED[level] | judged_settings(level, pair.new.kind)
        yield from _fields(pair, part, was, at, judged)
    was, at = (*pair.old.pod, "resources"), (*pair.new.pod, "resources")
    yield from _fields(pair, part, was, at, {"limits", "requests"}, "resources")
    names = [list(job.named(*job.pod, "initContainers")) for job in (pair.old, pair.new)]
    yield from _order(pair, part, (*pair.old.pod, "initContainers"), (*pair.new.pod, "initContainers"), names)


def container_rest(pair: Pair, part: Part, was: Where, at: Where, pull: tuple[str, str]) -> Iterator[Draft]:
    """Yield the same of a container on both sides; ``pull`` is when each image is pulled where nothing is said."""
    said = [shown(job.get(*way, "imagePullPolicy")) for job, way in ((pair.old, was), (pair.new, at))]
    counts = [each or default for each, default in zip(said, pull, strict=True)]
    as_before = counts[0] == counts[1] or said == ["", ""]
    yield from _fields(pair, part, was, at, _CONTAINER | {"imagePullPolicy"} if as_before else _CONTAINER)
    was_in, at_in = (*was, "resources"), (*at, "resources")
    yield from _fields(pair, part, was_in, at_in, {"limits", "requests"}, "resources")
    ways = (*was, "env"), (*at, "env")
    if "$(" in canonical([pair.old.get(*ways[0]), pair.new.get(*ways[1])]):
        # A variable is filled in from those that stand before it.
        yield from _order(pair, part, *ways, [list(pair.old.named(*ways[0])), list(pair.new.named(*ways[1]))])


def _levels(pair: Pair) -> Iterator[tuple[str, Where, Where]]:
    """Yield the mappings that a job consists of, down to its pods, with the ways to them on both sides."""
    if (pair.old.kind, pair.new.kind) == ("CronJob", "CronJob"):
        yield "cron", ("spec",), ("spec",)
        yield "jobTemplate", ("spec", "jobTemplate"), ("spec", "jobTemplate")
    yield "run", pair.old.run, pair.new.run
    yield "template", (*pair.old.run, "template"), (*pair.new.run, "template")
    yield "pod", pair.old.pod, pair.new.pod


def _fields(
    pair: Pair, part: Part, was: Where, at: Where, judged: Collection[str], within: str = ""
) -> Iterator[Draft]:
    """Yield the fields that differ of one mapping; ``within`` is the setting that it is, where it is one."""
    before, after = pair.old.get(*was), pair.new.get(*at)
    keys = {key for each in (before, after) if isinstance(each, dict) for key in each if isinstance(key, str)}
    for key in sorted(keys):
        values = [_value(job, way, key) for job, way in ((pair.old, was), (pair.new, at))]
        if canonical(values[0]) == canonical(values[1]) or (key in judged and _is_read(key, values)):
            continue
        plain = not within and key.isascii() and key.isalpha()
        setting = part.of(key) if plain else part.of(within or "spec", key)
        yield pair.draft("cannot-prove", setting, (*was, key), (*at, key), (shown(values[0]), shown(values[1])))


def _value(job: Job, way: Where, key: str) -> Any:
    said = job.get(*way, key)
    return _DEFAULTS.get(key) if said in (None, {}, []) else said


def _is_read(key: str, values: Collection[Any]) -> bool:
    """Whether a judged field holds what its judge reads; a placeholder for a whole list or mapping is not read."""
    kind = list if key in _LISTS else dict if key in _MAPS else object
    return all(each is None or isinstance(each, kind) for each in values)


def _order(pair: Pair, part: Part, was: Where, at: Where, names: list[list[str]]) -> Iterator[Draft]:
    """Yield that the entries which both sides have stand in another order."""
    kept = [[each for each in names[side] if each in names[1 - side]] for side in (0, 1)]
    if kept[0] != kept[1]:
        setting = part.of(str(at[-1]))
        yield pair.draft("cannot-prove", setting, was, at, (", ".join(kept[0]), ", ".join(kept[1])))
