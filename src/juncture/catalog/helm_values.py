"""The values of a chart: its own, those of the charts around it over them, and those of an environment over all.

A values file that lies beside ``values.yaml`` (``values-prod.yaml``) and the values that a helmfile gives a release are
environments: nobody installs two of them at once. Source: Helm Docs, "Values Files", "Subcharts and Global Values".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from juncture.catalog.helm_functions import overlaid
from juncture.catalog.helm_functions import text as written
from juncture.facts.problem import InputError, Problem
from juncture.facts.provenance import Provenance
from juncture.repository import documents

NAME, VALUES = "Chart.yaml", "values.yaml"
_BESIDE = re.compile(r"values[-.][\w.-]+\.ya?ml")


class Layer(msgspec.Struct, frozen=True):
    """Values that lie over those of a chart: those of the file at ``path``, or ``values``, which that file writes.

    ``lines`` are the texts of ``values`` with their lines.
    """

    path: str
    values: dict[str, Any] | None = None
    lines: tuple[tuple[str, int], ...] = ()


class Environment(msgspec.Struct, frozen=True):
    """What a chart is installed with somewhere: the name of the release, empty for the chart's own, and values."""

    chart: str
    release: str = ""
    layers: tuple[Layer, ...] = ()


class Over(NamedTuple):
    """The values of an environment, and where each text of theirs stands, the longest first."""

    values: dict[str, Any]
    places: tuple[tuple[str, Provenance], ...]


def is_environment(name: str) -> bool:
    """Tell whether a file's name is that of values for one environment: ``values-prod.yaml``, ``values.dev.yaml``."""
    return _BESIDE.fullmatch(name) is not None


def joined(parent: str, name: str) -> str:
    """Return the path of a file in a folder, the root's included."""
    return f"{parent}/{name}" if parent else name


def leaves(value: Any) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the texts of a value, each with the keys that lead to it."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while waiting:
        node, where = waiting.pop()
        if isinstance(node, dict | list):
            pairs = node.items() if isinstance(node, dict) else enumerate(node)
            waiting += [(item, (*where, key)) for key, item in pairs]
        elif node is not None:
            yield written(node), where


def over(environment: Environment, files: Mapping[str, str]) -> Over:
    """Return the values of an environment, each layer over those before. Raises InputError for a broken file."""
    values: dict[str, Any] = {}
    places: list[tuple[str, Provenance]] = []
    for layer in environment.layers:
        if layer.values is not None:
            values = overlaid(values, layer.values)
            places += [(said, Provenance(layer.path, line, reader="helm")) for said, line in layer.lines]
        elif layer.path in files:
            document = documents.load_one(_limited(files[layer.path], layer.path), layer.path)
            values = overlaid(values, document.value if isinstance(document.value, dict) else {})
            places += [
                (said, Provenance(layer.path, document.line_of(*where), reader="helm"))
                for said, where in leaves(document.value)
            ]
    return Over(values, tuple(sorted(places, key=lambda one: (-len(one[0]), one[1]))))


def resolved(
    chain: Sequence[str], files: Mapping[str, str], given: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the values of the last chart of a chain, None where one around it turns it off; and its own Chart.yaml.

    ``given`` are values over those of a chart of the chain, by its folder.
    """
    values: dict[str, Any] = {}
    about: dict[str, Any] = {}
    for number, chart in enumerate(chain):
        outer, outer_about = values, about
        about = loaded(files, joined(chart, NAME))
        values = overlaid(loaded(files, joined(chart, VALUES)), dict(given.get(chart, {})))
        if number:
            declared = _dependency(outer_about, chart.rpartition("/")[2], about.get("name"))
            if _is_off(declared.get("condition"), outer):
                return None, about
            name = declared.get("alias") or declared.get("name") or about.get("name")
            above = outer.get(str(name))
            values = overlaid(values, above if isinstance(above, dict) else {})
            shared = outer.get("global")
            values = overlaid(values, {"global": shared} if isinstance(shared, dict) else {})
    return values, about


def _dependency(about: Mapping[str, Any], directory: str, name: Any) -> dict[str, Any]:
    declared = about.get("dependencies")
    for one in declared if isinstance(declared, list) else ():
        if isinstance(one, dict) and one.get("name") in (name, directory):
            return one
    return {}


def _is_off(condition: Any, values: Mapping[str, Any]) -> bool:
    """Tell whether the first of the conditions that is set is false; one that is not set has no effect."""
    for path in condition.split(",") if isinstance(condition, str) else ():
        value: Any = values
        for step in path.strip().split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, bool):
            return not value
    return False


def loaded(files: Mapping[str, str], path: str) -> dict[str, Any]:
    """Return the mapping of a YAML file, empty where there is none. Raises InputError."""
    text = files.get(path)
    if text is None:
        return {}
    value = documents.load_one(_limited(text, path), path).value
    return value if isinstance(value, dict) else {}


def _limited(text: str, path: str) -> bytes:
    if len(text) > documents.MAX_BYTES:
        raise InputError(Problem(path, 0, f"over {documents.MAX_BYTES:,} bytes"))
    return text.encode()
