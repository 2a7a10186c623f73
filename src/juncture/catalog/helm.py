"""Helm charts: what their templates declare once their own values are filled in.

A chart is read as a whole, for a template means nothing without its values: its blob id is the digest of all its files,
so that its facts are cached like any other. Values are the defaults of values.yaml, with those of the charts around it
over them, and what each environment adds; the release is called like the outermost chart, unless a helmfile names it. A
subchart whose condition is false is not there.
Source: Helm Docs, "Charts", "Subcharts and Global Values".
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

import msgspec

from juncture.catalog import helmfile, kubernetes
from juncture.catalog.helm_environments import SHOWN, Installed, together
from juncture.catalog.helm_functions import UNKNOWN_TEXT
from juncture.catalog.helm_render import Renderer
from juncture.catalog.helm_syntax import TemplateError
from juncture.catalog.helm_values import (
    NAME,
    VALUES,
    Environment,
    Layer,
    is_environment,
    joined,
    loaded,
    over,
    resolved,
)
from juncture.catalog.kubernetes_model import Manifests
from juncture.catalog.paths import folder, is_below
from juncture.catalog.units import is_aside
from juncture.facts.problem import InputError
from juncture.repository import documents
from juncture.repository.cache import Reader, printable
from juncture.repository.git import Entry
from juncture.repository.tree import REGULAR, Tree

_OWN = frozenset({NAME, VALUES})
_YAML = (".yaml", ".yml")
MAX_ENVIRONMENTS = 30
"""Environments of one chart that are looked at."""


class Chart(msgspec.Struct, frozen=True):
    """What one chart declares, by template."""

    path: str
    manifests: tuple[Manifests, ...] = ()


class _Packed(msgspec.Struct, frozen=True):
    """All that one chart is rendered from: its files by path, and the environments that it is installed in."""

    files: dict[str, str]
    environments: tuple[Environment, ...] = ()


class Charts:
    """The charts of a tree as a tree of their own: a path is that of ``Chart.yaml``, its content all that it needs.

    The files that say how charts are installed are entries, too, so that one that cannot be read is counted.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.revision = tree.revision
        self.folders = sorted(folder(path) for path in tree.entries if _is_chart(path))
        self._files = self._assigned()
        self._helmfiles = [
            path for path in (tree.entries if self.folders else ()) if helmfile.recognises(path) and not is_aside(path)
        ]
        self._environments = self._installed()

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every chart, its blob id the digest of its files."""
        found = {}
        for chart in self.folders:
            digest = hashlib.sha256()
            for path in self._needed(chart):
                digest.update(f"{path}\0{self.tree.entries[path].blob}\0".encode(errors="surrogateescape"))
            digest.update(msgspec.json.encode(self._around(chart)))
            found[joined(chart, NAME)] = Entry(next(iter(REGULAR)), digest.hexdigest())
        installing = {layer.path for each in self._environments.values() for one in each for layer in one.layers}
        for path in sorted({*installing, *self._helmfiles} & self.tree.entries.keys()):
            found[path] = self.tree.entries[path]
        return found

    def bring(self, paths: Iterable[str]) -> None:
        """Fetch what a partial clone misses of these charts."""
        charts = [path for path in paths if path.rpartition("/")[2] == NAME]
        self.tree.bring(file for path in charts for file in self._needed(folder(path)))

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield for each chart its files and those of the charts around it, as JSON; another file as it is."""
        paths = list(paths)
        charts = {path: self._needed(folder(path)) for path in paths if path.rpartition("/")[2] == NAME}
        others = [path for path in paths if path not in charts]
        contents = dict(self.tree.read(sorted({*others, *(file for files in charts.values() for file in files)})))
        yield from ((path, contents[path]) for path in others)
        for path, files in charts.items():
            texts = {file: (contents[file] or b"").decode("utf-8-sig", "replace") for file in files}
            yield path, msgspec.json.encode(_Packed(texts, tuple(self._around(folder(path)))))

    def files(self) -> set[str]:
        """Return every file that is read as part of a chart."""
        return {path for files in self._files.values() for path in files} | set(self._helmfiles)

    def _assigned(self) -> dict[str, list[str]]:
        """Return the files of each chart: its own two, values for environments, and what lies in its ``templates``."""
        charts = set(self.folders)
        files: dict[str, list[str]] = {chart: [] for chart in charts}
        for path in self.tree.entries if charts else ():
            for chart in _around(path, charts) if _is_read(path) else ():
                inside = path[len(chart) + 1 :] if chart else path
                is_template = inside.startswith("templates/") and "/tests/" not in f"/{inside}"
                if inside in (NAME, VALUES) or is_environment(inside) or is_template:
                    files[chart].append(path)
                break
        return files

    def _installed(self) -> dict[str, list[Environment]]:
        """Return the environments of each chart: files beside its values, and the releases of helmfiles."""
        found: dict[str, list[Environment]] = {}
        for chart, files in self._files.items():
            beside = [path for path in sorted(files) if folder(path) == chart and path.rpartition("/")[2] not in _OWN]
            found[chart] = [Environment(chart, layers=(Layer(path),)) for path in beside]
        for release in self._releases() if self._helmfiles else ():
            if release.chart in found:
                found[release.chart] += helmfile.environments(release, self._values)
        return {chart: each[:MAX_ENVIRONMENTS] for chart, each in found.items()}

    def _releases(self) -> Iterator[helmfile.Release]:
        """Yield the releases of every helmfile that can be read; another is counted when it is read as an entry."""
        for path, content in self.tree.read(sorted(self._helmfiles)):
            with suppress(InputError):
                yield from helmfile.read(path, content or b"")

    @cached_property
    def _values(self) -> dict[str, None]:
        """The files that a helmfile may name as values."""
        return dict.fromkeys(path for path in self.tree.entries if path.endswith((*_YAML, helmfile.TEMPLATE)))

    def _around(self, chart: str) -> list[Environment]:
        """Return the environments of a chart and of those around it."""
        return [one for each in _chain(chart, self.folders) for one in self._environments[each]]

    def _needed(self, chart: str) -> list[str]:
        """Return what a chart is rendered from: its files, the values and the helpers of those around and within it."""
        outermost = _chain(chart, self.folders)[0]
        needed = set(self._files[chart])
        for other in self.folders:
            if is_below(chart, other) and is_below(other, outermost):
                needed.update(path for path in self._files[other] if folder(path) == other or path.endswith(".tpl"))
            elif is_below(other, outermost):
                needed.update(path for path in self._files[other] if path.endswith(".tpl"))
        layers = {layer.path for one in self._around(chart) for layer in one.layers if layer.values is None}
        return sorted(needed | (layers & self.tree.entries.keys()))


def _is_read(path: str) -> bool:
    """Tell whether a file may be one of a chart's; what JSON cannot name is none."""
    return path.endswith((*_YAML, ".tpl")) and printable(path) == path


def _is_chart(path: str) -> bool:
    return path.endswith(NAME) and path.rpartition("/")[2] == NAME and not is_aside(path)


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
    """Return what a chart declares, in any of its environments; a file of values or a helmfile declares nothing itself.

    Raises InputError where the chart's own two files, or such a file, are broken. A template that cannot be rendered,
    or is no YAML then, is marked: Helm may know what to do with it.
    """
    if path.rpartition("/")[2] != NAME:
        _check(path, content)
        return Chart(path)
    packed = msgspec.json.decode(content, type=_Packed)
    chart = folder(path)
    chain = _chain(chart, (folder(name) for name in packed.files if name.rpartition("/")[2] == NAME))
    release = next((one.release for one in packed.environments if one.release), "")
    named = sorted(packed.environments, key=lambda one: not one.release)
    installed = [found for one in named if (found := _installed(chain, packed.files, one, release))]
    plain = _rendered(chain, packed.files, {}, release)
    return Chart(path, together(plain, installed, is_plain=not release))


def _check(path: str, content: bytes) -> None:
    """Raise InputError for a helmfile, or a file of values, that cannot be read."""
    if helmfile.recognises(path) or path.endswith(helmfile.TEMPLATE):
        helmfile.read(path, content)
    else:
        documents.load_one(content, path)


def _installed(chain: list[str], files: Mapping[str, str], environment: Environment, release: str) -> Installed | None:
    """Return what a chart declares in an environment, None where the environment's own files are broken."""
    try:
        above = over(environment, files)
    except InputError:
        return None  # counted by itself: it is an entry of its own
    given = {environment.chart: above.values}
    return Installed(_rendered(chain, files, given, environment.release or release), above.places)


def _rendered(
    chain: list[str], files: Mapping[str, str], given: Mapping[str, Mapping[str, Any]], release: str
) -> tuple[Manifests, ...]:
    chart = chain[-1]
    values, about = resolved(chain, files, given)
    if values is None:
        return ()
    outermost = loaded(files, joined(chain[0], NAME))
    context = {
        "Values": values,
        "Chart": {key[:1].upper() + key[1:]: value for key, value in about.items()},
        "Release": {
            "Name": release or outermost.get("name", ""),
            "Namespace": "",
            "Service": "Helm",
            "IsInstall": True,
        },
        "Template": {"BasePath": joined(chart, "templates")},
        "Capabilities": {},
    }
    own = [name for name in files if is_below(name, joined(chart, "templates")) and not name.endswith(".tpl")]
    try:
        renderer = Renderer(context, [files[name] for name in files if name.endswith(".tpl")])
    except TemplateError:
        return tuple(Manifests(name, is_template=True) for name in own)
    return tuple(_template(name, files[name], renderer) for name in own)


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


READER = Reader("helm", f"2 {kubernetes.READER.key}", Chart, read)
