"""CODEOWNERS as GitHub reads it: nearly gitignore, last match wins, a line that is not understood is void.

Source: GitHub Docs, "About code owners", sections "CODEOWNERS syntax" and "Syntax exceptions".
"""

import re

from juncture.catalog.codeowners_model import ANY, DEEP, Parsed, Pattern, Remark, Rule, Step, segment

MAX_BYTES = 3 * 1024 * 1024
"""A larger file is not loaded (section "CODEOWNERS file size")."""

NOBODY = "@ghost"
"""The account that stands for deleted users: naming it is naming nobody."""

_PATTERN = re.compile(r"(?:\\.|[^\s\\])*\\?")
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
_OWNER = re.compile(
    r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9_.-]+)?"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]+"
)


def parse(lines: list[str]) -> Parsed:
    """Return the rules in force, and a remark on each line that GitHub skips."""
    rules: list[Rule] = []
    remarks: list[Remark] = []
    for line, text in enumerate(lines, 1):
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        pattern, owners = _split(stripped)
        reason = why_void(pattern) or _bad_owner(owners)
        if reason:
            message = f"GitHub skips this line: {reason}"
            remarks.append(Remark("catalog/codeowners-void-line", line, pattern, message))
            continue
        named = tuple(dict.fromkeys(owner for owner in owners if owner.lower() != NOBODY))
        rules.append(Rule(line, pattern, named))
    return Parsed(tuple(rules), (), tuple(remarks))


def _split(text: str) -> tuple[str, list[str]]:
    found = _PATTERN.match(text)
    pattern = found[0] if found else text
    owners: list[str] = []
    for word in text[len(pattern) :].split():
        if word.startswith("#"):
            break
        owners.append(word)
    return pattern, owners


def why_void(pattern: str) -> str:
    """Return why GitHub does not follow a pattern, empty where it does (section "Syntax exceptions")."""
    if pattern.startswith("!"):
        return "`!` does not negate here"
    if pattern.startswith("\\#"):
        return "`\\#` does not escape a comment here"
    if _BRACKET.search(pattern):
        return "`[ ]` is no character range here"
    if "***" in pattern:
        return "`***` is no pattern; did you mean `**`?"
    if pattern == "/":
        return "`/` matches nothing; did you mean `*`?"
    return "it ends in a backslash" if re.search(r"(?<!\\)(?:\\\\)*\\\Z", pattern) else ""


def _bad_owner(owners: list[str]) -> str:
    bad = [owner for owner in owners if not _OWNER.fullmatch(owner)]
    return f"{', '.join(map(ascii, bad))} is no @user, @organisation/team or e-mail address" if bad else ""


def steps(pattern: str) -> Pattern:
    """Return a pattern in segments.

    ``name`` and ``name/`` match at any depth, anything with an inner or leading slash from the root; what
    matches a folder matches all below it, except a last ``*``, which stays in its folder.
    """
    names = re.sub(r"(?<![^/])\*\*(?:/\*\*)+(?![^/])", "**", pattern).split("/")
    if names[0] == "":
        names = names[1:]
    elif (len(names) == 1 or names[1:] == [""]) and names[0] != "**":
        names = ["**", *names]
    if len(names) > 1 and names[-1] == "":
        return Pattern(_filled(names[:-1]), file=False, tree=True)
    if names[-1] == "**" or names == ["**", "*"]:
        return Pattern(_filled(names[:-1]) if len(names) > 1 and names[-1] == "**" else (), file=False, tree=True)
    return Pattern(_filled(names), file=True, tree=names[-1] != "*")


def _filled(names: list[str]) -> tuple[Step, ...]:
    """Compile the segments; a last ``**`` asks for one more folder, whichever."""
    found = [DEEP if name == "**" else segment(name, brackets=False) for name in names]
    return tuple([*found, ANY] if found and found[-1] is DEEP else found)
