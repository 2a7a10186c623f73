"""Configuration files that a service's own code reads, whatever their notation: keys, values, and their lines.

Which files these are is told by what frameworks look for and by the folders that people keep them in. Sources: Spring
Boot, "Externalized Configuration"; ASP.NET Core, "Configuration"; viper, node-config, dynaconf.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.document import Document

MAX_BYTES = 256 * 1024
"""Files beyond this hold data, not settings."""
MAX_SETTINGS = 2_000
_DEEPEST = 12
_LONGEST = 500
_ENDINGS = (".yaml", ".yml", ".json", ".toml", ".properties")
_ENDING = r"\.(?:ya?ml|json|toml|properties)"
_NAMED = re.compile(
    r"(?:^|/)(?:(?:application|bootstrap|appsettings|config|configuration|conf|settings|default|custom-environment"
    rf"-variables)(?:[.-][\w-]+)*{_ENDING}|[\w.-]+\.properties)$"
    rf"|(?:^|/)(?:config|configs|conf|cfg|configuration|settings|etc)/(?:[\w-]+/)?[\w.-]+{_ENDING}$"
    rf"|/resources/(?:[\w-]+/)?[\w.-]+\.(?:ya?ml|properties)$"
)
_ASIDE = re.compile(
    r"(?:^|/)(?:package(?:-lock)?|tsconfig[\w.-]*|jest[\w.-]*|nest-cli|project|angular|composer|gradle|gradle-wrapper"
    r"|messages[\w-]*|log4j2?[\w-]*|logback[\w-]*|sonar-project|ValidationMessages[\w-]*)\.(?:json|properties|ya?ml)$"
    r"|(?:^|/)src/(?:test|integrationTest|testFixtures|it)/"
    r"|(?:^|/)(?:i18n|locales?|lang|translations?|\.github|crd|rbac)/"
)
_PROPERTY = re.compile(r"^[ \t]*([^\s#!=:][^\s=:]*)[ \t]*[=:][ \t]*(.*?)[ \t]*$")
_MANIFEST = re.compile(rb"(?m)^(?:apiVersion|openapi|swagger|asyncapi)\s*:")
_ASSIGNED = re.compile(r"[ \t\"']*(?:[\w-]+[\"']?\.[\"']?)*([\w-]+)[\"']?[ \t]*=")
_ALIKE = 100
"""Lines with one last key that a value is looked for in."""
_COMMENT = re.compile(rb"(?m)^[ \t]*//[^\n]*$")


class Setting(msgspec.Struct, frozen=True):
    """A key, its steps joined by dots as they are written, with one value that it has."""

    key: str
    value: str
    line: int


class SettingsFile(msgspec.Struct, frozen=True):
    """The settings of one file, in its order."""

    path: str
    settings: tuple[Setting, ...] = ()


def recognises(path: str) -> bool:
    """Tell whether a path is a configuration file by its name or its folder."""
    return path.endswith(_ENDINGS) and _NAMED.search(path) is not None and _ASIDE.search(path) is None


def read(path: str, content: bytes) -> SettingsFile:
    """Return the settings of a file; none of one that is a manifest, a template, or written in another notation."""
    if len(content) > MAX_BYTES or b"{{" in content or _MANIFEST.search(content):
        return SettingsFile(path)
    if path.endswith(".properties"):
        return SettingsFile(path, tuple(islice(_properties(content), MAX_SETTINGS)))
    try:
        found = _toml(path, content) if path.endswith(".toml") else _documents(path, content)
        return SettingsFile(path, tuple(islice(found, MAX_SETTINGS)))
    except InputError:
        return SettingsFile(path)  # the reader of its own kind says what is wrong with it


READER = Reader("settings", 3, SettingsFile, read)


def _documents(path: str, content: bytes) -> Iterator[Setting]:
    is_json = path.endswith(".json")
    if is_json and b"//" in content:
        content = _COMMENT.sub(b"", content)  # ASP.NET Core allows comments
    # JSON is YAML, whose lines are all known at once.
    for document in documents.load(content, f"{path}.yaml" if is_json else path):
        value = document.value
        if isinstance(value, dict) and not value.keys() & {"apiVersion", "openapi", "swagger", "$schema"}:
            yield from _flat(document, value, ())


def _flat(document: Document, value: Any, steps: tuple[str | int, ...]) -> Iterator[Setting]:
    if len(steps) > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(document, inner, (*steps, str(name)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(document, inner, (*steps, number))
    elif isinstance(value, str) and value and len(value) <= _LONGEST and "\n" not in value:
        key = ".".join(step for step in steps if isinstance(step, str))
        yield Setting(key, value, document.line_of(*steps))


def _properties(content: bytes) -> Iterator[Setting]:
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        found = _PROPERTY.match(line[: 4 * _LONGEST])
        if found and found[2] and len(found[2]) <= _LONGEST:
            yield Setting(found[1], found[2], number)


def _toml(path: str, content: bytes) -> Iterator[Setting]:
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    try:
        value = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(Problem(path, 0, f"not TOML: {error}")) from error
    lines: dict[str, list[tuple[int, str]]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if found := _ASSIGNED.match(line[: 2 * _LONGEST]):
            lines.setdefault(found[1], []).append((number, line))
    for one in _flat(Document(path, value), value, ()):
        places = lines.get(one.key.rpartition(".")[2], [])[:_ALIKE]
        yield Setting(one.key, one.value, next((number for number, line in places if one.value in line), 1))
