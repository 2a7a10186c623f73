"""One side of a comparison on disk: a file, or a folder of them, read as the contract's address names them."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml


class CannotReadError(Exception):
    """What a witness names cannot be read, so that nothing is said about it."""


class Side:
    """The files of one side. ``other`` is where the other side stands: addresses may name files by its paths."""

    def __init__(self, root: Path, other: Path) -> None:
        self.root = root
        self.other = other
        self.value = cache(self._value)

    def files(self, *endings: str) -> dict[str, Path]:
        """Return the files with these endings by their paths, from the folder on."""
        if self.root.is_file():
            return {self.root.name: self.root}
        found = sorted(path for path in self.root.rglob("*") if path.name.endswith(endings) and path.is_file())
        return {path.relative_to(self.root).as_posix(): path for path in found}

    def file(self, path: str) -> Path:
        """Return where an address's file is. Raises CannotReadError."""
        path = path.replace("%23", "#").replace("%25", "%")
        if self.root.is_dir():
            found = self.root / path
        elif Path(path) in (self.root, self.other):
            found = self.root
        else:
            beside = os.path.relpath(path, self.other.parent)
            found = Path(path) if Path(path).is_file() else self.root.parent / beside
        if not found.is_file():
            raise CannotReadError(f"no file {path}")
        return found

    def text(self, path: str) -> str:
        """Return a file's text. Raises CannotReadError."""
        try:
            return self.file(path).read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CannotReadError(f"{path}: {error}") from error

    def _value(self, path: str) -> Any:
        """Return what a JSON or YAML file holds. Raises CannotReadError."""
        values = self.values(path)
        if len(values) != 1:
            raise CannotReadError(f"{path} holds {len(values)} documents")
        return values[0]

    def values(self, path: str) -> list[Any]:
        """Return the documents of a JSON or YAML file. Raises CannotReadError."""
        text = self.text(path)
        try:
            return [json.loads(text)]
        except ValueError:
            pass  # YAML
        try:
            return [each for each in yaml.load_all(text, Loader=_Yaml12)]
        except yaml.YAMLError as error:
            raise CannotReadError(f"{path}: {error}") from error

    def at(self, address: str) -> Any:
        """Return what stands at ``PATH#/json/pointer``. Raises CannotReadError."""
        path, _, pointer = address.partition("#")
        value = self.value(path)
        for step in pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            try:
                value = value[int(key)] if isinstance(value, list) else value[key]
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise CannotReadError(f"nothing at {address}") from error
        return value


class _Yaml12(yaml.CSafeLoader):
    """YAML by the core schema of 1.2: ``on`` and dates are text, keys are strings."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        self.flatten_mapping(node)
        return {str(key.value): self.construct_object(value, deep=True) for key, value in node.value}


for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
    ("merge", r"^<<$", ["<"]),
):
    _Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)
_Yaml12.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
_Yaml12.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))
