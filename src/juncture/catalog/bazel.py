"""Bazel BUILD files: targets, what they depend on, who may depend on them, the image a folder is built into.

A BUILD file is data for us: names, lists of strings and ``+`` are understood, nothing is run, and a value that only
Bazel can compute is left out. Source: Bazel Docs, "BUILD files", "Labels", "Visibility".
"""

import ast
import warnings
from collections.abc import Iterator, Mapping
from itertools import accumulate
from operator import sub
from typing import NamedTuple

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

MAX_BYTES = 512 * 1024
MAX_DEPTH = 60
"""How deep brackets may nest."""
MAX_LABELS = 5000
"""Labels of one attribute, once lists are joined."""

_BRACKETS = b"([{)]}"
_STEPS = bytes.maketrans(_BRACKETS, b"\1\1\1\xff\xff\xff")
_NO_BRACKETS = bytes(set(range(256)) - set(_BRACKETS))
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
    if len(content) > MAX_BYTES or _depth(content) > MAX_DEPTH:
        raise InputError(Problem(path, 0, "too large, or nested too deep, for a BUILD file"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in somebody's glob is no concern of ours
            module = ast.parse(content.decode("utf-8-sig", "replace"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 0
        raise InputError(Problem(path, line, "not a BUILD file: it does not parse")) from error
    return _declared(path, module)


class _Names(NamedTuple):
    """What a file gives names to: the strings of each, those that are computed, and macros of this repository."""

    strings: dict[str, tuple[Label, ...]]
    computed: set[str]
    macros: set[str]


def _declared(path: str, module: ast.Module) -> BuildFile:
    names = _Names({}, set(), set())
    targets: list[Target] = []
    groups: list[Group] = []
    images: list[tuple[str, Label]] = []
    default: tuple[tuple[Label, ...], bool] = (), False
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            names.strings[name] = _strings(statement.value, names.strings)
            names.computed.update({name} if not _is_plain(statement.value, names) else ())
            images += _table(statement.value) if "IMAGE" in name.upper() else ()
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            kind = call.func.id if isinstance(call.func, ast.Name) else ""
            given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
            if kind == "package":
                default = _visibility(given, "default_visibility", names)
            elif kind == "load":
                names.macros.update(_own_macros(call))
            elif kind == "package_group":
                groups += _group(given, names)
            elif kind:
                targets += _target(kind, call, given, names)
                images += _pushed(call.lineno, given, names.strings)
    return BuildFile(path, tuple(targets), *default, tuple(groups), tuple(images))


def _own_macros(call: ast.Call) -> list[str]:
    """Return the names that a ``load`` takes from a file of this repository."""
    words = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if not words or (words[0].startswith("@") and not words[0].startswith(("@//", "@@//"))):
        return []
    return [*words[1:], *(keyword.arg for keyword in call.keywords if keyword.arg)]


def _visibility(given: Mapping[str, ast.expr], attribute: str, names: _Names) -> tuple[tuple[Label, ...], bool]:
    """Return the labels of a visibility, and whether it is computed."""
    value = given.get(attribute)
    return (_strings(value, names.strings), not _is_plain(value, names)) if value is not None else ((), False)


def _is_plain(value: ast.expr, names: _Names) -> bool:
    """Tell whether an expression is made of strings alone, so that nothing of it is left out."""
    waiting: list[ast.expr] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.List | ast.Tuple):
            waiting += node.elts
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            waiting += (node.left, node.right)
        elif isinstance(node, ast.Name):
            if node.id not in names.strings or node.id in names.computed:
                return False
        elif not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            return False
    return True


def _group(given: Mapping[str, ast.expr], names: _Names) -> Iterator[Group]:
    """Yield a package group; one whose packages are computed is none, so that nobody can tell what it holds."""
    named = _labels(given, "name", names.strings)
    plain = all(_is_plain(given[key], names) for key in ("packages", "includes") if key in given)
    if len(named) == 1 and plain:
        packages, includes = (_labels(given, key, names.strings) for key in ("packages", "includes"))
        yield Group(named[0].text, tuple(one.text for one in packages), tuple(one.text for one in includes))


def _target(kind: str, call: ast.Call, given: Mapping[str, ast.expr], names: _Names) -> Iterator[Target]:
    known = names.strings
    name = _labels(given, "name", known)
    if len(name) == 1:
        visibility, is_computed = _visibility(given, "visibility", names)
        is_open = "visibility" not in given and (kind in names.macros or any(one.arg is None for one in call.keywords))
        yield Target(
            kind,
            name[0].text,
            call.lineno,
            tuple([label.text for label in _labels(given, "srcs", known)]),
            tuple([label for one in _DEPENDENCIES if one in given for label in _strings(given[one], known)]),
            tuple([label.text for one in _ALIASES if one in given for label in _strings(given[one], known)]),
            visibility,
            is_computed or is_open,
        )


def _pushed(
    line: int, given: Mapping[str, ast.expr], known: Mapping[str, tuple[Label, ...]]
) -> Iterator[tuple[str, Label]]:
    """Yield the image that a rule pushes; a repository without a registry may be of anything, so it is none."""
    if "registry" not in given:
        return
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
    depths = list(accumulate(memoryview(content.translate(_STEPS, _NO_BRACKETS)).cast("b"), initial=0))
    # What closes without having been opened is no depth: each is counted from the lowest before it.
    deepest: int = max(map(sub, depths, accumulate(depths, min)))
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


READER = Reader("bazel", 3, BuildFile, read)
