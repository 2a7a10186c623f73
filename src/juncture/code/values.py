"""Where a string in code comes from, as far as its own file tells."""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from juncture.code.declarations import Declarations, Declared, own
from juncture.code.environment import Environment
from juncture.code.language import Form, every, pattern
from juncture.code.model import Constant, Value
from juncture.code.sites import Site, keyed, site_of, unwrap
from juncture.code.syntax import Source, child, span, string, written

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_DEPTH = 8
_FALLBACKS = frozenset({"||", "??", "?:", "or"})
_EVERY = Form("", "call", "", argument="every")
_MAX_RETURNS, _MAX_STRINGS, _TEXT = 20, 20, 120
_NAME, _BLANK = 256, pattern(r"\s").search
MAX_CONSTANTS = 1_000
"""Declarations of a file that are looked at for constants."""


class Values:
    """The strings of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.syntax = source.language.syntax
        self.wrap = source.language.wrap
        self.declarations = Declarations(source)
        self.environment = Environment(source, self.declarations)

    def of(self, node: "SgNode", depth: int = 0) -> tuple[Value, ...]:
        """Return the value of an expression: one, or several for a list."""
        node = unwrap(self.source, node)
        kind, literal = node.kind(), string(self.source, node)
        if depth > _DEPTH:
            return (unknown(node),)
        if literal is not None:
            return (self._literal(literal),)
        if kind in self.syntax.lists:
            items = [each for _, each in keyed(self.source, _items(node))]
            return tuple(value for item in items for value in self.of(item, depth + 1))
        read = self.environment.read(node)
        return (read,) if read is not None else self._computed(node, kind, depth)

    def _computed(self, node: "SgNode", kind: str, depth: int) -> tuple[Value, ...]:
        if kind in self.syntax.names or kind in self.syntax.paths:
            return self._named(node, depth)
        if kind in self.syntax.fallbacks:
            return (self._fallback(node, depth),)
        site = site_of(self.source, node)
        return self._call(site, depth) if site is not None else (unknown(node),)

    def one(self, node: "SgNode", depth: int = 0) -> Value:
        """Return the single value of an expression; unknown where there are several."""
        values = self.of(node, depth)
        return values[0] if len(values) == 1 else unknown(node)

    def _literal(self, text: str) -> Value:
        placeholder = pattern(self.wrap.placeholder).search(text) if self.wrap.placeholder else None
        if placeholder:
            return Value("env", placeholder["name"], placeholder["default"] or "")
        return Value("literal", text)

    def _named(self, node: "SgNode", depth: int) -> tuple[Value, ...]:
        text = written(node.text())
        name, offset = own(text), span(node)[0]
        if name in self.environment.injected:
            return (self.environment.injected[name],)
        if name == text and self.declarations.parameter(name, offset):
            return (Value("unknown", text),)
        meant = self.declarations.meant(name, offset)
        outer, _, last = name.rpartition(self.source.language.resolve.separator)
        if not meant and outer:
            meant = self.declarations.inside(outer, last)
        if len(meant) == 1 and not self.declarations.assigned(text):
            return self._meaning(meant[0], depth + 1)
        if meant:
            return (Value("unknown", text),)
        if name in self.environment.unpacked:
            return (self.environment.unpacked[name],)
        return (Value("name", name),) if pattern(r"^[\w.:$]+$").match(name) else (unknown(node),)

    def _call(self, site: Site, depth: int) -> tuple[Value, ...]:
        callee, wrap = site.callee, self.wrap
        inner: SgNode | None = None
        if wrap.lists and pattern(wrap.lists).search(callee):
            return tuple(value for each in site.argument(_EVERY) for value in self.of(each, depth + 1))
        if wrap.default and pattern(wrap.default).search(callee):
            return (self._defaulted(site, depth),)
        if wrap.through and pattern(wrap.through).search(callee):
            inner = site.positional(0)
        elif wrap.chain and pattern(wrap.chain).search(callee):
            inner = called_on(site)
        elif site.bare:
            return self._returns(site, depth)
        return self.of(inner, depth + 1) if inner is not None else (unknown(site.node),)

    def _returns(self, site: Site, depth: int) -> tuple[Value, ...]:
        """Return what a call without arguments gives: what its function returns, else the function's name."""
        name = own(pattern(r"^new|\(\)|<[^<>]*>").sub("", site.callee))
        if not pattern(r"^[\w.:$]+$").match(name):
            return (unknown(site.node),)
        meant = self.declarations.meant(name, site.offset)
        if len(meant) == 1 and meant[0].form.body:
            return self._meaning(meant[0], depth + 1)
        return (Value("name", self._typed(name, site.offset)),)

    def _typed(self, name: str, offset: int) -> str:
        """Return the name of a method with the type of its object, where the file builds that object."""
        on, _, method = name.rpartition(".")
        meant = self.declarations.meant(on, offset) if on else []
        built = site_of(self.source, meant[0].node) if len(meant) == 1 else None
        return f"{built.callee}.{method}" if built is not None and built.kind == "new" else name

    def _defaulted(self, site: Site, depth: int) -> Value:
        """Return an environment read whose default is the one literal of the call around it."""
        on = called_on(site)
        value = self.one(on, depth + 1) if on is not None else unknown(site.node)
        if value.kind != "env":
            return unknown(site.node)
        behind = site.callee_span[1]
        kinds = {"any": [{"kind": kind} for kind in self.syntax.strings]}
        nodes = [each for each in site.node.find_all({"rule": kinds})[:_MAX_STRINGS] if span(each)[0] >= behind]
        literals = [text for each in nodes if (text := string(self.source, each)) is not None]
        return Value("env", value.text, value.default or (literals[0] if len(literals) == 1 else ""))

    def _fallback(self, node: "SgNode", depth: int) -> Value:
        sides = node.named_children()
        signs = {each.text() for each in node.children() if not each.is_named()}
        if len(sides) != 2 or not signs & _FALLBACKS:
            return unknown(node)
        value, other = self.one(sides[0], depth + 1), self.one(sides[1], depth + 1)
        if value.kind != "env":
            return unknown(node)
        return Value("env", value.text, value.default or (other.text if other.kind == "literal" else ""))

    def default(self, site: Site, read: Value) -> str:
        """Return the default that an environment read has, by its own argument or by what stands around it."""
        self.source.check_depth(site.node)
        around = site.node.parent()
        for _ in range(4):
            if read.default or around is None:
                return read.default
            outer = self.of(around)
            if len(outer) == 1 and outer[0].kind == "env" and outer[0].text == read.text:
                read = outer[0]
            elif around.kind() not in self.syntax.paths:
                return ""
            around = around.parent()
        return read.default

    def _meaning(self, declared: Declared, depth: int) -> tuple[Value, ...]:
        if depth > _DEPTH:
            return (Value("name", declared.name),)
        return self._returned(declared.node, depth) if declared.form.body else self.of(declared.node, depth)

    def _returned(self, body: "SgNode", depth: int) -> tuple[Value, ...]:
        """Return what a function without parameters returns: a string, a list, or a variable with its default."""
        kinds = {"any": [{"kind": kind} for kind in self.syntax.returns]}
        nodes = body.find_all({"rule": kinds})[:_MAX_RETURNS]
        given = [each.named_children()[0] for each in nodes if each.named_children()]
        if not nodes and len(body.named_children()) == 1:
            given = [body.named_children()[0]]
        if len(given) == 1:
            return self.of(given[0], depth + 1)
        values = [self.one(each, depth + 1) for each in given]
        reads = {value.text: value for value in values if value.kind == "env"}
        literals = {value.text for value in values if value.kind == "literal"}
        if len(reads) == 1 and len(literals) <= 1 and all(value.kind in ("env", "literal") for value in values):
            read = next(iter(reads.values()))
            return (Value("env", read.text, read.default or next(iter(literals), "")),)
        return (unknown(body),)

    @cached_property
    def entries(self) -> "dict[str, list[SgNode]]":
        """What assignments give the entries of maps (``app.config["STOCK_URL"] = …``), by the entry as written."""
        found: dict[str, list[SgNode]] = {}
        for node in self.source.nodes(*self.syntax.assignments):
            left, right = node.field("left"), node.field("right")
            site = site_of(self.source, left) if left is not None and right is not None else None
            if site is not None and site.kind == "index" and right is not None:
                found.setdefault(entry(site.node), []).append(right)
        return found

    def constants(self) -> tuple[Constant, ...]:
        """Return the names outside functions that stand for one string, or for each of a list, in order of the text."""
        outermost = self.declarations.outermost()
        given = Counter((each.name, each.scope) for each in outermost)
        found = []
        for each in outermost[:MAX_CONSTANTS]:
            enum = self._enum(each)
            if given[each.name, each.scope] > 1 and not enum:
                continue  # given values in turn: it stands for none of them
            values = self._meaning(each, 0)
            if len(values) <= _MAX_STRINGS and all(value.text and _kept(each.name, value) for value in values):
                names = [f"{enum}.{each.name}"] if enum else []
                names += [each.name] if given[each.name, each.scope] == 1 else []
                line = self.source.line(each.offset)
                found += [Constant(name, value, line) for name in names for value in values]
        return tuple(found)

    def _enum(self, declared: Declared) -> str:
        """Return the enum that a value is declared in, empty for any other declaration."""
        if declared.form.kind not in self.syntax.enumerators:
            return ""
        outer = child(declared.node, "^/^/^")
        name = outer.field("name") if outer is not None else None
        return name.text() if name is not None else ""


def entry(node: "SgNode") -> str:
    """Return the entry of a map as written, whatever its quotes."""
    return written(node.text()[:_NAME]).replace("'", '"')


def unknown(node: "SgNode") -> Value:
    """Return a value that the file does not tell, with the expression as written."""
    return Value("unknown", " ".join(node.text()[:_TEXT].split()))


def _kept(name: str, value: Value) -> bool:
    """Tell whether a constant may name a topic: a short word without white space, or another name for one.

    A name that stands for another is kept where it sounds like a topic; any other says nothing here.
    """
    if value.kind == "name":
        return any(word in name.lower() for word in every().constants)
    return value.kind == "env" or (value.kind == "literal" and len(value.text) <= _NAME and not _BLANK(value.text))


def _items(node: "SgNode") -> "SgNode":
    """Return the node whose children are the items of a list."""
    for name in ("body", "initializer", "initializer_expression"):
        inner = child(node, name)
        if inner is not None:
            return inner
    return node


def called_on(site: Site) -> "SgNode | None":
    """Return what a method is called on, None where it is called on nothing."""
    on = site.node.field("object")
    if on is None:
        called = child(site.node, site.form.callee)
        children = called.named_children() if called is not None else []
        on = children[0] if len(children) > 1 else None
    return on
