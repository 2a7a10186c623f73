"""Every access of a member of a contract's type by one of its generated names, from the syntax tree of one file."""

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import msgspec

from juncture.code.bridge import bridged
from juncture.code.grammar import Member
from juncture.code.handling import handled, kind_of, kind_of_type, taken_for
from juncture.code.known import NOTHING, Known
from juncture.code.language import language, language_of, pattern
from juncture.code.model import Access
from juncture.code.named import Named
from juncture.code.origins import HERE
from juncture.code.owners import Owners
from juncture.code.quoted import builds, looked_up
from juncture.code.scoped import scoped
from juncture.code.sites import site_of, statement, unwrap
from juncture.code.standing import literal_type, taken_from
from juncture.code.syntax import Source, child, span, string
from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_ACCESSES = 10_000
_RECEIVER = 300


def mentions(content: bytes, names: Collection[str]) -> bool:
    """Tell whether any of the names occurs in a file at all: a cheap question before ``accesses``."""
    return any(name.encode() in content for name in names)


def accesses(
    path: str, content: bytes, names: Collection[str], values: bool = False, known: Known = NOTHING
) -> tuple[Access, ...]:
    """Return every access of a member by one of the names, in the order of lines.

    Comments and strings hold none. A plain variable of that name is none either, except where it is bound by
    destructuring or handed on by shorthand. ``values`` tells that the names are those of an enum's value or a
    oneof's case (``value_names``, ``case_names``), which stand alone or behind their type. ``known`` is what contracts
    tell of types that the file does not show. Raises InputError for a file that is too large or nested too deep.
    """
    name = language_of(path)
    if name is None or not names or not mentions(content, names):
        return ()
    source = Source(path, language(name), content)
    syntax = source.language.syntax
    owners = Owners(source, known, frozenset(names))
    brought = owners.brought
    renamed = [alias for alias, original in brought.renamed.items() if values and original in names]
    wanted = "|".join(sorted(re.escape(each) for each in (*names, *renamed)))
    kinds = (*syntax.names, "type_identifier") if values else ()
    leaves = source.nodes(*syntax.identifiers, *kinds, regex=f"^(?:{wanted})$")
    leaves += source.nodes(*syntax.quotes, regex=f"^[\"'](?:{wanted})[\"']$") if syntax.quotes else []
    if len(leaves) > MAX_ACCESSES:
        problem = f"{len(leaves):,} times the names asked for; at most {MAX_ACCESSES:,} are looked at"
        raise InputError(Problem(path, 0, problem))
    named = Named(source, brought, owners) if values else None
    found: list[Access] = []
    for leaf in leaves:
        source.check_depth(leaf)
        if named is not None and leaf.kind() not in syntax.quotes:
            access = named.access(leaf)
            found += [_of_file(owners, access)] if access is not None else []
        else:
            found += [_original(owners, each) for each in _access(source, owners, leaf)]
    return tuple(sorted((_bridge(owners, each) for each in found), key=lambda access: access.line))


def _bridge(owners: Owners, access: Access) -> Access:
    """Return an access, marked where it is given a bridged value."""
    put = access.line in owners.bridges and access.how in ("pass", "write") and not access.literal
    return msgspec.structs.replace(access, how="forward") if put else access


def _of_file(owners: Owners, access: Access) -> Access:
    """Return an access of a value, marked where the file itself declares its enum."""
    is_own = access.how == "declare" or access.owner in owners.origins.declared
    return msgspec.structs.replace(access, origin=HERE) if is_own else access


def _original(owners: Owners, access: Access) -> Access:
    """Return an access with its types by the names that they are imported under, and where they come from."""
    if access.how == "declare":
        return msgspec.structs.replace(access, origin=HERE)
    brought = owners.brought
    shown = access.owner or access.root
    origin = owners.origins.of(brought.full(shown)) if shown else ""
    owner, root = brought.real(access.owner), brought.real(access.root)
    return msgspec.structs.replace(access, owner=owner, root=root, origin=origin)


def _access(source: Source, owners: Owners, leaf: "SgNode") -> Iterator[Access]:
    around = leaf.parent()
    if around is None:
        return
    found = _read(source, owners, leaf, around)
    if leaf.kind() in source.language.syntax.quotes:
        found = found or looked_up(source, owners, leaf)
    else:
        found = scoped(source, owners, leaf, found)
    if found is not None:
        line = source.line(span(leaf)[0])
        how, receiver, owner, root, literal = found
        name = string(source, leaf) or leaf.text()
        owner = owners.having(owner, name) if owner and how != "declare" else owner
        takes = taken_for(source, around) if how in ("read", "pass") and not literal else ""
        unshown = not owner and owners.unshown(receiver, span(leaf)[0])
        called = _is_called(source, leaf, around)
        text, whole = source.line_text(line), statement(source, leaf)
        yield Access(name, line, text, how, receiver, owner, literal, root, takes, unshown, called, whole)


def _is_called(source: Source, leaf: "SgNode", around: "SgNode") -> bool:
    """Tell whether a member is called as a method."""
    for node in (around, around.parent(), leaf):
        site = site_of(source, node) if node is not None else None
        if site is not None and site.kind == "call" and site.callee_span[1] == span(leaf)[1]:
            return True
    return False


def _read(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode") -> "Found | None":
    kind, place = around.kind(), span(leaf)
    for form in source.language.syntax.members:
        if form.kind == kind and _stands(around, form, place) and _within(around, form.outer):
            found = _READERS[form.means](source, owners, leaf, around, form)
            if found is not None:
                return found
    return None


Found = tuple[str, str, str, str, str]
"""How, receiver, owner, root and literal of an access."""


def _stands(around: "SgNode", form: Member, place: tuple[int, int]) -> bool:
    if not form.name:
        return True
    if any(span(each) == place for each in around.field_children(form.name)):
        return True
    named = child(around, form.name)
    return named is not None and span(named) == place


def _within(node: "SgNode", outer: str) -> bool:
    around = node.parent()
    for _ in range(4):
        if not outer or around is None:
            break
        if around.kind() == outer:
            return True
        around = around.parent()
    return not outer


def _member(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    if not form.receiver and len(around.named_children()) != 1:
        return None  # the first name of a longer path is a variable
    on = child(around, form.receiver) if form.receiver else None
    if form.receiver and on is None:
        return None  # a function of that name, and no member
    receiver = source.start(on, _RECEIVER) if on is not None else ""
    offset = span(leaf)[0]
    owner, root = owners.of_node(on, receiver, offset) if on is not None else owners.of(receiver, offset)
    start = span(around)[0]
    if source.text[start : start + 2] == "::":
        owner = owner or ("" if root else _type_itself(owners, receiver))
    expression = around.parent() if form.receiver.startswith("^") else around
    how, literal = handled(source, expression or around, leaf.text())
    if how == "read" and not literal:
        lines = bridged(source, _called(source, expression or around), owners.names)
        owners.bridges |= lines
        how = "forward" if lines else how
    return how, receiver, owner, root, literal


def _called(source: Source, expression: "SgNode") -> "SgNode":
    """Return the call of a getter, else the access itself."""
    around = expression.parent()
    site = site_of(source, around) if around is not None else None
    return around if site and around and site.kind == "call" and site.bare else expression


def _type(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    on = child(around, form.receiver)
    receiver = source.start(on, _RECEIVER) if on is not None else ""
    owner, root = owners.of(receiver, span(leaf)[0])
    owner = owner or ("" if root else _type_itself(owners, receiver))
    return handled(source, around, leaf.text())[0], receiver, owner, root, ""


def _type_itself(owners: Owners, receiver: str) -> str:
    """Return the type that a receiver names rather than holds: ``Address::getZipCode``, ``Address["zipCode"]``."""
    return owners.types.plain(receiver) if pattern(r"(?:^|\.)_*[A-Z]\w*$").search(receiver) else ""


def _given(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    value, built = child(around, form.value), builds(source, around)
    if value is None or built is None:
        return None
    return "write", *built, "", kind_of(source, unwrap(source, value))


def _key(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    entry = around if form.value else around.parent()  # an entry whose key has a node of its own
    value = _value(source, entry, form) if entry is not None else None
    if entry is None or value is None or span(value) == span(leaf):
        return None
    syntax = source.language.syntax
    value = unwrap(source, value)
    handed = value.kind() in syntax.names or value.kind() in syntax.paths
    receiver, owner = literal_type(source, owners, entry)
    return ("pass" if handed else "write"), receiver, owner, "", kind_of(source, value)


def _value(source: Source, entry: "SgNode", form: Member) -> "SgNode | None":
    if form.value:
        return child(entry, form.value)
    pair = source.language.syntax.pairs.get(entry.kind())
    return child(entry, pair[1]) if pair else None


def _declare(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    type_ = child(around, form.type)
    if type_ is None or span(type_) == span(leaf):
        return None
    return "declare", "", owners.declaring(span(leaf)[0]), "", kind_of_type(owners.types.plain(type_.text()))


def _pattern(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    default = child(around, form.value) if form.value else None
    receiver, owner, root = taken_from(source, owners, around)
    return "read", receiver, owner, root, kind_of(source, unwrap(source, default)) if default is not None else ""


def _pass(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    return "pass", *literal_type(source, owners, leaf), "", ""


def _tokens(source: Source, owners: Owners, leaf: "SgNode", around: "SgNode", form: Member) -> Found | None:
    start = span(leaf)[0]
    before = pattern(r"([\w.()&*:?]+)\.$").search(source.text[max(0, start - _RECEIVER) : start])
    if before is None:
        return None
    receiver = before[1].lstrip("(&*")
    owner, root = owners.of(receiver, start)
    return "read", receiver, owner, root, ""


_READERS = {
    "member": _member,
    "type": _type,
    "given": _given,
    "key": _key,
    "declare": _declare,
    "pattern": _pattern,
    "pass": _pass,
    "tokens": _tokens,
}
