"""Compose files, each read by itself as it is written: nothing merged, no variable filled in.

``compose_merge`` layers them. Source: the Compose Specification.
"""

import posixpath
import re
import shlex
from collections.abc import Iterable
from typing import Any

import msgspec

from juncture.catalog.environment import Value
from juncture.facts.problem import InputError, Problem
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.document import Document


class Written(msgspec.Struct, frozen=True):
    """A service as one file writes it: variables not filled in, nothing merged.

    ``scalars`` are ``image``, ``context``, ``dockerfile``, ``container_name``, ``hostname``, ``command``,
    ``entrypoint``; ``lists`` are ``ports``, ``expose``, ``depends_on``, ``profiles``, ``networks`` (aliases),
    ``env_file``; ``maps`` are ``environment`` and ``labels``. ``replaced`` names those under ``!override``, ``removed``
    those under ``!reset``. ``base`` is the service it extends, in the file ``base_path``.
    """

    name: str
    line: int
    scalars: dict[str, Value] = msgspec.field(default_factory=dict)
    lists: dict[str, tuple[Value, ...]] = msgspec.field(default_factory=dict)
    maps: dict[str, dict[str, Value]] = msgspec.field(default_factory=dict)
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    base: str = ""
    base_path: str = ""


class ComposeFile(msgspec.Struct, frozen=True):
    """One compose file. ``includes`` are paths from the repository's root; those that leave it are left out."""

    path: str
    services: tuple[Written, ...] = ()
    includes: tuple[str, ...] = ()


_NAME = re.compile(r"(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml")
_BASE = re.compile(r"(?:docker-)?compose\.ya?ml")
_OVERRIDE = re.compile(r"(?:docker-)?compose\.override\.ya?ml")


def recognises(path: str) -> bool:
    """Tell whether a path names a compose file: ``compose.yaml``, ``docker-compose.yml`` and their variants."""
    return "compose" in path and _NAME.fullmatch(path.rpartition("/")[2]) is not None


def layers(paths: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return compose files folder by folder, each in the order to merge them, weakest first.

    Nobody writes down which variants (``compose.full.yaml``) are given together, so a variant only adds what the
    base file and its override leave open.
    """
    folders: dict[str, list[str]] = {}
    for path in paths:
        if recognises(path):
            folders.setdefault(path.rpartition("/")[0], []).append(path)
    return tuple(tuple(sorted(folders[folder], key=_rank)) for folder in sorted(folders))


def _rank(path: str) -> tuple[int, str]:
    name = path.rpartition("/")[2]
    return (2 if _OVERRIDE.fullmatch(name) else 1 if _BASE.fullmatch(name) else 0, path)


def read(path: str, content: bytes) -> ComposeFile:
    """Return the services as the file writes them. Raises InputError for what is no compose file."""
    document = documents.load_one(content, path)
    value = document.value if document.value is not None else {}
    services = value.get("services") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(services, dict | None):
        raise InputError(Problem(path, document.line, "no compose file; expected a mapping with `services`"))
    reading = _Reading(path, content, document)
    includes = [target for item in _items(value.get("include")) for target in reading.include(item)]
    found = [reading.service(name, given) for name, given in (services or {}).items() if isinstance(given, dict | None)]
    return ComposeFile(path, tuple(found), tuple(dict.fromkeys(includes)))


class _Reading:
    """One file being read."""

    def __init__(self, path: str, content: bytes, document: Document) -> None:
        self.path = path
        self.folder = path.rpartition("/")[0]
        self.document = document
        lines = content.split(b"\n") if document.tags else []
        tagged = [(line, lines[line - 1]) for line in document.tags if line <= len(lines)]
        self.reset = {line for line, text in tagged if b"!reset" in text}
        self.override = {line for line, text in tagged if b"!override" in text}

    def include(self, item: Any) -> list[str]:
        paths = _items(item.get("path")) if isinstance(item, dict) else [item]
        return [target for path in paths if isinstance(path, str) and (target := inside(self.folder, path))]

    def value(self, text: Any, *where: str | int) -> Value:
        return Value(_text(text), self.path, self.document.line_of("services", *where))

    def service(self, name: str, given: dict[str, Any] | None) -> Written:
        given = given or {}
        build = given.get("build")
        scalars = {
            key: self.value(given[key], name, key)
            for key in ("image", "container_name", "hostname", "command", "entrypoint")
            if given.get(key) is not None
        }
        if isinstance(build, str):
            scalars["context"] = self.value(build, name, "build")
        elif isinstance(build, dict):
            for key in ("context", "dockerfile"):
                if build.get(key) is not None:
                    scalars[key] = self.value(build[key], name, "build", key)
            scalars.setdefault("context", self.value(".", name, "build"))
        lists = {
            key: self.listed(given[key], name, key)
            for key in ("ports", "expose", "depends_on", "profiles", "env_file")
            if given.get(key) is not None
        }
        lists["networks"] = self.aliases(given.get("networks"), name)
        maps = {
            key: self.mapped(given[key], name, key) for key in ("environment", "labels") if given.get(key) is not None
        }
        base, base_path = self.extends(given.get("extends"))
        at = {key: self.document.line_of("services", name, key) for key in given}
        return Written(
            name=name,
            line=self.document.line_of("services", name),
            scalars=scalars,
            lists={key: values for key, values in lists.items() if values},
            maps=maps,
            replaced=tuple(key for key, line in at.items() if line in self.override),
            removed=tuple(key for key, line in at.items() if line in self.reset),
            base=base,
            base_path=base_path,
        )

    def listed(self, given: Any, *where: str) -> tuple[Value, ...]:
        """Read a list, a mapping by its keys, or a single value; long forms become short ones."""
        if isinstance(given, dict):
            return tuple(self.value(key, *where, key) for key in given)
        if not isinstance(given, list):
            return (self.value(given, *where),)
        return tuple(self.value(_short(item), *where, number) for number, item in enumerate(given) if _short(item))

    def mapped(self, given: Any, *where: str) -> dict[str, Value]:
        """Read ``NAME: value`` and ``- NAME=value``; a name alone takes its value from the environment."""
        if isinstance(given, dict):
            return {
                key: self.value(f"${{{key}}}" if item is None else item, *where, key) for key, item in given.items()
            }
        found = {}
        for number, item in enumerate(given if isinstance(given, list) else []):
            name, is_set, text = _text(item).partition("=")
            found[name] = self.value(text if is_set else f"${{{name}}}", *where, number)
        return found

    def aliases(self, given: Any, name: str) -> tuple[Value, ...]:
        if not isinstance(given, dict):
            return ()
        return tuple(
            self.value(alias, name, "networks", network, "aliases", number)
            for network, settings in given.items()
            if isinstance(settings, dict)
            for number, alias in enumerate(_items(settings.get("aliases")))
        )

    def extends(self, given: Any) -> tuple[str, str]:
        if isinstance(given, dict) and isinstance(given.get("service"), str):
            file = given.get("file")
            return given["service"], inside(self.folder, file) if isinstance(file, str) else self.path
        return (given, self.path) if isinstance(given, str) else ("", "")


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return shlex.join(_text(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, dict) else str(value)


def _short(item: Any) -> str:
    """Write the long form of a port or of an env_file as its short form."""
    if not isinstance(item, dict):
        return _text(item)
    if "target" in item:
        published = f"{_text(item['published'])}:" if item.get("published") else ""
        host = f"{_text(item['host_ip'])}:" if item.get("host_ip") and published else ""
        return f"{host}{published}{_text(item['target'])}/{item.get('protocol', 'tcp')}"
    return _text(item.get("path"))


def inside(folder: str, path: str) -> str:
    """Return a path from the repository's root; empty where it is absolute, remote or leaves the repository."""
    if path.startswith(("/", "~")) or "://" in path or re.match(r"[\w.-]+@[\w.-]+:", path):
        return ""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == ".." or joined.startswith("../") else joined


READER = Reader("compose", 1, ComposeFile, read)
