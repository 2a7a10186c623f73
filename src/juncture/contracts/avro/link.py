"""The schemas of one side, linked: what a name means, first in its own file, then in the nearest that declares it."""

from collections.abc import Mapping
from posixpath import commonpath, dirname
from typing import NamedTuple

import msgspec

from juncture.contracts.avro.model import (
    Array,
    Definition,
    File,
    Map,
    Primitive,
    Reference,
    Type,
    Union,
    unqualified,
)
from juncture.contracts.avro.parser import parse
from juncture.contracts.names import Named
from juncture.facts.problem import InputError, Problem

Shape = Primitive | Array | Map | Union | Reference | Definition


class Node(NamedTuple):
    """A type at its place: the file that it stands in, and the type as it is written there."""

    file: File
    type: Type


class View(NamedTuple):
    """A type with its name followed: the file of the definition, and the definition.

    ``shape`` stays a Reference where no file at hand declares the name.
    """

    file: File
    shape: Shape

    def node(self, inner: Type) -> Node:
        """Return a type inside this one."""
        return Node(self.file, inner)

    @property
    def named(self) -> Named | None:
        """The identity of a named type; None for any other."""
        return (
            None if isinstance(self.shape, Primitive | Array | Map | Union) else Named(self.file.path, self.shape.name)
        )

    @property
    def kind(self) -> str:
        """The type's kind in Avro's words; a name that nothing declares has its own name."""
        match self.shape:
            case Primitive() | Reference():
                return self.shape.name
            case Array() | Map() | Union():
                return type(self.shape).__name__.lower()
            case _:
                return self.shape.kind


class Spot(msgspec.Struct, frozen=True):
    """A place in a file of one side."""

    file: File
    at: tuple[str | int, ...]


def spot(node: Node) -> Spot:
    """Return where a type stands."""
    return Spot(node.file, node.type.at)


class Schemas:
    """The files of one side, parsed when they are first needed.

    ``files`` are schemas already parsed (of a contract that embeds them); ``contents`` the others.
    """

    def __init__(self, contents: Mapping[str, bytes], files: Mapping[str, File] | None = None) -> None:
        self._contents = contents
        self._files: dict[str, File] = dict(files or {})
        self._failed: dict[str, tuple[Problem, ...]] = {}
        self._homes: dict[str, list[str]] | None = None

    def file(self, path: str) -> File:
        """Return a parsed file. Raises InputError."""
        if path not in self._files:
            self._files[path] = parse(path, self._contents[path])
        return self._files[path]

    def view(self, node: Node) -> View:
        """Return what a type is. Raises InputError where a file that must declare it does not parse."""
        if not isinstance(node.type, Reference):
            return View(node.file, node.type)
        own = node.file.types.get(node.type.name)
        if own is not None:
            return View(node.file, own)
        home = self.home(node.type.name, node.file.path)
        if home is None and "." in node.type.name:
            # Implementations look for an unqualified name in the null namespace, too.
            bare = unqualified(node.type.name)
            if bare in node.file.types:
                return View(node.file, node.file.types[bare])
        if home is None:
            return View(node.file, node.type)
        return View(self.file(home), self.file(home).types[node.type.name])

    def home(self, name: str, path: str) -> str | None:
        """Return the nearest file that declares a full name; None where no file at hand does."""
        if self._homes is None:
            self._homes = {}
            for each in sorted({*self._contents, *self._files}):
                for declared in self._declared(each):
                    self._homes.setdefault(declared, []).append(each)
        homes = self._homes.get(name)
        if homes is None:
            self._refuse_unread(name)
            return None
        return min(homes, key=lambda home: (-len(_common(home, path)), home))

    def _declared(self, path: str) -> Mapping[str, Definition]:
        try:
            return self.file(path).types
        except InputError as error:
            self._failed[path] = error.problems
            return {}

    def _refuse_unread(self, name: str) -> None:
        """A file that does not parse matters once a name that it holds is looked for."""
        wanted = unqualified(name).encode()
        problems = [each for path, found in self._failed.items() if wanted in self._contents[path] for each in found]
        if problems:
            raise InputError(*sorted(set(problems)))


def _common(one: str, other: str) -> str:
    folders = dirname(one), dirname(other)
    return commonpath(folders) if all(folders) and (one[0] == "/") == (other[0] == "/") else ""
