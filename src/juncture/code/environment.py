"""Reads of environment variables: by a call, by a member or an index, by a pattern that takes several at once.

A setting that code asks its configuration for by a key is one too: what is given to the code may be named either way.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from juncture.code.declarations import Declarations
from juncture.code.language import Form, every, pattern
from juncture.code.model import Value
from juncture.code.sites import Site, site_of, sites, unwrap
from juncture.code.syntax import Source, string, written

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_VARIABLE = r"^[A-Z][A-Z0-9_]+$"
_KEY = r"^[A-Za-z_][\w.:-]{1,200}$"
_MAX_INJECTED = 200


class Environment:
    """The environment variables that one file reads."""

    def __init__(self, source: Source, declarations: Declarations) -> None:
        self.source = source
        self.declarations = declarations
        self.forms = source.language.env

    def read(self, node: "SgNode") -> Value | None:
        """Return the variable or the setting that a node reads, or None."""
        site = site_of(self.source, node)
        return self.read_at(site) or self.asked_at(site) if site is not None else None

    def asked_at(self, site: Site) -> Value | None:
        """Return the setting that a place asks a configuration for by its key, or None."""
        found = pattern(every().settings["asks"]).search(site.callee) if site.kind in ("call", "index") else None
        node = site.positional(0) if found else None
        key = string(self.source, unwrap(self.source, node)) if node is not None else None
        if not found or not key or (site.kind == "call") != bool(found["call"]) or not pattern(_KEY).match(key):
            return None
        sections = [each[1] for each in pattern(every().settings["section"]).finditer(site.callee)]
        if pattern(every().settings["connection"]).search(site.callee):
            sections.append("ConnectionStrings")
        other = site.positional(1)
        default = string(self.source, unwrap(self.source, other)) if other is not None else None
        return Value("env", ":".join((*sections, key)), default or "")

    @cached_property
    def injected(self) -> dict[str, Value]:
        """What a container sets a name to, as an annotation of it says: ``@Value("${stock.url}") String stockUrl``."""
        form = self.source.language.wrap.injected
        found: dict[str, Value] = {}
        for each in pattern(form).finditer(self.source.text) if form else ():
            value = placed(self.source.language.wrap.placed, each["text"])
            if value is not None and len(found) < _MAX_INJECTED:
                found[each["name"]] = value
        return found

    def read_at(self, site: Site) -> Value | None:
        """Return the environment read that a place is, or None."""
        for form in self.forms:
            found = pattern(form.like).search(site.callee) if form.site == site.kind else None
            if found is None:
                continue
            name = found.groupdict().get("name") or self._variable(site, form)
            if pattern(_VARIABLE).match(name):
                return Value("env", name, self._default(site, form, name))
        return None

    def taken(self, site: Site) -> dict[str, Value]:
        """Return the variables that a pattern takes out of the environment, by the names they get."""
        self.source.check_depth(site.node)
        around = site.node.parent()
        taken = around.field("value") if around is not None else None
        forms = [form for form in self.forms if form.site == "pattern"]
        if taken is None or not any(pattern(form.text).search(written(taken.text())) for form in forms):
            return {}
        found = {}
        for each in site.node.named_children():
            name, default = each.field("left") or each.field("key") or each, each.field("right")
            alias = each.field("value") or name
            text = (string(self.source, default) if default is not None else None) or ""
            if pattern(_VARIABLE).match(name.text()):
                found[alias.text()] = Value("env", name.text(), text)
        return found

    @cached_property
    def unpacked(self) -> dict[str, Value]:
        """Every variable that a pattern takes out of the environment, by the name it gets."""
        if not any(form.site == "pattern" for form in self.forms):
            return {}
        return {name: value for site in sites(self.source, ["pattern"]) for name, value in self.taken(site).items()}

    def _variable(self, site: Site, form: Form) -> str:
        """Return the variable's name: a literal, or a constant of the same file."""
        nodes = site.argument(form)
        node = unwrap(self.source, nodes[0]) if nodes else None
        if node is None:
            return ""
        literal = string(self.source, node)
        if literal is not None:
            found = pattern(form.text).search(literal) if form.text else None
            return found["name"] if found else literal
        meant = self.declarations.meant(node.text(), site.offset)
        return (string(self.source, unwrap(self.source, meant[0].node)) or "") if len(meant) == 1 else ""

    def _default(self, site: Site, form: Form, name: str) -> str:
        node = site.positional(form.default) if form.default is not None else None
        literal = string(self.source, unwrap(self.source, node)) if node is not None else None
        return literal if literal is not None and literal != name else ""


def placed(form: str, text: str) -> Value | None:
    """Return the setting that a text is, or has as the host of a URL; None where it has none there."""
    found = pattern(form).match(text) if form else None
    return Value("env", found["name"], found["default"] or "") if found else None
