"""How a language is written, by the kinds of node in its grammar: each record says what standing there means."""

from typing import Literal

import msgspec

SiteKind = Literal["call", "new", "literal", "extends", "annotation", "macro", "member", "index", "embed", "pattern"]


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of node that forms look at: where its callee and its arguments are (paths as in syntax.child).

    The callee ``<`` is the path that is written before the node, in text that the grammar does not parse.
    """

    kind: str
    site: SiteKind
    callee: str = ""
    arguments: str = ""


class Declaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of node that gives a name a value. ``body`` marks a function, whose value is what it returns."""

    kind: str
    name: str
    value: str = ""
    body: str = ""
    parameters: str = ""


class Binding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of node that shows the type of a name, by a type as written or by the value it starts with."""

    kind: str
    name: str
    type: str = ""
    value: str = ""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of node in which a member's name stands, and what standing there means.

    ``means``: ``member`` of a ``receiver``, or of the ``type`` that the receiver names; ``key`` of a literal with a
    ``value``; ``given``, such a key in a map that builds a message; ``declare`` with a ``type``;
    ``pattern``, bound by destructuring; ``pass``, a shorthand; ``tokens``, a macro's unparsed text.
    ``name`` is where in the node the name stands, empty where it may stand anywhere. ``outer`` is the kind that
    must enclose the node.
    """

    kind: str
    means: Literal["member", "type", "key", "given", "declare", "pattern", "pass", "tokens"]
    name: str = ""
    receiver: str = ""
    value: str = ""
    type: str = ""
    outer: str = ""


class Quoted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that takes a member's name as a string. ``receiver`` is the argument it is taken from, else the object."""

    callee: str
    argument: int
    receiver: int | None = None
    how: Literal["read", "write"] = "read"


class Syntax(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kinds of node in the grammar that have a part in what is read."""

    strings: tuple[str, ...]
    comments: tuple[str, ...]
    interpolations: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    bools: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    transparent: tuple[str, ...] = ()
    """Nodes that stand for their operand: parentheses, address-of, argument wrappers, casts."""
    lists: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Plain names."""
    paths: tuple[str, ...] = ()
    """Qualified names and member accesses that may name a constant."""
    pairs: dict[str, tuple[str, str]] = {}
    """Key and value of keyed arguments, entries and elements; a path each."""
    fallbacks: tuple[str, ...] = ()
    assignments: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    """Declarations of own types: a scope for their members."""
    comprehensions: tuple[str, ...] = ()
    """Expressions with names of their own: a scope, and no function."""
    returns: tuple[str, ...] = ()
    parameters: dict[str, str] = {}
    literals: dict[str, str] = {}
    """Literals and patterns of a type, with the path to the type's name."""
    constructors: bool = False
    """A call of a capitalised name builds a value of that type."""
    sites: tuple[Site, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    bindings: tuple[Binding, ...] = ()
    members: tuple[Member, ...] = ()
    identifiers: tuple[str, ...] = ()
    """Leaves that can be a member's name."""
    quotes: tuple[str, ...] = ()
    """Strings that can be a member's name where a member or a quoted argument says so."""
    quoted: tuple[Quoted, ...] = ()
    subjects: dict[str, str] = {}
    """What patterns are held against: the path to it."""
    results: tuple[Binding, ...] = ()
    """Functions with their name and the type that they are shown to return."""
    aliases: tuple[Binding, ...] = ()
    """Other names of a type, with the type that they stand for."""
    casts: dict[str, str] = {}
    """Expressions that give a value a type, with the path to it."""
    receivers: dict[str, str] = {}
    """Functions that are members of another type, with the path to it."""
    bases: dict[str, str] = {}
    """Where a type says whose members it has as well, with the path to these types; ``*`` for every one inside."""
    imports: tuple[str, ...] = ()
    """Statements that import: what they name is not used there."""
    qualified: tuple[str, ...] = ()
    """Qualified names that ``paths`` leaves out: of types, or a part of a path."""
    enumerators: tuple[str, ...] = ()
    """Declarations of the values of own enums."""
    marks: tuple[str, ...] = ()
    """Attributes of what follows them, or of what they open."""
    labels: tuple[str, ...] = ()
    """Labels in which a value of an enum stands without the enum's name."""
