"""The parts of a .proto file: ``Message.field``, ``Service/Method``, ``Message@oneof``, ``option:go_package`` …

Names are relative to the file's package. A declaration that is called like a part of the file itself
(``package``, ``syntax``, ``file``) has a dot in front.
"""

import re
from typing import Literal

import msgspec

from juncture.facts.problem import InputError, Problem

Kind = Literal["declaration", "method", "oneof", "extension", "option", "import", "package", "syntax", "file"]
_WHOLE: dict[str, Kind] = {"package": "package", "syntax": "syntax", "file": "file"}
_NAMED: tuple[Kind, ...] = ("option", "import")
_NAME = r"[A-Za-z_]\w*"
_DOTTED = rf"{_NAME}(?:\.{_NAME})*"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("method", re.compile(rf"({_NAME})/({_NAME})", re.ASCII)),
    ("oneof", re.compile(rf"({_DOTTED})@({_NAME})", re.ASCII)),
    ("extension", re.compile(rf"\[({_DOTTED})\]()", re.ASCII)),
    ("declaration", re.compile(rf"\.?({_DOTTED})()", re.ASCII)),
)


class Part(msgspec.Struct, frozen=True, order=True):
    """A part by kind.

    ``name`` is the declaration's (``Outer.Inner.field``), the service's, the message's of a oneof, the
    option's or the imported path; ``member`` is the method or the oneof.
    """

    kind: Kind
    name: str = ""
    member: str = ""

    def __str__(self) -> str:
        match self.kind:
            case "method":
                return f"{self.name}/{self.member}"
            case "oneof":
                return f"{self.name}@{self.member}"
            case "extension":
                return f"[{self.name}]"
            case "option" | "import":
                return f"{self.kind}:{self.name}"
            case "declaration":
                return f".{self.name}" if self.name in _WHOLE else self.name
            case _:
                return self.kind


def parse_part(text: str) -> Part:
    """Return the part that is written so. Raises InputError."""
    if text in _WHOLE:
        return Part(_WHOLE[text])
    for kind in _NAMED:
        if text.startswith(kind + ":") and len(text) > len(kind) + 1:
            return Part(kind, text[len(kind) + 1 :])
    for form, pattern in _FORMS:
        if match := pattern.fullmatch(text):
            return Part(form, match[1], match[2])
    expected = "Message.field, Enum.VALUE, Service/Method, Message@oneof, [extension], option:NAME, package or syntax"
    raise InputError(Problem(text, 0, f"no part of a .proto file; expected {expected}"))
