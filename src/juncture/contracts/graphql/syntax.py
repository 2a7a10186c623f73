"""What one definition of an SDL file says. Lines count from 0 within the definition's text.

Types stand as written without blanks (``[Issue!]!``), values in one canonical notation, so that equal means equal.
Descriptions are left out.
"""

import msgspec

BUILT_IN = frozenset({"Int", "Float", "String", "Boolean", "ID"})


class Usage(msgspec.Struct, frozen=True, gc=False):
    """A directive on a definition. ``arguments`` is canonical: names sorted, ``(reason: "old")`` or empty."""

    name: str
    arguments: str
    line: int

    @property
    def notation(self) -> str:
        """The usage as SDL writes it."""
        return f"@{self.name}{self.arguments}"


class Input(msgspec.Struct, frozen=True, gc=False):
    """An argument, or a field of an input object. ``default`` is None where there is none."""

    name: str
    type: str
    default: str | None
    usages: tuple[Usage, ...]
    line: int

    @property
    def required(self) -> bool:
        """Whether a caller must give it (GraphQL spec, section 5.4.2.1)."""
        return self.type[-1] == "!" and self.default is None

    @property
    def notation(self) -> str:
        """The declaration as SDL writes it, without directives."""
        return f"{self.name}: {self.type}" + (f" = {self.default}" if self.default is not None else "")


class Field(msgspec.Struct, frozen=True, gc=False):
    """A field of an object or an interface."""

    name: str
    type: str
    arguments: tuple[Input, ...]
    usages: tuple[Usage, ...]
    line: int

    @property
    def notation(self) -> str:
        """The declaration as SDL writes it, without directives."""
        inside = ", ".join(each.notation for each in self.arguments)
        return f"{self.name}({inside}): {self.type}" if inside else f"{self.name}: {self.type}"


class Value(msgspec.Struct, frozen=True, gc=False):
    """A value of an enum."""

    name: str
    usages: tuple[Usage, ...]
    line: int

    @property
    def notation(self) -> str:
        """The name."""
        return self.name


class Name(msgspec.Struct, frozen=True, gc=False):
    """A name that a definition lists: an interface, a member of a union, a location of a directive."""

    name: str
    line: int

    @property
    def notation(self) -> str:
        """The name."""
        return self.name


class Root(msgspec.Struct, frozen=True, gc=False):
    """An operation type of ``schema``: ``name`` is query, mutation or subscription."""

    name: str
    type: str
    line: int

    @property
    def notation(self) -> str:
        """The entry as SDL writes it."""
        return f"{self.name}: {self.type}"


Member = Field | Input | Value | Name | Root


class Definition(msgspec.Struct, frozen=True, gc=False):
    """A definition, or an extension of one.

    ``members`` are fields, input fields, enum values, members of a union, arguments of a directive, or operation
    types of a schema, as ``kind`` says. ``names`` are the interfaces of a type, or the locations of a directive.
    """

    kind: str
    name: str
    members: tuple[Member, ...] = ()
    names: tuple[Name, ...] = ()
    usages: tuple[Usage, ...] = ()
    repeatable: bool = False


def named(type: str) -> str:
    """Return the name inside lists and non-null marks."""
    return type.strip("[]!")
