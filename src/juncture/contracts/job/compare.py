"""Compares the jobs of two sides: pair them by kind and name, then compare what runs, when, and what it needs."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from juncture.contracts.formats import Comparison
from juncture.contracts.job.containers import container_changes
from juncture.contracts.job.draft import Draft, Pair, canonical, shown
from juncture.contracts.job.manifest import Job, Where, read
from juncture.contracts.job.resources import resource_changes
from juncture.contracts.job.schedule import moment, schedule_changes
from juncture.contracts.job.settings import setting_changes
from juncture.contracts.job.unjudged import unjudged_changes
from juncture.contracts.job.volumes import volume_changes
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.facts.problem import InputError, Problem
from juncture.facts.rule import rule

_Jobs = dict[tuple[str, str, str, str], Job]
"""Jobs by path (that of the new side), kind, namespace and name."""


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all jobs of a comparison. Raises InputError for files that do not parse."""
    as_of = moment(comparison.as_of)
    wanted = comparison.changed
    drafts = _drafts(comparison, as_of if comparison.witnesses else None)
    return [_change(each, comparison) for each in drafts if wanted is None or _paths(each) & wanted]


def _drafts(comparison: Comparison, as_of: datetime | None) -> Iterator[Draft]:
    old, new = _sides(comparison)
    for moved, before, after in _pairs(old, new):
        if before is None or after is None:
            yield _lone(before, after)
            continue
        pair = Pair(before, after)
        name = ("metadata", "name")
        if moved:
            texts = {
                "job-moved": (before.path, after.path),
                "job-renamed": (before.name, after.name),
                "kind-changed": (before.kind, after.kind),
                "namespace-changed": (before.namespace or "default", after.namespace or "default"),
            }[moved]
            yield pair.draft(moved, after.part, name, name, texts)
        yield from schedule_changes(pair, as_of)
        yield from setting_changes(pair)
        yield from container_changes(pair)
        yield from volume_changes(pair)
        yield from resource_changes(pair, after.part, before.pod, after.pod)
        yield from unjudged_changes(pair)
        refused = _refused(pair)
        if refused:
            yield pair.draft("job-immutable", after.part, pair.old.run, pair.new.run, ("", ", ".join(refused)))


def _sides(comparison: Comparison) -> tuple[_Jobs, _Jobs]:
    """Return the jobs of the files that differ. Raises InputError with the problems of all of them."""
    moved = comparison.moved
    same = {path for path, content in comparison.old.items() if content == comparison.new.get(moved.get(path, path))}
    kept = {path for path in same if path not in moved}
    problems: list[Problem] = []
    old = _read({path: content for path, content in comparison.old.items() if path not in kept}, moved, problems)
    new = _read({path: content for path, content in comparison.new.items() if path not in kept}, {}, problems)
    if problems:
        raise InputError(*sorted(set(problems)))
    return old, new


def _read(files: Mapping[str, bytes], moved: Mapping[str, str], problems: list[Problem]) -> _Jobs:
    jobs: _Jobs = {}
    for path in sorted(files):
        try:
            found = read(path, files[path])
        except InputError as error:
            problems += error.problems
            continue
        jobs |= {(moved.get(path, path), each.kind, each.namespace, each.name): each for each in found}
    return jobs


def _pairs(old: _Jobs, new: _Jobs) -> Iterator[tuple[str, Job | None, Job | None]]:
    """Yield the rule of a change of identity (empty where there is none) and the job on both sides."""
    left_old, left_new = dict(old), dict(new)

    def identity(rule_name: str, key: tuple[str, str, str, str], job: Job) -> object:
        path, kind, namespace, name = key
        match rule_name:
            case "":
                return key
            case "namespace-changed":
                return path, kind, name
            case "kind-changed":
                return path, namespace, name
            case "job-moved":
                return kind, namespace, name
            case _:
                return path, kind, namespace, canonical(job.get("spec"))

    for rule_name in ("", "namespace-changed", "kind-changed", "job-moved", "job-renamed"):
        there = {identity(rule_name, key, job): key for key, job in reversed(left_new.items())}
        for key, job in list(left_old.items()):
            found = there.pop(identity(rule_name, key, job), None)
            if found is not None:
                before, after = left_old.pop(key), left_new.pop(found)
                moved = rule_name or ("job-moved" if before.path != after.path else "")
                yield moved, before, after
    yield from (("", job, None) for job in left_old.values())
    yield from (("", None, job) for job in left_new.values())


def _lone(old: Job | None, new: Job | None) -> Draft:
    job = old or new
    assert job is not None
    place = ("metadata", "name")
    rule_name = "job-removed" if old else "job-added"
    told = f"{job.kind} {job.name}"
    return Draft(
        rule_name, job.part, (old, place) if old else None, (new, place) if new else None,
        told if old else "", told if new else "",
    )  # fmt: skip


def _refused(pair: Pair) -> list[str]:
    """Return the changed fields that a Job in a cluster refuses to change (batch/v1, JobSpec: immutable fields)."""
    if (pair.old.kind, pair.new.kind) != ("Job", "Job") or pair.old.name != pair.new.name:
        return []
    if pair.new.get("metadata", "name") is None:
        return []  # with generateName every run is another Job
    keys = ("template", "completions", "completionMode", "selector")
    return [key for key in keys if shown(pair.old.get("spec", key)) != shown(pair.new.get("spec", key))]


def _paths(draft: Draft) -> frozenset[str]:
    return frozenset(each[0].path for each in (draft.was, draft.at) if each)


def _change(draft: Draft, comparison: Comparison) -> ContractChange:
    place = draft.at or draft.was
    assert place is not None
    rule_id = f"job/{draft.rule}"
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=Direction.BOTH,
        part=str(draft.part),
        contract=place[0].path,
        old=draft.old,
        new=draft.new,
        cause=_cause(draft.at, comparison.new_revision),
        cause_old=_cause(draft.was, comparison.old_revision),
        operations=(str(place[0].part),),
        witness=draft.witness,
    )


def _cause(place: tuple[Job, Where] | None, revision: str) -> Cause | None:
    return Cause(place[0].path, place[0].line(*place[1]), revision) if place else None
