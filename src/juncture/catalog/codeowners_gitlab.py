"""CODEOWNERS as GitLab reads it: sections whose owners unite, Ruby's fnmatch, exclusions, roles.

Source: GitLab Docs, "Syntax of CODEOWNERS file" and "Advanced CODEOWNERS configuration".
"""

import re
from typing import NamedTuple

from juncture.catalog.codeowners_model import DEEP, Parsed, Pattern, Remark, Rule, Section, Step, segment

_HEADING = re.compile(r"(\^)?\[([^\]]+)\](?:\[(\d*)\])?(?:\s+(.*))?\Z")
_PATTERN = re.compile(r"(?:\\.|[^\s\\])*\\?")
_OWNER = re.compile(
    r"(?<![A-Za-z0-9_.@/%+-])"
    r"(?:@@?[A-Za-z0-9_][A-Za-z0-9_./-]*|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)


class _Heading(NamedTuple):
    """The section that entries fall into, with the owners they take where they name none."""

    name: str
    owners: tuple[str, ...]


def has_sections(lines: list[str]) -> bool:
    """Tell whether a file has a section heading, which only this dialect knows."""
    return any(_HEADING.match(line.strip()) for line in lines if line.lstrip()[:1] in {"[", "^"})


def parse(lines: list[str]) -> Parsed:
    """Return the entries with the owners that they have or inherit, the sections, and remarks on single lines."""
    rules: list[Rule] = []
    sections: dict[str, Section] = {}
    remarks: list[Remark] = []
    current = _Heading("", ())
    for line, text in enumerate(lines, 1):
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        heading = _HEADING.match(stripped)
        if heading:
            section = _merged(sections, heading, line)
            current = _Heading(section.name, tuple(dict.fromkeys(_OWNER.findall(heading[4] or ""))))
            continue
        entry, said = _entry(stripped, current, line)
        rules.append(entry)
        remarks += said
    return Parsed(tuple(rules), tuple(sections.values()), tuple(remarks))


def _merged(sections: dict[str, Section], heading: re.Match[str], line: int) -> Section:
    """Sections of one name are one, whatever the case; required once any of them is."""
    key = heading[2].strip().lower()
    first = sections.get(key, Section(heading[2].strip(), line, optional=True))
    approvals = max(first.approvals, int(heading[3][:4]) if heading[3] else 1)
    sections[key] = Section(first.name, first.line, first.optional and bool(heading[1]), approvals)
    return sections[key]


def _entry(text: str, section: _Heading, line: int) -> tuple[Rule, list[Remark]]:
    found = _PATTERN.match(text)
    pattern = found[0] if found else text
    rest = text[len(pattern) :]
    before, _, comment = rest.partition(" #")
    said = {
        "bad-heading": "GitLab reads this as an entry, not as a section heading"
        if text.startswith(("[", "^["))
        else "",
        "comment-owner": _listed("GitLab has no inline comments; owned by", _OWNER.findall(comment)),
        "bad-owner": _listed("GitLab ignores", [word for word in before.split() if not _OWNER.fullmatch(word)]),
    }
    remarks = [Remark(f"catalog/codeowners-{name}", line, pattern, what) for name, what in said.items() if what]
    owners = tuple(dict.fromkeys(_OWNER.findall(rest))) or section.owners
    if pattern.startswith("!"):
        return Rule(line, pattern[1:], (), section.name, excludes=True), remarks
    return Rule(line, pattern, owners, section.name), remarks


def _listed(sentence: str, words: list[str]) -> str:
    return f"{sentence} {', '.join(map(ascii, words))}" if words else ""


def steps(pattern: str) -> Pattern:
    """Return a pattern in segments ("Path matching"): no leading slash means any depth, no last slash a file only."""
    if pattern == "*":
        return Pattern((), file=False, tree=True)  # all below the root
    pattern = pattern.removeprefix("\\") if pattern.startswith("\\#") else pattern
    names = pattern.removeprefix("/").split("/")
    above: list[Step] = [DEEP if name == "**" else segment(name, brackets=True) for name in names[:-1]]
    if not pattern.startswith("/"):
        above = [DEEP, *above]
    if names[-1] == "":
        while above and above[-1] is DEEP:
            above.pop()
        return Pattern(tuple(above), file=False, tree=True)
    return Pattern((*above, segment(names[-1], brackets=True)), file=True, tree=False)
