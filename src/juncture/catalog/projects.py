"""Manifests that are XML: what a Maven artifact depends on, which other projects a .NET project refers to."""

import re
from collections.abc import Iterator

from juncture.catalog.packages_model import Dependency, PackageFile
from juncture.catalog.paths import folder, stem
from juncture.facts.problem import InputError, Problem

_DEEPEST = 200
DOTNET = (".csproj", ".fsproj", ".vbproj")
_REFERENCE = re.compile(r"""<ProjectReference\b[^<>]*?\bInclude\s*=\s*["']([^"'<>$*;]+)["']""")


def maven(path: str, content: bytes) -> PackageFile:
    """Return what a pom.xml says of an artifact. Raises InputError."""
    texts = list(_elements(path, content))
    group = next((text for where, text, _ in texts if where == "project/groupId"), "")
    group = group or next((text for where, text, _ in texts if where == "project/parent/groupId"), "")
    name, line = next(((text, at) for where, text, at in texts if where == "project/artifactId"), ("", 0))
    dependencies = []
    needed = ""
    for where, text, at in texts:
        if where == "project/dependencies/dependency/groupId":
            needed = group if text in ("${project.groupId}", "${groupId}") else text
        elif where == "project/dependencies/dependency/artifactId":
            dependencies.append(Dependency(f"{needed}:{text}", at))
    members = tuple(text for where, text, _ in texts if where == "project/modules/module")
    return PackageFile(path, "maven", f"{group}:{name}" if name else "", line, tuple(dependencies), members)


def _elements(path: str, content: bytes) -> Iterator[tuple[str, str, int]]:
    """Yield (path of names, text, line) of every element without children. Raises InputError; entities are refused."""
    from xml.parsers import expat  # noqa: PLC0415 - only a Maven repository pays for it

    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise InputError(Problem(path, 0, "a document type or an entity; a pom.xml needs none, and none is followed"))
    parser = expat.ParserCreate(namespace_separator=None)
    where: list[str] = []
    held: list[str] = []
    found: list[tuple[str, str, int]] = []

    def start(name: str, _: dict[str, str]) -> None:
        where.append(name)
        held.clear()
        if len(where) > _DEEPEST:
            raise InputError(Problem(path, parser.CurrentLineNumber, "nested too deep"))

    def end(_: str) -> None:
        if "".join(held).strip():
            found.append(("/".join(where), "".join(held).strip(), parser.CurrentLineNumber))
        held.clear()
        where.pop()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, held.append
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputError(Problem(path, error.lineno, f"not XML: {expat.ErrorString(error.code)}")) from error
    yield from found


def dotnet(path: str, content: bytes) -> PackageFile:
    """Return which projects a project of MSBuild refers to."""
    text = content.decode("utf-8-sig", "replace")
    dependencies = tuple(
        Dependency(stem(place), text.count("\n", 0, found.start()) + 1, folder(place) or ".", local=True)
        for found in _REFERENCE.finditer(text)
        if (place := found[1].replace("\\", "/")).endswith(DOTNET)
    )
    return PackageFile(path, "dotnet", stem(path), 1, dependencies)
