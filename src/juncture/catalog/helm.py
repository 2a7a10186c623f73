"""Helm charts: what their templates declare once their own values are filled in.

A chart is read as a whole, for a template means nothing without its values: its blob id is the digest of all its files,
so that its facts are cached like any other. Values are the defaults of values.yaml, with those of the charts around it
over them; the release is called like the outermost chart. A subchart whose condition is false is not there.
Source: Helm Docs, "Charts", "Subcharts and Global Values".
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec
import orjson

from juncture.catalog import kubernetes
from juncture.catalog.helm_functions import UNKNOWN_TEXT, overlaid
from juncture.catalog.helm_render import Renderer
from juncture.catalog.helm_syntax import TemplateError
from juncture.catalog.kubernetes_model import Manifests
from juncture.catalog.paths import folder, is_below
from juncture.catalog.units import is_aside
from juncture.facts.problem import InputError, Problem
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.tree import REGULAR, Entry, Tree

_NAME, _VALUES = "Chart.yaml", "values.yaml"
SHOWN = "{{…}}"
"""How a value that nobody here can tell is shown."""


class Chart(msgspec.Struct, frozen=True):
    """What one chart declares, by template."""

    path: str
    manifests: tuple[Manifests, ...] = ()


class Charts:
    """The charts of a tree as a tree of their own: a path is that of ``Chart.yaml``, its content all that it needs."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.revision = tree.revision
        self.folders = sorted(folder(path) for path in tree.entries if _is_chart(path))
        self._files = self._assigned()

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every chart, its blob id the digest of its files."""
        found = {}
        for chart in self.folders:
            digest = hashlib.sha256()
            for path in self._needed(chart):
                digest.update(f"{path}\0{self.tree.entries[path].blob}\0".encode(errors="surrogateescape"))
            found[_join(chart, _NAME)] = Entry(next(iter(REGULAR)), digest.hexdigest())
        return found

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield for each chart its files and those of the charts around it, as JSON."""
        charts = {path: self._needed(folder(path)) for path in paths}
        contents = dict(self.tree.read(sorted({file for files in charts.values() for file in files})))
        for path, files in charts.items():
            texts = {file: (contents[file] or b"").decode("utf-8-sig", "replace") for file in files}
            yield path, orjson.dumps(texts)

    def files(self) -> set[str]:
        """Return every file that is read as part of a chart."""
        return {path for files in self._files.values() for path in files}

    def _assigned(self) -> dict[str, list[str]]:
        """Return the files of each chart: its own two, and what lies in its ``templates``."""
        charts = set(self.folders)
        files: dict[str, list[str]] = {chart: [] for chart in charts}
        for path in self.tree.entries if charts else ():
            for chart in _around(path, charts) if path.endswith((".yaml", ".yml", ".tpl")) else ():
                inside = path[len(chart) + 1 :] if chart else path
                if inside in (_NAME, _VALUES) or (inside.startswith("templates/") and "/tests/" not in f"/{inside}"):
                    files[chart].append(path)
                break
        return files

    def _needed(self, chart: str) -> list[str]:
        """Return what a chart is rendered from: its files, the values and the helpers of those around and within it."""
        outermost = _chain(chart, self.folders)[0]
        needed = set(self._files[chart])
        for other in self.folders:
            if is_below(chart, other) and is_below(other, outermost):
                needed.update(path for path in self._files[other] if folder(path) == other or path.endswith(".tpl"))
            elif is_below(other, outermost):
                needed.update(path for path in self._files[other] if path.endswith(".tpl"))
        return sorted(needed)


def _is_chart(path: str) -> bool:
    return path.endswith(_NAME) and path.rpartition("/")[2] == _NAME and not is_aside(path)


def _join(parent: str, name: str) -> str:
    return f"{parent}/{name}" if parent else name


def _around(path: str, charts: Iterable[str]) -> Iterator[str]:
    """Yield the charts around a path, the innermost first."""
    at = folder(path)
    while True:
        if at in charts:
            yield at
        if not at:
            return
        at = folder(at)


def _chain(chart: str, charts: Iterable[str]) -> list[str]:
    """Return the charts that hold a chart in their ``charts`` folder, outermost first, itself last."""
    known = set(charts)
    chain = [chart]
    while folder(chain[0]).rpartition("/")[2] == "charts" and folder(folder(chain[0])) in known:
        chain.insert(0, folder(folder(chain[0])))
    return chain


def read(path: str, content: bytes) -> Chart:
    """Return what a chart declares. Raises InputError where its own two files are broken.

    A template that cannot be rendered, or is no YAML then, is marked: Helm may know what to do with it.
    """
    files: dict[str, str] = orjson.loads(content)
    chart = folder(path)
    chain = _chain(chart, (folder(name) for name in files if name.rpartition("/")[2] == _NAME))
    values, about = _values(chain, files)
    if values is None:
        return Chart(path)
    outermost = _loaded(files, _join(chain[0], _NAME))
    context = {
        "Values": values,
        "Chart": {key[:1].upper() + key[1:]: value for key, value in about.items()},
        "Release": {"Name": outermost.get("name", ""), "Namespace": "", "Service": "Helm", "IsInstall": True},
        "Template": {"BasePath": _join(chart, "templates")},
        "Capabilities": {},
    }
    own = [name for name in files if is_below(name, _join(chart, "templates"))]
    try:
        renderer = Renderer(context, [files[name] for name in files if name.endswith(".tpl")])
    except TemplateError:
        return Chart(path, tuple(Manifests(name, is_template=True) for name in own if not name.endswith(".tpl")))
    return Chart(path, tuple(_template(name, files[name], renderer) for name in own if not name.endswith(".tpl")))


def _template(path: str, text: str, renderer: Renderer) -> Manifests:
    try:
        rendered = renderer.render(text)
        loaded = documents.load(rendered.text.encode(), path.rpartition(".")[0] + ".yaml")
    except (TemplateError, InputError, UnicodeEncodeError):
        return Manifests(path, is_template=True)
    for document in loaded:
        _show(document.value)
    found = kubernetes.declared(path, (document for document in loaded if document.value), rendered.lines)
    return _placed(found, path)


def _placed(found: Manifests, path: str) -> Manifests:
    """Return the manifests without what has no name that could be told."""
    fields: dict[str, Any] = {
        field: tuple(record for record in getattr(found, field) if SHOWN not in record.name)
        for field in ("workloads", "cron_jobs", "services", "ingresses", "config_maps", "call_rules")
    }
    return Manifests(path, **fields)


def _show(value: Any) -> None:
    """Write what is unknown in a value as people read it, in place: the lines are kept by container."""
    for key, item in (
        list(value.items()) if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if isinstance(item, str):
            value[key] = item.replace(UNKNOWN_TEXT, SHOWN)
        else:
            _show(item)


def _values(chain: list[str], files: Mapping[str, str]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Return the values of the last chart of a chain, None where one around it turns it off; and its own Chart.yaml."""
    values: dict[str, Any] = {}
    about: dict[str, Any] = {}
    for number, chart in enumerate(chain):
        outer, outer_about = values, about
        values, about = _loaded(files, _join(chart, _VALUES)), _loaded(files, _join(chart, _NAME))
        if number:
            declared = _dependency(outer_about, chart.rpartition("/")[2], about.get("name"))
            if _is_off(declared.get("condition"), outer):
                return None, about
            name = declared.get("alias") or declared.get("name") or about.get("name")
            over = outer.get(str(name))
            values = overlaid(values, over if isinstance(over, dict) else {})
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


def _loaded(files: Mapping[str, str], path: str) -> dict[str, Any]:
    """Return the mapping of a YAML file, empty where there is none. Raises InputError."""
    text = files.get(path)
    if text is None:
        return {}
    if len(text) > documents.MAX_BYTES:
        raise InputError(Problem(path, 0, f"over {documents.MAX_BYTES:,} bytes"))
    value = documents.load_one(text.encode(), path).value
    return value if isinstance(value, dict) else {}


READER = Reader("helm", f"1 {kubernetes.READER.key}", Chart, read)
