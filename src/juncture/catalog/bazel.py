"""Bazel BUILD files: targets, what they depend on, who may depend on them, the image a folder is built into.

A BUILD file is data for us: names, lists of strings and ``+`` are understood, nothing is run, and a value that only
Bazel can compute is left out. Source: Bazel Docs, "BUILD files", "Labels", "Visibility".
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

import msgspec

from juncture.catalog import bazel_python, bazel_shapes
from juncture.catalog.bazel_holes import labels, texts
from juncture.catalog.bazel_syntax import (
    MAX_LABELS,
    Assignment,
    Call,
    Expression,
    Label,
    Statement,
)
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

__all__ = ["READER", "Address", "BuildFile", "Group", "Label", "Target", "address", "is_build", "read"]

MAX_BYTES = 512 * 1024
MAX_DEPTH = 60
"""How deep brackets may nest."""
_BRACKETS = b"([{)]}"
_ROUND = bytes.maketrans(_BRACKETS, b"((()))")
_NO_BRACKETS = bytes(set(range(256)) - set(_BRACKETS))
_NAMES = frozenset({"BUILD", "BUILD.bazel"})


class Target(msgspec.Struct, frozen=True):
    """A call that declares a target. ``stands_for`` are targets whose other form it is (a proto compiled to code).

    ``visibility`` is empty where the call names none; the package's default stands then. ``is_computed`` tells that
    only Bazel knows it: it is no plain list of strings, or the call is of the repository's own macro, which may give
    one.
    """

    kind: str
    name: str
    line: int
    sources: tuple[str, ...] = ()
    dependencies: tuple[Label, ...] = ()
    stands_for: tuple[str, ...] = ()
    visibility: tuple[Label, ...] = ()
    is_computed: bool = False


class Group(msgspec.Struct, frozen=True):
    """A ``package_group``: packages as written (``//a``, ``//a/...``, ``-//a/b``), and the groups that it includes."""

    name: str
    packages: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()


class BuildFile(msgspec.Struct, frozen=True):
    """One BUILD file. ``images`` are those that it names with the label of what is built into each: a push rule's own,
    and those of a table whose name speaks of images. ``visibility`` is the default of its targets; ``is_computed``
    tells that only Bazel knows that.
    """

    path: str
    targets: tuple[Target, ...] = ()
    visibility: tuple[Label, ...] = ()
    is_computed: bool = False
    groups: tuple[Group, ...] = ()
    images: tuple[tuple[str, Label], ...] = ()


def is_build(path: str) -> bool:
    """Tell whether a path is a BUILD file."""
    return path.endswith(("BUILD", "BUILD.bazel")) and path.rpartition("/")[2] in _NAMES


def read(path: str, content: bytes) -> BuildFile:
    """Return what a BUILD file declares. Raises InputError where it is no BUILD file or too large."""
    if len(content) > MAX_BYTES or _is_deep(content):
        raise InputError(Problem(path, 0, "too large, or nested too deep, for a BUILD file"))
    try:
        return _declared(path, _statements(content.decode("utf-8-sig", "replace")))
    except bazel_python.REFUSALS as error:
        line = getattr(error, "lineno", None) or 0
        raise InputError(Problem(path, line, "not a BUILD file: it does not parse")) from error


def _is_deep(content: bytes) -> bool:
    """Tell whether brackets nest too deep, those in strings counted along; what closes nothing is no depth."""
    nest = content.translate(_ROUND, _NO_BRACKETS) + b")" * MAX_DEPTH
    for _ in range(MAX_DEPTH):
        nest = nest.replace(b"()", b"").lstrip(b")")
        if not nest:
            return False
    return True


def _statements(text: str) -> list[Statement]:
    """Return the statements of a BUILD file in order. Raises one of what Python's parser refuses a text with."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    with suppress(bazel_shapes.UnclearError, *bazel_python.REFUSALS):
        return list(bazel_shapes.statements(text))
    return list(bazel_python.statements(text))


class _Names(NamedTuple):
    """What a file gives names to: the strings of each, those that are computed, and macros of this repository."""

    strings: dict[str, tuple[Label, ...]]
    computed: set[str]
    macros: set[str]


def _declared(path: str, statements: Iterable[Statement]) -> BuildFile:
    names = _Names({}, set(), set())
    targets: list[Target] = []
    groups: list[Group] = []
    images: list[tuple[str, Label]] = []
    default: tuple[tuple[Label, ...], bool] = (), False
    for statement in statements:
        said = statement.said
        if isinstance(said, Assignment):
            name, value = said
            names.strings[name] = _strings(value, statement, names)
            names.computed.update({name} if not _is_plain(value, names) else ())
            images += _table(value, statement) if "IMAGE" in name.upper() else ()
        elif said.kind == "package":
            default = _visibility("default_visibility", said, statement, names)
        elif said.kind == "load":
            names.macros.update(_own_macros(said, statement))
        elif said.kind == "package_group":
            groups += _group(said, statement, names)
        else:
            targets += _target(said, statement, names)
            images += _pushed(said, statement, names) if "registry" in said.given else ()
    return BuildFile(path, tuple(targets), *default, tuple(groups), tuple(images))


def _own_macros(call: Call, statement: Statement) -> list[str]:
    """Return the names that a ``load`` takes from a file of this repository."""
    words = [text for word in call.words for text in texts(word, statement)]
    if not words or (words[0].startswith("@") and not words[0].startswith(("@//", "@@//"))):
        return []
    return [*words[1:], *call.names]


def _visibility(attribute: str, call: Call, statement: Statement, names: _Names) -> tuple[tuple[Label, ...], bool]:
    """Return the labels of a visibility, and whether it is computed."""
    value = call.given.get(attribute)
    return (_strings(value, statement, names), not _is_plain(value, names)) if value is not None else ((), False)


def _is_plain(value: Expression, names: _Names) -> bool:
    """Tell whether an expression is made of strings alone, so that nothing of it is left out."""
    if not value.is_plain:
        return False
    for part in value.parts:
        if isinstance(part, str) and (part not in names.strings or part in names.computed):
            return False
    return True


def _group(call: Call, statement: Statement, names: _Names) -> Iterator[Group]:
    """Yield a package group; one whose packages are computed is none, so that nobody can tell what it holds."""
    name, packages, includes = (
        _texts(call.given.get(key), statement, names) for key in ("name", "packages", "includes")
    )
    plain = all(_is_plain(call.given[key], names) for key in ("packages", "includes") if key in call.given)
    if len(name) == 1 and plain:
        yield Group(name[0], packages, includes)


def _target(call: Call, statement: Statement, names: _Names) -> Iterator[Target]:
    given = call.given
    name = _texts(given.get("name"), statement, names)
    if len(name) == 1:
        visibility, is_computed = _visibility("visibility", call, statement, names)
        is_open = "visibility" not in given and (call.kind in names.macros or call.is_open)
        yield Target(
            call.kind,
            name[0],
            statement.line,
            _texts(given.get("srcs"), statement, names),
            tuple([label for one in call.dependencies for label in _strings(one, statement, names)]),
            tuple([text for one in call.aliases for text in _texts(one, statement, names)]),
            visibility,
            is_computed or is_open,
        )


def _pushed(call: Call, statement: Statement, names: _Names) -> Iterator[tuple[str, Label]]:
    """Yield the image that a rule pushes; a repository without a registry may be of anything, so it is none."""
    registry, repository = (_texts(call.given.get(key), statement, names) for key in ("registry", "repository"))
    if len(registry) == len(repository) == 1:
        yield f"{registry[0]}/{repository[0]}", Label(":", statement.line)


def _table(value: Expression, statement: Statement) -> Iterator[tuple[str, Label]]:
    """Yield the entries of a dictionary from an image to a label."""
    for key, item in value.entries:
        for image in texts(key, statement):
            found = _strings(item, statement, _Names({}, set(), set()))
            yield from ((image, label) for label in found if label.text.startswith("//"))


def _texts(value: Expression | None, statement: Statement, names: _Names) -> tuple[str, ...]:
    """Return the strings that an expression may hold without their lines, which cost more to find."""
    found: list[str] = []
    for part in value.parts if value else ():
        found += (
            [label.text for label in names.strings.get(part, ())] if isinstance(part, str) else texts(part, statement)
        )
        if len(found) >= MAX_LABELS:
            return tuple(found[:MAX_LABELS])
    return tuple(found)


def _strings(value: Expression, statement: Statement, names: _Names) -> tuple[Label, ...]:
    """Return the strings that an expression may hold, those of names included, nothing of what is computed."""
    found: list[Label] = []
    for part in value.parts:
        found += names.strings.get(part, ()) if isinstance(part, str) else labels(part, statement)
        if len(found) >= MAX_LABELS:
            return tuple(found[:MAX_LABELS])
    return tuple(found)


class Address(NamedTuple):
    """A label in full: the package's folder and the target's name."""

    package: str
    name: str


def address(label: str, package: str) -> Address | None:
    """Return what a label in a package means; None for one of another repository, or no label."""
    if label.startswith(("@@//", "@//")):
        label = label.lstrip("@")
    if label.startswith("//"):
        place, colon, name = label[2:].partition(":")
        return Address(place, name if colon else place.rpartition("/")[2])
    if label.startswith("@") or not label:
        return None
    return Address(package, label.removeprefix(":"))


READER = Reader("bazel", 3, BuildFile, read)
