"""What a file declares by types: their members and other names, whose members they have too, what functions return."""

from functools import cached_property
from typing import TYPE_CHECKING

from juncture.code.grammar import Binding
from juncture.code.language import pattern
from juncture.code.syntax import Source, child, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_TYPE = r"^(?:[\w$]+(?:\.|::))*_*[A-Z][\w$]*$"
_FIRST = r"^\(\s*|\s*[,)].*$"
_LONGEST = 200
_DEEPEST = 6
INLINE = "$"
"""What the name begins with of a type that is written where it is used: ``(props: { order: Order })``."""


class DeclaredTypes:
    """The types that one file declares."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._syntax = source.language.syntax

    def plain(self, text: str) -> str:
        """Return the name of a type without pointers, nullability and wrappers."""
        text = pattern(r"\s*\|\s*(?:null|undefined|None)\b").sub("", text.lstrip(": "))
        text = "".join(
            pattern(r"^(?:\*|&(?:'\w+\s+)?|\[\]|mut\s+|dyn\s+|const\s+|readonly\s+|in\s+|ref\s+)+")
            .sub("", text)
            .split()
        )
        text = text.rstrip("?!").strip("\"'")
        generic = self._source.language.wrap.generic
        for _ in range(_DEEPEST):
            wrapped = pattern(generic).match(text) if generic else None
            if not wrapped:
                break
            text = next(group for group in wrapped.groups() if group).lstrip("*&")
        if "<" in text or text.endswith("]"):
            text = text.partition("<")[0].partition("[")[0]
        if not pattern(r"^[\w.:$]+$").match(text):
            return ""
        for _ in range(_DEEPEST):
            if text not in self.aliases:
                break
            text = self.aliases[text]
        return text

    def around(self, offset: int) -> str:
        """Return the innermost type around an offset, empty where there is none."""
        return next((self._names[scope] for scope in self._source.scopes.around(offset) if scope in self._names), "")

    @cached_property
    def members(self) -> dict[str, dict[str, str]]:
        """The members of each type, with their types."""
        forms = {form.kind: form for form in self._syntax.members if form.means == "declare"}
        found: dict[str, dict[str, str]] = {}
        for node in self._source.nodes(*forms):
            form = forms[node.kind()]
            name, type_ = child(node, form.name), child(node, form.type)
            holder = inline(node.parent()) or self.around(span(node)[0])
            if name is not None and type_ is not None and holder:
                found.setdefault(holder, {})[name.text()] = self.plain(type_.text())
        return found

    @cached_property
    def results(self) -> dict[str, str]:
        """The functions of the file with the one type that they are shown to return, the first of several values."""
        forms: dict[str, list[Binding]] = {}
        for form in self._syntax.results:
            forms.setdefault(form.kind, []).append(form)
        found: dict[str, set[str]] = {}
        for node in self._source.nodes(*forms):
            for form in forms[node.kind()]:
                name, type_ = child(node, form.name), child(node, form.type)
                if name is not None and type_ is not None and name.is_named_leaf():
                    text = pattern(_FIRST).sub("", type_.text()[:_LONGEST])
                    found.setdefault(name.text(), set()).add(self.plain(text))
        return {name: next(iter(types)) for name, types in found.items() if len(types) == 1}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Other names of types, with what each stands for."""
        forms = {form.kind: form for form in self._syntax.aliases}
        found: dict[str, str] = {}
        for node in self._source.nodes(*forms):
            name, type_ = child(node, forms[node.kind()].name), child(node, forms[node.kind()].type)
            if name is not None and type_ is not None and pattern(_TYPE).match(name.text()):
                text = "".join(type_.text().split()).lstrip("*&")
                found |= {name.text(): text} if pattern(_TYPE).match(text) and text != name.text() else {}
        return found

    @cached_property
    def bases(self) -> dict[str, list[str]]:
        """The types whose members a type has as well: embedded in it, extended by it, or intersected with others."""
        found: dict[str, list[str]] = {}
        for node in self._source.nodes(*self._syntax.bases):
            path = self._syntax.bases[node.kind()]
            if node.field("name") is not None and path != "value":
                continue  # a field with a name of its own embeds nothing
            holder = self.around(span(node)[1] - 1)
            inside = child(node, path) if path != "*" else node
            whole = [inside] if inside is not None and path not in ("*", "value") else []
            several = path == "*" or (inside is not None and inside.kind() == "intersection_type")
            for each in whole or (inside.named_children() if inside is not None and several else []):
                type_ = self.plain(each.text())
                if holder and type_ and type_ != holder:
                    found.setdefault(holder, []).append(type_)
        return found

    def extended(self, offset: int) -> str:
        """Return the type that the function around an offset is a member of, where it is written outside that type."""
        return next((self._extended[each] for each in self._source.scopes.around(offset) if each in self._extended), "")

    @cached_property
    def _extended(self) -> dict[int, str]:
        found = {}
        for node in self._source.nodes(*self._syntax.receivers):
            type_ = child(node, self._syntax.receivers[node.kind()])
            if type_ is not None:
                found[self._source.scopes.innermost(span(node)[0])] = self.plain(type_.text())
        return found

    @cached_property
    def _names(self) -> dict[int, str]:
        found = {}
        for node in self._source.nodes(*self._syntax.types):
            name = node.field("name") or node.field("type") or child(node, "type_identifier")
            if name is not None:
                found[self._source.scopes.innermost(span(node)[0])] = name.text()
        return found


def inline(node: "SgNode | None") -> str:
    """Return what a type goes by that is written in the place of a name, empty for any other node."""
    if node is None or node.kind() != "object_type":
        return ""
    around = node.parent()
    return f"{INLINE}{span(node)[0]}" if around is not None and around.kind() == "type_annotation" else ""
