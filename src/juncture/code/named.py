"""A value of an enum, or a case of a oneof, where code names it: by its type, by its module, or alone."""

from typing import TYPE_CHECKING

from juncture.code.handling import handled
from juncture.code.imports import Brought
from juncture.code.language import pattern
from juncture.code.model import Access
from juncture.code.owners import Owners
from juncture.code.sites import site_of
from juncture.code.syntax import Source, child, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_BEFORE = 300
_OWN = frozenset({"this", "self", "super", "base"})
_TYPE = r"^_*[A-Z]\w*$"


class Named:
    """The names of values that one file uses."""

    def __init__(self, source: Source, brought: Brought, owners: Owners) -> None:
        self.source = source
        self.syntax = source.language.syntax
        self.brought = brought
        self.owners = owners

    def access(self, leaf: "SgNode") -> Access | None:
        """Return what a name is an access of; None where it names something else, or is only imported."""
        around = leaf.parent()
        if around is None or any(each.kind() in self.syntax.imports for each in leaf.ancestors()):
            return None
        if around.kind() in self.syntax.enumerators:
            return self._found(leaf, "declare", "", self._enum(around))
        qualifier = self._qualifier(span(leaf)[0])
        if qualifier is None:
            owner = self._alone(leaf, around)
            return self._found(leaf, self._how(leaf), "", owner) if owner is not None else None
        last = pattern(r"\w*$").search(qualifier)
        typed = last is not None and pattern(_TYPE).match(last[0]) is not None
        if not typed and (not qualifier or qualifier in _OWN or not self.source.language.names.flat):
            return None
        return self._found(leaf, self._how(leaf), qualifier, self.brought.real(qualifier) if typed else "")

    def _found(self, leaf: "SgNode", how: str, receiver: str, owner: str) -> Access:
        line = self.source.line(span(leaf)[0])
        return Access(leaf.text(), line, self.source.line_text(line), how, receiver, owner)

    def _qualifier(self, start: int) -> str | None:
        """Return the path written before a name, empty where it is computed; None where nothing qualifies it."""
        before = self.source.text[max(0, start - _BEFORE) : start].rstrip()[::-1]
        found = pattern(r"(?:\.|::|>-)\s*([\w$.:]*)").match(before)
        return found[1][::-1] if found else None

    def _alone(self, leaf: "SgNode", around: "SgNode") -> str | None:
        """Return the enum that an import brings a bare name from, empty where it shows none; None for another name."""
        name, offset = leaf.text(), span(leaf)[0]
        pair = self.syntax.pairs.get(around.kind())
        key = child(around, pair[0]) if pair else None
        if key is not None and span(key) == span(leaf):
            return None
        declared = self.owners.declarations
        if declared.meant(name, offset) or declared.parameter(name, offset):
            return None
        if around.kind() in self.syntax.labels:
            return ""
        original = self.brought.original(name)
        if original in self.brought.names:
            return self._brings(self.brought.names[original])
        types = [owner for module in self.brought.open if (owner := self._brings(module))]
        if self.source.language.names.flat and (self.brought.open or not self.source.language.resolve.nested):
            return types[0] if len(types) == 1 else ""
        return (types[0] if len(types) == 1 else "") if types else None

    def _brings(self, module: str) -> str:
        """Return the type that a module is, empty where it is none."""
        last = module.rpartition(self.source.language.resolve.separator)[2]
        return last if pattern(_TYPE).match(last) else ""

    def _enum(self, enumerator: "SgNode") -> str:
        """Return the name of the enum that declares a value."""
        for each in (enumerator, *enumerator.ancestors()[:3]):
            name = (each.field("name") or child(each, "type_identifier")) if each != enumerator else None
            if name is not None:
                return str(name.text())
        return ""

    def _how(self, leaf: "SgNode") -> str:
        """Return ``write`` where the value is given to something, ``read`` where it is compared or matched."""
        node, around = leaf, leaf.parent()
        while around is not None and span(around)[1] == span(leaf)[1]:
            if around.kind() not in (*self.syntax.paths, *self.syntax.qualified):
                break
            node, around = around, around.parent()
        if around is None:
            return "read"
        kind, site = around.kind(), site_of(self.source, around)
        builds = site is not None and (site.kind in ("new", "literal") or site.callee_span == span(node))
        values = [child(around, form.value) for form in self.syntax.declarations if form.kind == kind and form.value]
        given = any(value is not None and span(value) == span(node) for value in values)
        if builds or given or kind in self.syntax.returns or handled(self.source, node, "")[0] == "pass":
            return "write"
        right = around.field("right") if kind in self.syntax.assignments else None
        return "write" if right is not None and span(right) == span(node) else "read"
