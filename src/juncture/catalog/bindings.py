"""Which source files reach which contract: an import is followed to the code generated from a contract file.

A name alone binds nothing. Every binding says how it was found, in words people can check.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from juncture.catalog.paths import stem
from juncture.contracts.surface import Heading, Surface, heading


class Binding(NamedTuple):
    """A source file that imports what is generated from a contract file.

    ``contract`` is the canonical path, ``copy`` the file that is nearest to the import's own words. ``module`` and
    ``alias`` are the import's; ``how`` says what made the connection.
    """

    path: str
    contract: str
    copy: str
    line: int
    module: str
    alias: str
    how: str


class Bindings:
    """All bindings of a tree, by source file; those of a file are found when they are first asked for.

    ``generated`` says, by folder, the contracts whose committed generated code lies there; ``reached``, where it is
    known, by contract the files that reach it.
    """

    def __init__(
        self,
        paths: Iterable[str],
        find: Callable[[str], Sequence[Binding]],
        generated: Mapping[str, Sequence[str]],
        reached: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._paths = paths
        self._find = find
        self._of: dict[str, Sequence[Binding]] = {}
        self._reached = reached
        self.generated = generated

    def of(self, path: str) -> Sequence[Binding]:
        """Return the bindings of one source file."""
        if path not in self._of:
            self._of[path] = self._find(path)
        return self._of[path]

    def files(self, contract: str) -> Sequence[str]:
        """Return the source files that reach a contract, in path order."""
        return self.reached.get(contract, ())

    @cached_property
    def reached(self) -> Mapping[str, Sequence[str]]:
        """The source files that reach each contract, in path order."""
        if self._reached is not None:
            return self._reached
        found: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            for binding in self.of(path):
                found.setdefault(binding.contract, []).append(path)
        return found


def spaces(heading: Heading) -> set[str]:
    """Return the packages and namespaces that generators give a contract in Java, C# and Rust."""
    csharp = heading.options.get("csharp_namespace") or ".".join(
        "".join(word[:1].upper() + word[1:] for word in part.split("_")) for part in heading.package.split(".")
    )
    java = heading.options.get("java_package", heading.package)
    return {java, csharp, heading.package, heading.package.replace(".", "_")} - {""}


def packages(path: str, surface: Surface) -> list[str]:
    """Return what the names of a contract's types stand in, in Java, C# and Rust: Java's outer class, too; sorted."""
    java = surface.options.get("java_package", surface.package)
    outer = outer_class(path, surface)
    return sorted({*spaces(heading(surface)), *([f"{java}.{outer}"] if java and outer else [])})


def outer_class(path: str, surface: Surface) -> str:
    """Return the class around Java's generated messages: the file's name in camel case, unless an option names it."""
    if surface.format != "protobuf":
        return ""
    words = [word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", stem(path))]
    name = "".join(words)
    taken = name in surface.groups or any(item.name == name for item in surface.types)
    return surface.options.get("java_outer_classname", f"{name}OuterClass" if taken else name)
