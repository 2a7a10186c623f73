"""Packages of workspaces: what a manifest calls itself, what it depends on, whom it takes as members.

A package is no service: it is built, not deployed. Each ecosystem has one small reader; all give the same record.
Source: the manifests' own documentation (npm, pnpm, Go modules, Cargo, PyPA pyproject.toml, uv, Poetry, Gradle, Maven,
Nx, MSBuild).
"""

import re
import tomllib
from collections.abc import Callable
from typing import Any

from juncture.catalog import projects
from juncture.catalog.packages_model import Dependency, PackageFile
from juncture.facts.problem import InputError, Problem
from juncture.repository import documents
from juncture.repository.cache import Reader

MAX_BYTES = 4 * 1024 * 1024
_DEEPEST = 200


def recognises(path: str) -> bool:
    """Tell whether a path is a manifest of a package or a workspace."""
    return _reader(path) is not None


def _reader(path: str) -> "Callable[[str, bytes], PackageFile] | None":
    return projects.dotnet if path.endswith(projects.DOTNET) else _READERS.get(path.rpartition("/")[2])


def read(path: str, content: bytes) -> PackageFile:
    """Return what a manifest says. Raises InputError for a broken one; one with placeholders is a template, not one."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; manifests over {MAX_BYTES:,} are not read"))
    reader = _reader(path)
    try:
        return reader(path, content) if reader else PackageFile(path)
    except InputError:
        if b"{{" in content or b"<%" in content:
            return PackageFile(path)
        raise


def _npm(path: str, content: bytes) -> PackageFile:
    document = documents.load_one(content, path)
    value = document.value if isinstance(document.value, dict) else {}
    dependencies = [
        Dependency(
            name, document.line_of(group, name), _file_of(text), text.startswith(("workspace:", "file:", "link:"))
        )
        for group in ("dependencies", "peerDependencies", "optionalDependencies")
        for name, text in _mapping(value.get(group)).items()
        if isinstance(text, str)
    ]
    given = value.get("workspaces")
    members = _words(_mapping(given).get("packages") if isinstance(given, dict) else given)
    return PackageFile(path, "npm", _word(value.get("name")), document.line_of("name"), tuple(dependencies), members)


def _file_of(text: str) -> str:
    kind, _, place = text.partition(":")
    return place if kind in ("file", "link", "portal") else ""


def _pnpm(path: str, content: bytes) -> PackageFile:
    value = documents.load_one(content, path).value
    return PackageFile(path, "npm", members=_words(_mapping(value).get("packages")))


def _nx(path: str, content: bytes) -> PackageFile:
    document = documents.load_one(content, path)
    value = _mapping(document.value)
    names = _words(value.get("implicitDependencies"))
    dependencies = tuple(
        Dependency(name, document.line_of("implicitDependencies", n), local=True) for n, name in enumerate(names)
    )
    return PackageFile(path, "nx", _word(value.get("name")), document.line_of("name"), dependencies)


def _go(path: str, content: bytes) -> PackageFile:
    name, line, dependencies, members = "", 0, list[Dependency](), list[str]()
    replaced: dict[str, str] = {}
    block = ""
    for number, text in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        plain = text.partition("//")[0].strip() if "//" in text else text.strip()
        word, _, rest = plain.partition(" ")
        if plain.endswith("(") and not block:
            block = word.removesuffix("(")
            continue
        if plain == ")":
            block = ""
            continue
        kind, said = (block, plain) if block else (word, rest.strip())
        parts = said.split()
        if not parts:
            continue
        if kind == "module":
            name, line = parts[0].strip('"'), number
        elif kind == "require":
            dependencies.append(Dependency(parts[0].strip('"'), number))
        elif kind == "use":
            members.append(parts[0].strip('"'))
        elif kind == "replace" and "=>" in parts:
            place = parts[parts.index("=>") + 1 :]
            if place and place[0].startswith("."):
                replaced[parts[0].strip('"')] = place[0]
    found = tuple(
        Dependency(one.name, one.line, replaced.get(one.name, ""), one.name in replaced) for one in dependencies
    )
    return PackageFile(path, "go", name, line, found, tuple(members))


def _toml(path: str, content: bytes) -> tuple[dict[str, Any], Callable[[str], int]]:
    """Return the value of a TOML file, and what finds the first line that holds a name. Raises InputError."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if any(text.count(sign * _DEEPEST) for sign in "[{"):
        raise InputError(Problem(path, 0, "nested too deep"))
    try:
        value = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise InputError(Problem(path, int(found[1]) if found else 0, f"not TOML: {error}")) from error
    lines = text.split("\n")

    def line_of(name: str) -> int:
        starts = re.compile(rf"[\s\"'\[]*{re.escape(name)}(?![\w-])")
        held = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        for form in (starts.match, held.search):
            for number, line in enumerate(lines, 1):
                if name in line and form(line):
                    return number
        return 0

    return value, line_of


def _cargo(path: str, content: bytes) -> PackageFile:
    value, line_of = _toml(path, content)
    workspace = _mapping(value.get("workspace"))
    given = {**_mapping(value.get("dependencies")), **_mapping(value.get("build-dependencies"))}
    if not given and workspace:
        given = _mapping(workspace.get("dependencies"))
    dependencies = tuple(
        Dependency(
            _word(_mapping(said).get("package")) or name,
            line_of(name),
            _word(_mapping(said).get("path")),
            bool(_mapping(said).get("path") or _mapping(said).get("workspace")),
        )
        for name, said in given.items()
    )
    name = _word(_mapping(value.get("package")).get("name"))
    return PackageFile(path, "cargo", name, line_of("name"), dependencies, _words(workspace.get("members")))


_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def _python(path: str, content: bytes) -> PackageFile:
    value, line_of = _toml(path, content)
    project, tool = _mapping(value.get("project")), _mapping(value.get("tool"))
    poetry, uv = _mapping(tool.get("poetry")), _mapping(tool.get("uv"))
    sources = _mapping(uv.get("sources"))
    dependencies = []
    for text in _words(project.get("dependencies")):
        found = _REQUIREMENT.match(text)
        if found:
            source = _mapping(sources.get(found[1]))
            local = bool(source.get("workspace") or source.get("path"))
            dependencies.append(Dependency(found[1], line_of(found[1]), _word(source.get("path")), local))
    for name, said in _mapping(poetry.get("dependencies")).items():
        place = _word(_mapping(said).get("path"))
        dependencies.append(Dependency(name, line_of(name), place, bool(place)))
    members = _words(_mapping(uv.get("workspace")).get("members"))
    name = _word(project.get("name")) or _word(poetry.get("name"))
    return PackageFile(path, "python", name, line_of("name"), tuple(dependencies), members)


_INCLUDE = re.compile(r"""\binclude\b[\s(]*+((?:["'][\w.:/-]+["'][\s,]*+)+)""")
_QUOTED = re.compile(r"""["']([\w.:/-]+)["']""")
_PROJECT = re.compile(r"""\bproject\(\s*(?:path\s*[:=]\s*)?["'](:[\w.:-]+)["']""")


def _gradle_settings(path: str, content: bytes) -> PackageFile:
    text = content.decode("utf-8", "replace")
    names = [name for found in _INCLUDE.finditer(text) for name in _QUOTED.findall(found[1])]
    return PackageFile(path, "gradle", members=tuple(name.strip(":").replace(":", "/") for name in names))


def _gradle(path: str, content: bytes) -> PackageFile:
    text = content.decode("utf-8", "replace")
    dependencies = tuple(
        Dependency(found[1], text.count("\n", 0, found.start()) + 1, local=True) for found in _PROJECT.finditer(text)
    )
    return PackageFile(path, "gradle", path, 1, dependencies)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _words(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


_READERS: dict[str, Callable[[str, bytes], PackageFile]] = {
    "package.json": _npm,
    "pnpm-workspace.yaml": _pnpm,
    "project.json": _nx,
    "go.mod": _go,
    "go.work": _go,
    "Cargo.toml": _cargo,
    "pyproject.toml": _python,
    "settings.gradle": _gradle_settings,
    "settings.gradle.kts": _gradle_settings,
    "build.gradle": _gradle,
    "build.gradle.kts": _gradle,
    "pom.xml": projects.maven,
}

READER = Reader("packages", 2, PackageFile, read)
