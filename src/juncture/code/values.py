"""Where a string in code comes from, as far as its own file tells, and the names that stand for one string."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from juncture.code.language import Declaration, Form, every, pattern
from juncture.code.model import Constant, Value
from juncture.code.sites import Site, keyed, site_of, sites, unwrap
from juncture.code.syntax import Source, child, span, string, written

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_DEPTH = 8
_FALLBACKS = frozenset({"||", "??", "?:", "or"})
_OWN = ("this.", "self.", "Self::", "cls.", "@")
MAX_CONSTANTS = 500


class Declared(NamedTuple):
    """A name that is given a value. ``scope`` is the innermost function or type around it, -1 for none."""

    name: str
    node: "SgNode"
    form: Declaration
    scope: int
    offset: int


class Values:
    """The strings of one file. ``env`` are the forms of an environment read."""

    def __init__(self, source: Source, env: tuple[Form, ...]) -> None:
        self.source = source
        self.syntax = source.language.syntax
        self.wrap = source.language.wrap
        self.env = env

    def of(self, node: "SgNode", depth: int = 0) -> tuple[Value, ...]:
        """Return the value of an expression: one, or several for a list."""
        node = unwrap(self.source, node)
        if depth > _DEPTH:
            return (self._unknown(node),)
        kind = node.kind()
        literal = string(self.source, node)
        if literal is not None:
            return (self._literal(literal),)
        if kind in self.syntax.lists:
            items = [each for _, each in keyed(self.source, _items(node))]
            return tuple(value for item in items for value in self.of(item, depth + 1))
        if kind in self.syntax.names or kind in self.syntax.paths:
            return self._named(node, depth)
        if kind in self.syntax.fallbacks:
            return (self._fallback(node, depth),)
        site = site_of(self.source, node)
        return self._call(site, depth) if site is not None else (self._unknown(node),)

    def one(self, node: "SgNode", depth: int = 0) -> Value:
        """Return the single value of an expression; unknown where there are several."""
        values = self.of(node, depth)
        return values[0] if len(values) == 1 else self._unknown(node)

    def _unknown(self, node: "SgNode") -> Value:
        return Value("unknown", " ".join(node.text()[:120].split()))

    def _literal(self, text: str) -> Value:
        placeholder = pattern(self.wrap.placeholder).search(text) if self.wrap.placeholder else None
        if placeholder:
            return Value("env", placeholder["name"], placeholder["default"] or "")
        return Value("literal", text)

    def _named(self, node: "SgNode", depth: int) -> tuple[Value, ...]:
        text = written(node.text())
        read = self.read(node)
        if read is not None:
            return (read,)
        own = next((text[len(prefix) :] for prefix in _OWN if text.startswith(prefix)), text)
        offset = span(node)[0]
        if own in self.parameters and self._is_parameter(own, offset) and own == text:
            return (Value("unknown", text),)
        declared = self._declared(own, offset)
        if declared is not None:
            return self._value_of(declared, depth + 1)
        if own in self.unpacked:
            return (self.unpacked[own],)
        outer, _, last = own.rpartition(self.source.language.resolve.separator)
        if outer and outer in self._types and (inner := self._declared(last, -1)) is not None:
            return self._value_of(inner, depth + 1)
        if own == text or pattern(r"^\w+$").match(own):
            return (Value("name", own),) if pattern(r"^[\w.:$]+$").match(own) else (self._unknown(node),)
        return (self._unknown(node),)

    def _call(self, site: Site, depth: int) -> tuple[Value, ...]:
        read = self.read(site.node)
        if read is not None:
            return (read,)
        callee, wrap = site.callee, self.wrap
        if wrap.lists and pattern(wrap.lists).search(callee):
            builder = Form("", "call", "", argument="every")
            return tuple(value for each in site.argument(builder) for value in self.of(each, depth + 1))
        if wrap.through and pattern(wrap.through).search(callee):
            inner = site.positional(0)
            return self.of(inner, depth + 1) if inner is not None else (self._unknown(site.node),)
        if wrap.default and pattern(wrap.default).search(callee):
            return (self._defaulted(site, depth),)
        if wrap.chain and pattern(wrap.chain).search(callee):
            on = _object(site)
            return self.of(on, depth + 1) if on is not None else (self._unknown(site.node),)
        if site.bare:
            name = pattern(r"^new|\(\)|<[^<>]*>").sub("", callee)
            if pattern(r"^[\w.:$]+$").match(name):
                declared = self._declared(name, site.offset)
                if declared is not None:
                    return self._value_of(declared, depth + 1)
                return (Value("name", self._typed(name, site.offset)),)
        return (self._unknown(site.node),)

    def _typed(self, name: str, offset: int) -> str:
        """Return the name of a method with the type of its object, where the file builds that object."""
        on, _, method = name.rpartition(".")
        declared = self._declared(on, offset) if on else None
        built = site_of(self.source, declared.node) if declared is not None else None
        return f"{built.callee}.{method}" if built is not None and built.kind == "new" else name

    def _defaulted(self, site: Site, depth: int) -> Value:
        on = _object(site)
        value = self.one(on, depth + 1) if on is not None else self._unknown(site.node)
        end = site.callee_span[1]
        strings = site.node.find_all({"rule": _any(self.syntax.strings)})[:20]
        after = [text for each in strings if (text := string(self.source, each)) is not None and span(each)[0] >= end]
        if value.kind == "env" and len(after) == 1:
            return Value("env", value.text, value.default or after[0])
        return value if value.kind == "env" else self._unknown(site.node)

    def _fallback(self, node: "SgNode", depth: int) -> Value:
        sides = node.named_children()
        signs = {each.text() for each in node.children() if not each.is_named()}
        if len(sides) != 2 or not signs & _FALLBACKS:
            return self._unknown(node)
        value, other = self.one(sides[0], depth + 1), self.one(sides[1], depth + 1)
        if value.kind != "env":
            return self._unknown(node)
        return Value("env", value.text, value.default or (other.text if other.kind == "literal" else ""))

    def read(self, node: "SgNode") -> Value | None:
        """Return the environment read that a node is, or None."""
        site = site_of(self.source, node)
        if site is None:
            return None
        for form in self.env:
            found = pattern(form.like).search(site.callee) if form.site == site.kind else None
            if found is None:
                continue
            name = found.groupdict().get("name") or self._variable(site, form)
            if name and pattern(r"^[A-Z][A-Z0-9_]+$").match(name):
                return Value("env", name, self._default(site, form))
        return None

    def _variable(self, site: Site, form: Form) -> str:
        nodes = site.argument(form)
        if not nodes:
            return ""
        node = unwrap(self.source, nodes[0])
        literal = string(self.source, node)
        if literal is not None:
            found = pattern(form.text).search(literal) if form.text else None
            return found["name"] if found else literal
        if node.kind() in self.syntax.names and (declared := self._declared(node.text(), site.offset)):
            value = self._value_of(declared, _DEPTH - 1)
            return value[0].text if len(value) == 1 and value[0].kind == "literal" else ""
        return ""

    def fallback(self, site: Site, value: Value) -> str:
        """Return the default that an environment read has, by its own argument or by what stands around it."""
        if value.default:
            return value.default
        around = site.node.parent()
        for _ in range(4):
            if around is None:
                return ""
            outer = self.of(around)
            if len(outer) == 1 and outer[0].kind == "env" and outer[0].text == value.text:
                if outer[0].default:
                    return outer[0].default
            elif around.kind() not in self.syntax.paths:
                return ""
            around = around.parent()
        return ""

    def _default(self, site: Site, form: Form) -> str:
        node = site.positional(form.default) if form.default is not None else None
        literal = string(self.source, unwrap(self.source, node)) if node is not None else None
        return "" if literal is None or literal == self._variable(site, form) else literal

    # Names

    @cached_property
    def unpacked(self) -> dict[str, Value]:
        """The environment variables that a pattern takes out of the environment, by the name they get."""
        found: dict[str, Value] = {}
        for form in self.env:
            if form.site == "pattern":
                for site in sites(self.source, ["pattern"]):
                    found |= self.unpack(site, form)
        return found

    def unpack(self, site: Site, form: Form) -> dict[str, Value]:
        """Return the environment variables that one pattern takes out of the environment."""
        around = site.node.parent()
        taken = around.field("value") if around is not None else None
        if taken is None or not pattern(form.text).search(written(taken.text())):
            return {}
        found = {}
        for each in site.node.named_children():
            name, default = each.field("left") or each.field("key") or each, each.field("right")
            alias = each.field("value") or name
            text = (string(self.source, default) if default is not None else None) or ""
            if pattern(r"^[A-Z][A-Z0-9_]+$").match(name.text()):
                found[alias.text()] = Value("env", name.text(), text)
        return found

    @cached_property
    def declared(self) -> dict[str, list[Declared]]:
        """Every name of the file that is given a value, with where."""
        forms: dict[str, list[Declaration]] = {}
        for form in self.syntax.declarations:
            forms.setdefault(form.kind, []).append(form)
        found: dict[str, list[Declared]] = {}
        scopes = self.source.scopes
        for node in self.source.nodes(*forms):
            for form in forms[node.kind()]:
                for name, value in _names(node, form):
                    offset = span(node)[0]
                    scope = scopes.innermost(offset)
                    if form.body and scope >= 0 and scopes.spans[scope][0] == offset:
                        scope = scopes.parents[scope]
                    found.setdefault(name, []).append(Declared(name, value, form, scope, offset))
        return found

    @cached_property
    def parameters(self) -> dict[str, list[int]]:
        """The names of parameters, with the function or type each belongs to."""
        found: dict[str, list[int]] = {}
        for node in self.source.nodes(*self.syntax.parameters):
            name = child(node, self.syntax.parameters[node.kind()])
            if name is not None:
                found.setdefault(name.text(), []).append(self.source.scopes.innermost(span(node)[0]))
        return found

    @cached_property
    def _types(self) -> frozenset[str]:
        names = (node.field("name") or child(node, "type_identifier") for node in self.source.nodes(*self.syntax.types))
        return frozenset(name.text() for name in names if name is not None)

    def _is_parameter(self, name: str, offset: int) -> bool:
        owners = set(self.parameters.get(name, ()))
        for scope in self.source.scopes.around(offset):
            if scope in owners and scope >= 0:
                return True
            if any(each.scope == scope for each in self.declared.get(name, ())):
                return False
        return False

    def _declared(self, name: str, offset: int) -> Declared | None:
        """Return the one declaration that a name at this place means; None where there is none or several."""
        known = self.declared.get(name)
        if not known:
            return None
        if offset < 0:
            return known[0] if len(known) == 1 else None
        for scope in self.source.scopes.around(offset):
            here = [each for each in known if each.scope == scope]
            if here:
                return here[0] if len(here) == 1 else None
        return None

    def _value_of(self, declared: Declared, depth: int) -> tuple[Value, ...]:
        if depth > _DEPTH:
            return (Value("name", declared.name),)
        return (self._returned(declared.node, depth),) if declared.form.body else self.of(declared.node, depth)

    def _returned(self, body: "SgNode", depth: int) -> Value:
        """Return what a function without parameters returns: a string, or a variable with its default."""
        nodes = body.find_all({"rule": _any(self.syntax.returns)})[:20] if self.syntax.returns else []
        given = [each.named_children()[0] for each in nodes if each.named_children()]
        if not nodes and len(body.named_children()) == 1:
            given = [body.named_children()[0]]
        values = [self.one(each, depth + 1) for each in given]
        reads = {value.text: value for value in values if value.kind == "env"}
        literals = {value.text for value in values if value.kind == "literal"}
        if len(reads) == 1 and len(literals) <= 1:
            read = next(iter(reads.values()))
            return Value("env", read.text, read.default or next(iter(literals), ""))
        return values[0] if len(values) == 1 else self._unknown(body)

    def constants(self) -> Iterator[Constant]:
        """Yield the names outside functions that stand for one string, in the order of the text."""
        functions = set(self.syntax.functions)
        inside = {span(node) for node in self.source.nodes(*functions)}
        scopes = self.source.scopes
        ordered = sorted((each for known in self.declared.values() for each in known), key=lambda each: each.offset)
        count = 0
        for each in ordered:
            if count >= MAX_CONSTANTS:
                return
            if any(scope >= 0 and scopes.spans[scope] in inside for scope in self._outer(each)):
                continue
            value = self._value_of(each, 0)
            if len(value) == 1 and value[0].text and _kept(each.name, value[0]):
                count += 1
                yield Constant(each.name, value[0], self.source.line(each.offset))

    def _outer(self, declared: Declared) -> Iterator[int]:
        scope = declared.scope
        while scope >= 0:
            yield scope
            scope = self.source.scopes.parents[scope]


def _kept(name: str, value: Value) -> bool:
    """A name that stands for another is kept where it sounds like a topic; any other says nothing here."""
    return value.kind in ("literal", "env") or (
        value.kind == "name" and any(word in name.lower() for word in every().constants)
    )


def _any(kinds: tuple[str, ...]) -> dict[str, object]:
    return {"any": [{"kind": kind} for kind in kinds]}


def _items(node: "SgNode") -> "SgNode":
    """Return the node whose children are the items of a list."""
    for name in ("body", "initializer", "initializer_expression"):
        inner = child(node, name)
        if inner is not None:
            return inner
    return node


def _object(site: Site) -> "SgNode | None":
    """Return what a method is called on."""
    on = site.node.field("object")
    if on is None:
        called = child(site.node, site.form.callee)
        children = called.named_children() if called is not None else []
        on = children[0] if len(children) > 1 else None
    return on


def _names(node: "SgNode", form: Declaration) -> "Iterator[tuple[str, SgNode]]":
    """Yield the names of a declaration with what each is given."""
    if form.body:
        name, body = child(node, form.name), child(node, form.body)
        holder = child(node, form.parameters) if form.parameters else None
        if name is not None and body is not None and (holder is None or not _real(holder)):
            yield name.text(), body
        return
    value = child(node, form.value)
    names = [each for each in node.field_children(form.name)] or [child(node, form.name)]
    if value is None or names[0] is None:
        return
    if value.kind() == "expression_list":
        values = value.named_children()
        if len(names) == 1 and names[0].kind() == "expression_list":
            names = names[0].named_children()
        for name, each in zip([each for each in names if each is not None and each.text() != ","], values):  # noqa: B905
            yield name.text(), each
        return
    yield written(names[0].text()), value


def _real(parameters: "SgNode") -> bool:
    texts = [each.text() for each in parameters.named_children()]
    return any(text not in ("self", "cls", "&self", "&mut self") for text in texts)
