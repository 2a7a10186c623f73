"""What CODEOWNERS files say: rules, sections, ownership; and their patterns, segment by segment."""

import re
from typing import NamedTuple

import msgspec


class Rule(msgspec.Struct, frozen=True):
    """One line that speaks about paths. ``section`` is empty outside any; ``excludes`` marks GitLab's ``!``."""

    line: int
    pattern: str
    owners: tuple[str, ...] = ()
    section: str = ""
    excludes: bool = False


class Section(msgspec.Struct, frozen=True):
    """A section of the GitLab dialect; ``line`` is its first heading. ``approvals`` is how many are required."""

    name: str
    line: int
    optional: bool = False
    approvals: int = 1


class Ownership(msgspec.Struct, frozen=True):
    """Who must approve a path.

    ``state`` is ``owned``, ``unowned`` (a line says so on purpose: no owners, or an exclusion) or ``unmatched``.
    ``line`` and ``pattern`` are of the first rule that decides; ``lines`` of all of them, one a section.
    """

    state: str
    owners: tuple[str, ...] = ()
    line: int = 0
    pattern: str = ""
    lines: tuple[int, ...] = ()


class Remark(NamedTuple):
    """What is wrong with a line: the id of a rule, and the sentence."""

    rule: str
    line: int
    pattern: str
    message: str


class Parsed(NamedTuple):
    """What a dialect reads: the rules in force in file order, the sections, remarks on single lines."""

    rules: tuple[Rule, ...]
    sections: tuple[Section, ...]
    remarks: tuple[Remark, ...]


class Wildcard(NamedTuple):
    """A segment with wildcards. ``extension`` is what every name it matches ends with, empty where unknown."""

    regex: str
    extension: str
    suffix_only: bool


class Special:
    """A segment that is one sign: ``ANY`` is any one name, ``DEEP`` any number of folders, none included."""

    def __init__(self, text: str) -> None:
        self.text = text


ANY = Special("*")
DEEP = Special("**")
Step = str | Wildcard | Special


class Pattern(NamedTuple):
    """A pattern in segments. ``file``: a file of that path matches; ``tree``: all below a folder of that path."""

    steps: tuple[Step, ...]
    file: bool
    tree: bool


_EXTENSION = re.compile(r"\.([A-Za-z0-9_-]+)\Z")


def segment(text: str, *, brackets: bool) -> Step:
    r"""Return one segment, compiled: ``*`` ``?`` ``\x``, and ``[a-z]`` ``[!a]`` where the dialect has brackets.

    The expression is linear: each part between two stars is taken where it first fits, never tried again.
    """
    if text and not text.strip("*"):
        return ANY
    parts, literal, is_literal, at = [""], "", True, 0
    while at < len(text):
        sign = text[at]
        if sign == "\\" and at + 1 < len(text):
            at += 1
            literal += text[at]
            parts[-1] += re.escape(text[at])
        elif sign == "*":
            is_literal = False
            if parts[-1] or len(parts) == 1:
                parts.append("")
        elif sign == "?":
            is_literal = False
            parts[-1] += "."
        elif sign == "[" and brackets:
            is_literal = False
            taken, at = _bracket(text, at)
            parts[-1] += taken
        else:
            literal += sign
            parts[-1] += re.escape(sign)
        at += 1
    if is_literal:
        return literal
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1])
    regex = f"{parts[0]}{middle}.*{parts[-1]}" if len(parts) > 1 else parts[0]
    found = _EXTENSION.search(text)
    extension = found[1] if found else ""
    return Wildcard(regex, extension, bool(extension) and text == f"*.{extension}")


def _bracket(text: str, at: int) -> tuple[str, int]:
    """Return the set that opens at ``at`` as an expression, and where it closes; one left open matches nothing."""
    inside = at + 1
    negated = text[inside : inside + 1] in {"!", "^"}
    inside += negated
    end = text.find("]", inside + 1)
    if end < 0:
        return "(?!)", len(text)
    body = re.sub(r"\\(.)|([\\\[\]^&~|])", lambda found: "\\" + (found[1] or found[2]), text[inside:end])
    regex = f"[{'^' if negated else ''}{body}]"
    try:
        re.compile(regex)
    except re.error:
        return "(?!)", end  # a range that runs backwards matches nothing
    return regex, end
