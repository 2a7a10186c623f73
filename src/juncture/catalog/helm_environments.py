"""What an environment changes of what a chart declares: an edge that stands in any environment is one.

A setting that a value of the environment makes has the line of that value; what else the environment turns on has the
line of its template.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from juncture.catalog.environment import Value
from juncture.catalog.kubernetes_environment import environment
from juncture.catalog.kubernetes_model import ConfigMap, Container, Manifests, Setting, Workload
from juncture.facts.provenance import Provenance

_KEPT = ("cron_jobs", "services", "ingresses", "config_maps", "call_rules")
SHOWN = "{{…}}"
"""How a value that nobody here can tell is shown to people."""
_SHORTEST = 2
"""Characters of a text by which a value is known again in what is made of it."""

Places = Sequence[tuple[str, Provenance]]
"""The texts of an environment's values with their places, the longest first."""


class Installed(NamedTuple):
    """What a chart declares in one environment."""

    manifests: Sequence[Manifests]
    places: Places


def together(
    plain: Sequence[Manifests], installed: Sequence[Installed], *, is_plain: bool = True
) -> tuple[Manifests, ...]:
    """Return what a chart declares with its default values and what each environment adds, by path.

    Where nobody installs the chart with its defaults alone (``is_plain``), they only tell what the environments change.
    """
    first = plain if is_plain or not installed else installed[0].manifests
    found = {one.path: one for one in first}
    for other in installed:
        for one in (*_added(found, other.manifests), *_patches((plain, first), other)):
            found[one.path] = _joined(found.get(one.path, Manifests(one.path)), one)
    return tuple(found.values())


def _joined(one: Manifests, other: Manifests) -> Manifests:
    fields: dict[str, Any] = {
        field: (*getattr(one, field), *_missing(getattr(one, field), getattr(other, field)))
        for field in ("workloads", *_KEPT)
    }
    return msgspec.structs.replace(one, **fields)


def _missing(held: Sequence[Any], others: Iterable[Any]) -> list[Any]:
    return [one for one in others if one not in held]


def _added(found: Mapping[str, Manifests], others: Iterable[Manifests]) -> Iterator[Manifests]:
    """Yield what stands in the templates of an environment alone; a workload is known by its name."""
    for other in others:
        held = found.get(other.path, Manifests(other.path))
        names = {_key(workload) for workload in held.workloads}
        fields: dict[str, Any] = {field: tuple(getattr(other, field)) for field in _KEPT}
        yield Manifests(other.path, workloads=tuple(w for w in other.workloads if _key(w) not in names), **fields)


def _key(workload: Workload) -> tuple[str, str, str]:
    return workload.kind, workload.name, workload.namespace


def _patches(known: Iterable[Sequence[Manifests]], other: Installed) -> Iterator[Manifests]:
    """Yield the settings of workloads that have another value than where they are known, each where it is made."""
    before = [_environments(one) for one in known]
    for key, (workload, settings) in _environments(other.manifests).items():
        olds = [each[key][1] if key in each else {} for each in before]
        by_path: dict[str, list[Setting]] = {}
        for name, value in settings.items():
            is_old = all(name in old and old[name].text == value.text for old in olds)
            if not (is_old or value.unset or SHOWN in value.text):
                place = _place(value, other.places)
                by_path.setdefault(place.path, []).append(Setting(name, place.line, value.text))
        for where, changed in sorted(by_path.items()):
            line = changed[0].line
            held = Container("", line, settings=tuple(changed))
            patch = Workload(workload.kind, workload.name, workload.namespace, where, line, containers=(held,))
            yield Manifests(where, workloads=(patch,))


def _environments(files: Iterable[Manifests]) -> dict[tuple[str, ...], tuple[Workload, dict[str, Value]]]:
    """Return every workload with its environment, by its path and its names."""
    files = list(files)
    config_maps: list[ConfigMap] = [one for file in files for one in file.config_maps]
    return {
        (file.path, *_key(workload)): (workload, environment(workload, config_maps))
        for file in files
        for workload in file.workloads
    }


def _place(value: Value, places: Places) -> Provenance:
    """Return where the text that a value is made of stands; the value's own line where none is found in it."""
    made = (place for text, place in places if len(text) >= _SHORTEST and not text.isdigit() and text in value.text)
    return next(made, Provenance(value.path, value.line))
