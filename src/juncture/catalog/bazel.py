"""Bazel BUILD files: targets, what they depend on, who may depend on them, the image a folder is built into.

A BUILD file is data for us: names, lists of strings and ``+`` are understood, nothing is run, and a value that only
Bazel can compute is left out. Source: Bazel Docs, "BUILD files", "Labels", "Visibility".
"""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

MAX_BYTES = 512 * 1024
MAX_DEPTH = 60
"""How deep brackets may nest."""
MAX_LABELS = 5000
"""Labels of one attribute, once lists are joined."""

_BRACKET = re.compile(rb"[()\[\]{}]")
_NAMES = frozenset({"BUILD", "BUILD.bazel"})
_DEPENDENCIES = ("deps", "runtime_deps", "embed", "data", "proto", "protos", "actual", "binary")
_ALIASES = ("proto", "protos", "actual", "embed")
"""Attributes by which a target stands for another."""


class Label(msgspec.Struct, frozen=True):
    """A label as written (``//a/b:c``, ``:c``), with its line."""

    text: str
    line: int


class Target(msgspec.Struct, frozen=True):
    """A call that declares a target. ``stands_for`` are targets whose other form it is (a proto compiled to code).

    ``visibility`` is empty where the call names none; the package's default stands then.
    """

    kind: str
    name: str
    line: int
    sources: tuple[str, ...] = ()
    dependencies: tuple[Label, ...] = ()
    stands_for: tuple[str, ...] = ()
    visibility: tuple[Label, ...] = ()


class BuildFile(msgspec.Struct, frozen=True):
    """One BUILD file. ``images`` are those that it names with the label of what is built into each: a push rule's own,
    and those of a table whose name speaks of images.
    """

    path: str
    targets: tuple[Target, ...] = ()
    visibility: tuple[Label, ...] = ()
    images: tuple[tuple[str, Label], ...] = ()


def is_build(path: str) -> bool:
    """Tell whether a path is a BUILD file."""
    return path.endswith(("BUILD", "BUILD.bazel")) and path.rpartition("/")[2] in _NAMES


def read(path: str, content: bytes) -> BuildFile:
    """Return what a BUILD file declares. Raises InputError where it is no BUILD file or too large."""
    if len(content) > MAX_BYTES or _depth(content) > MAX_DEPTH:
        raise InputError(Problem(path, 0, "too large, or nested too deep, for a BUILD file"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in somebody's glob is no concern of ours
            module = ast.parse(content.decode("utf-8-sig", "replace"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 0
        raise InputError(Problem(path, line, "not a BUILD file: it does not parse")) from error
    known: dict[str, tuple[Label, ...]] = {}
    targets: list[Target] = []
    visibility: tuple[Label, ...] = ()
    images: list[tuple[str, Label]] = []
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            known[name] = _strings(statement.value, known)
            images += _table(statement.value) if "IMAGE" in name.upper() else ()
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            kind = call.func.id if isinstance(call.func, ast.Name) else ""
            given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
            if kind == "package":
                visibility = _labels(given, "default_visibility", known)
            elif kind and kind != "load":
                targets += _target(kind, call.lineno, given, known)
                images += _pushed(call.lineno, given, known)
    return BuildFile(path, tuple(targets), visibility, tuple(images))


def _target(
    kind: str, line: int, given: Mapping[str, ast.expr], known: Mapping[str, tuple[Label, ...]]
) -> Iterator[Target]:
    name = _labels(given, "name", known)
    if len(name) == 1:
        yield Target(
            kind,
            name[0].text,
            line,
            tuple(label.text for label in _labels(given, "srcs", known)),
            tuple(label for attribute in _DEPENDENCIES for label in _labels(given, attribute, known)),
            tuple(label.text for attribute in _ALIASES for label in _labels(given, attribute, known)),
            _labels(given, "visibility", known),
        )


def _pushed(
    line: int, given: Mapping[str, ast.expr], known: Mapping[str, tuple[Label, ...]]
) -> Iterator[tuple[str, Label]]:
    """Yield the image that a rule pushes; a repository without a registry may be of anything, so it is none."""
    registry, repository = _labels(given, "registry", known), _labels(given, "repository", known)
    if len(registry) == len(repository) == 1:
        yield f"{registry[0].text}/{repository[0].text}", Label(":", line)


def _table(value: ast.expr) -> Iterator[tuple[str, Label]]:
    """Yield the entries of a dictionary from an image to a label."""
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from ((key.value, label) for label in _strings(item, {}) if label.text.startswith("//"))


def _labels(given: Mapping[str, ast.expr], attribute: str, known: Mapping[str, tuple[Label, ...]]) -> tuple[Label, ...]:
    return _strings(given[attribute], known) if attribute in given else ()


def _strings(value: ast.expr, known: Mapping[str, tuple[Label, ...]]) -> tuple[Label, ...]:
    """Return the strings that an expression may hold: all branches of a ``select``, nothing of what is computed."""
    found: list[Label] = []
    waiting: list[ast.expr] = [value]
    while waiting and len(found) < MAX_LABELS:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(Label(node.value, node.lineno))
        elif isinstance(node, ast.List | ast.Tuple):
            waiting += reversed(node.elts)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            waiting += (node.right, node.left)
        elif isinstance(node, ast.Name):
            found += known.get(node.id, ())[:MAX_LABELS]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "select":
            branches = node.args[0] if node.args else None
            waiting += reversed(branches.values) if isinstance(branches, ast.Dict) else ()
    return tuple(found[:MAX_LABELS])


def _depth(content: bytes) -> int:
    """Return how deep the brackets of a text nest at most, those in strings counted along."""
    depth = deepest = 0
    for sign in _BRACKET.findall(content):
        depth = depth + 1 if sign in b"([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


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


READER = Reader("bazel", 2, BuildFile, read)
