"""Where a file has the name of a type from: its own declaration, an import, or the path written before the name."""

from functools import cached_property
from typing import TYPE_CHECKING

from juncture.code.imports import Brought
from juncture.code.language import pattern
from juncture.code.syntax import Source

if TYPE_CHECKING:
    from ast_grep_py import SgNode

HERE = "."
"""The origin of a type that the file declares itself."""
TOLD = ":"
"""What the name of a type begins with that a contract tells, and not the file: ``:shop.Address``."""
_NAMESPACE = r"\bnamespace\s{1,20}(\w{1,100})\s{0,20}=\s{0,20}(?:::)?([\w:]{1,200})\s{0,20};"
_USING = r"(?m)^\s{0,40}using\s{1,20}(?:::)?([\w:]{1,200})::(\w{1,100})\s{0,20};"
_LAST = r"^.*(?:\.|::)"


class Origins:
    """The names that a file declares or brings, each with its origin."""

    def __init__(self, source: Source, brought: Brought) -> None:
        self._source = source
        self._brought = brought
        self._separator = source.language.resolve.separator

    def of(self, type_: str) -> str:
        """Return the module, as written, that a type of this name comes from; empty where nothing shows it.

        ``HERE`` stands for the file itself. A name that a contract tells keeps its own origin: the contract's package.
        """
        if type_.startswith(TOLD):
            return type_.rpartition(".")[0]
        type_ = type_.replace("->", ".").removeprefix("::").removeprefix("global::")
        outer, _, name = type_.rpartition(self._separator)
        first, _, rest = outer.partition(self._separator)
        if not outer:
            return HERE if name in self.declared else self._imported(name)
        if first in self.declared:
            return HERE
        if first in self._aliases:
            return self._joined(self._aliases[first], rest)
        return self._module(first, rest) or outer

    def _imported(self, name: str) -> str:
        for record in self._brought.records:
            if name == record.alias or (name in record.names and not record.alias):
                return record.module
        return self._using.get(name, "")

    def _module(self, first: str, rest: str) -> str:
        """Return what a qualifier stands for that an import brings: a module, or a type within it."""
        for record in self._brought.records:
            if first == record.alias and not record.names:
                return self._joined(record.module, rest)
            if record.alias == first or (first in record.names and not record.alias):
                named = record.names[0] if record.alias else first
                inside = self._source.language.resolve.nested or pattern(r"^_*[A-Z]").match(named)
                return self._joined(self._joined(record.module, named) if inside else record.module, rest)
        return self._brought.modules.get(first, "") if self._source.language.name == "go" else ""

    def _joined(self, module: str, rest: str) -> str:
        slash = module.endswith(self._separator) or not rest
        return f"{module}{rest}" if slash else f"{module}{self._separator}{rest}"

    @cached_property
    def declared(self) -> frozenset[str]:
        """The names of the types that the file declares."""
        nodes = self._source.nodes(*self._source.language.syntax.types, *_ALSO)
        return frozenset(named.text() for node in nodes if (named := _named(node)) is not None)

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """What C++ calls a namespace."""
        return dict(pattern(_NAMESPACE).findall(self._source.text)) if self._source.language.name == "cpp" else {}

    @cached_property
    def _using(self) -> dict[str, str]:
        """The namespaces of the names that C++ brings one by one."""
        if self._source.language.name != "cpp":
            return {}
        return {name: space for space, name in pattern(_USING).findall(self._source.text)}


_ALSO = ("enum_declaration", "enum_item", "enum_specifier", "record_declaration", "object_declaration")


_NO_TYPES = frozenset({"impl_item", "mod_item"})
"""Rust's modules, and methods of a type that may come from elsewhere."""
_WITH_BODY = frozenset({"class_specifier", "struct_specifier", "enum_specifier"})


def _named(node: "SgNode") -> "SgNode | None":
    """Return the name of a type that a node declares, None for one that declares none."""
    if node.kind() in _NO_TYPES or (node.kind() in _WITH_BODY and node.field("body") is None):
        return None
    return node.field("name") or next(
        (each for each in node.named_children() if each.kind() == "type_identifier"), None
    )
