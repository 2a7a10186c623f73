"""The Jobs and CronJobs of a manifest file, as one file writes them; every other object in it is left alone."""

from collections.abc import Iterator
from typing import Any

import msgspec

from juncture.contracts.job.parts import Kind, Part
from juncture.facts.problem import InputError, Problem
from juncture.repository.document import Document
from juncture.repository.documents import load

Where = tuple[str | int, ...]


class Job(msgspec.Struct, frozen=True):
    """A Job or CronJob. ``place`` leads to it within its document; keys are those of the Kubernetes API, batch/v1."""

    kind: Kind
    name: str
    namespace: str
    document: Document
    place: Where
    value: dict[str, Any]

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.document.path

    @property
    def part(self) -> Part:
        """The part that the whole job is."""
        return Part(self.kind, self.name)

    @property
    def run(self) -> Where:
        """Where the specification of one run stands."""
        return ("spec", "jobTemplate", "spec") if self.kind == "CronJob" else ("spec",)

    @property
    def pod(self) -> Where:
        """Where the specification of a run's pods stands."""
        return (*self.run, "template", "spec")

    def get(self, *where: str | int) -> Any:
        """Return what a way leads to, None where it leads nowhere."""
        value: Any = self.value
        for step in where:
            inside = isinstance(value, dict) if isinstance(step, str) else isinstance(value, list)
            if not inside or (isinstance(step, int) and step >= len(value)):
                return None
            value = value.get(step) if isinstance(value, dict) else value[step]
        return value

    def line(self, *where: str | int) -> int:
        """Return the line of what a way leads to; of its nearest parent where it is absent."""
        return self.document.line_of(*self.place, *where)

    def named(self, *where: str | int) -> dict[str, int]:
        """Return the named things of a list with their positions; the last of two with one name stands, as applied."""
        listed = self.get(*where)
        return {
            text(each.get("name")): number
            for number, each in enumerate(listed if isinstance(listed, list) else ())
            if isinstance(each, dict) and text(each.get("name"))
        }


def read(path: str, content: bytes) -> list[Job]:
    """Return the jobs of a file, in order. Raises InputError where it does not parse, or a job lacks a name."""
    jobs: list[Job] = []
    problems: list[Problem] = []
    for document in load(content, path):
        for place, value in _objects(document.value):
            kind = value["kind"]
            name = text(_in(value, "metadata", "name")) or text(_in(value, "metadata", "generateName"))
            if not name:
                problems.append(Problem(path, document.line_of(*place), f"a {kind} without metadata.name"))
            elif not isinstance(value.get("spec", {}), dict):
                problems.append(Problem(path, document.line_of(*place, "spec"), f"spec of {name} is no mapping"))
            else:
                jobs.append(Job(kind, name, text(_in(value, "metadata", "namespace")), document, place, value))
    if problems:
        raise InputError(*problems)
    return jobs


def _objects(value: Any) -> Iterator[tuple[Where, dict[str, Any]]]:
    """Yield the jobs of a document; a list of objects yields those among its items."""
    if not isinstance(value, dict):
        return
    if text(value.get("kind")).endswith("List") and isinstance(value.get("items"), list):
        for number, item in enumerate(value["items"]):
            if _is_job(item):
                yield ("items", number), item
    elif _is_job(value):
        yield (), value


def _is_job(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("kind") in ("CronJob", "Job")
        and text(value.get("apiVersion")).startswith("batch/")
    )


def _in(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Any) -> str:
    """Return a scalar as YAML writes it; empty for what is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""
