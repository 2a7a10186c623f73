"""AGENTS.md and its like: the sentences and commands that people wrote for those who change a place.

They are listed with their lines, as data: nothing here is carried out or obeyed (threats.md T22).
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from itertools import accumulate

import msgspec

from juncture.catalog.model import Guide
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Reader

MAX_TEXT = 400
"""Characters of a guide that are kept."""

_SHELLS = frozenset({"sh", "shell", "bash", "zsh", "console", "terminal", "shell-session"})
_PROGRAMS = re.compile(
    r"bash|bazel|bazelisk|buf|bun|bundle|cargo|cd|cmake|composer|ctest|deno|docker|docker-compose|dotnet|eslint|git|go|"
    r"golangci-lint|gradle|helm|jest|just|kubectl|kustomize|lerna|make|mix|mvn|mypy|ninja|node|nox|npm|npx|nx|php|phpunit|"
    r"pip|pipenv|pnpm|poetry|pre-commit|prettier|protoc|pytest|python|python3|rake|ruby|ruff|sbt|sh|skaffold|swift|task|"
    r"terraform|tilt|tox|tsc|turbo|uv|vitest|yarn"
)
_GOES_ON = "\\"
_ALONE = frozenset({"make", "pytest", "tox"})
"""Programs that are a command without any argument."""

_SIGNS = r"[\s*_“✅❌⚠️]*"
_START = rf"(?:^|[.:;!?]\s|[*_]{{2}}|\bplease\b){_SIGNS}"
"""Where a sentence begins: also behind a title in bold, or a polite word."""
_CLAUSE = rf"(?:{_START}|[,(–—]\s?|\b(?:and|or|but|so|then|also)\b){_SIGNS}"
_ORDERED = r"\b[\s*_]*(?!\w+(?:ed|ing|[^s\W]s)\b)"
"""What follows is no verb that tells what somebody does: ``never drop``, not ``never drops`` or ``never dropped``."""
_FORBIDDEN = (
    r"\b(?:must|shall) (?:not|never)\b|\bmustn['’]t\b|\bnever to\b",
    r"\b(?:you|agents?|contributors?) (?:should (?:not|never)|shouldn['’]t)\b|\b(?:agents?|contributors?) may not\b",
    r"\b(?:nobody|no one|nothing) (?:may|must|should)\b",
    rf"{_START}(?:do not|don['’]t|never|avoid){_ORDERED}",
    rf"(?-i:(?<![\"'`])\b(?:Do not|Don['’]t|Never|D[Oo] N[Oo][Tt]|NEVER){_ORDERED})",
)
FORBIDDEN = re.compile("|".join(_FORBIDDEN), re.IGNORECASE)
"""What forbids by itself: in prose a clause that begins so further on may only tell what somebody does not do."""

_KINDS = (
    (
        "approval",
        (
            r"\b(?:needs?|requires?|get|obtain|wait for|seek|ask for|without)\b[^.]{0,40}\bapproval\b",
            r"\bapproval\b[^.]{0,30}\b(?:required|needed|first|before)\b",
            r"\b(?:must|has to|have to|needs? to|should) (?:\w+ ){0,2}be (?:\w+ )?(?:approved|signed off)\b",
            r"\b(?:unless|until|before|only|explicitly)\b[^.]{0,80}\b(?:approved?|approves)\b",
            r"\bmust (?:\w+ )?(?:approve|sign off)\b",
            r"\b(?:needs?|requires?)\b[^.]{0,40}\b(?:sign-?off|human review)\b",
        ),
    ),
    (
        "ask",
        (
            rf"{_CLAUSE}(?:ask|consult|discuss|(?:check|confirm|agree|align) (?:on (?:\w+ )?)?with)\b(?! *[`\[])",
            r"\bagreed (?:on )?with\b",
            r"\b(?:must|should) (?:first )?(?:ask|consult|discuss)\b",
        ),
    ),
    (
        "never",
        (*_FORBIDDEN, rf"{_CLAUSE}(?:do not|don['’]t|never|avoid){_ORDERED}"),
    ),
    (
        "must",
        (
            r"(?<!if you )\bmust\b(?!-| have been\b)",
            rf"{_CLAUSE}(?:always{_ORDERED}|(?:make|be) sure\b|ensure\b)",
        ),
    ),
)
"""The kinds of sentences, the strongest claim on a person's attention first: the first that fits is the kind.

Only what orders somebody counts: prose that tells what is required, or what never happens, asks nothing of a reader.
"""
_FITTING = tuple((kind, re.compile("|".join(words), re.IGNORECASE)) for kind, words in _KINDS)

_FENCE = re.compile(r" {0,3}(?P<sign>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]*)")
_ITEM = re.compile(r"[ \t]*\||[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+|[ \t]*(?:>[ \t]*)+|#{1,6}[ \t]+")
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_SENTENCE = re.compile(r"(?<=[.!?])[ \t]+(?=[\[(\"'“`*_]?[A-Z0-9`])")
_ASSIGNED = re.compile(r"[A-Z_][A-Z0-9_]*=\S*")


class AgentsFile(msgspec.Struct, frozen=True):
    """The guides of one file, in its order."""

    guides: tuple[Guide, ...] = ()


def is_agents(path: str) -> bool:
    """Tell whether a path is one of the files that speak to those who change a folder."""
    return path.rpartition("/")[2] == "AGENTS.md"


def chain(path: str, agents_paths: Collection[str]) -> tuple[str, ...]:
    """Return the files that speak about a path or a folder, the nearest first, the root's last."""
    folders = [path]
    while folders[-1]:
        folders.append(folders[-1].rpartition("/")[0])
    by_folder: dict[str, list[str]] = {}
    for agents in sorted(agents_paths):
        by_folder.setdefault(agents.rpartition("/")[0], []).append(agents)
    return tuple(agents for folder in folders for agents in by_folder.get(folder, ()))


def visible(text: str) -> str:
    r"""Return text with every character that does not show written as ``\u{…}`` (threats.md T17)."""
    return "".join(sign if sign.isprintable() else f"\\u{{{ord(sign):x}}}" for sign in text)


def guides(path: str, content: bytes) -> tuple[Guide, ...]:
    """Return the sentences that say must, never, ask or approval, and the commands, each with its line.

    Commands are the lines of fenced shell blocks, and inline code that begins with a program.
    """
    found: list[Guide] = []
    seen: set[tuple[str, str]] = set()
    for line, kind, text in _spoken(content.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")):
        shown = visible(" ".join(text.replace("\t", " ").split(" ")).strip())[:MAX_TEXT]
        if shown and (kind, shown) not in seen:
            seen.add((kind, shown))
            found.append(Guide(kind, shown, Provenance(path, line, reader="agents")))
    return tuple(found)


def _spoken(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (line, kind, text) of every guide, paragraph by paragraph and block by block."""
    paragraph: list[tuple[int, str]] = []
    at = 0
    lines = _without_comments(lines)
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        item = _ITEM.match(lines[at])
        if fence or item or not lines[at].strip():
            yield from _sentences(paragraph)
            paragraph = []
        if fence:
            end = _closing(lines, at, fence["sign"])
            if fence["language"].lower() in _SHELLS:
                yield from ((line, "command", text) for line, text in _commands(lines, at + 1, end))
            at = end
        elif lines[at].strip():
            paragraph.append((at + 1, lines[at][item.end() if item else 0 :]))
        at += 1
    yield from _sentences(paragraph)


def _without_comments(lines: list[str]) -> list[str]:
    """Blank out HTML comments: no reader of the page sees them."""
    text = "\n".join(lines)
    blank = re.sub(r"<!--.*?(?:-->|\Z)", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    return blank.split("\n")


def _closing(lines: list[str], at: int, sign: str) -> int:
    """Return the line number, from 0, where a fenced block closes; the last one where it does not."""
    for end in range(at + 1, len(lines)):
        text = lines[end].strip()
        if text.startswith(sign) and not text.strip(sign[0]):
            return end
    return len(lines)


def _commands(lines: list[str], start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield the commands of a shell block. A last backslash joins lines; among prompts, all else is output."""
    block = [line.strip() for line in lines[start:end]]
    has_prompt = any(line.startswith("$ ") for line in block)
    pending, first = "", 0
    for number, line in enumerate(block, start + 1):
        if not first:
            if not line or line.startswith("#") or (has_prompt and not line.startswith("$ ")):
                continue
            first = number
        goes_on = line.endswith(_GOES_ON)
        pending = f"{pending} {line.removeprefix('$ ').removesuffix(_GOES_ON).strip()}".strip()[: MAX_TEXT + 1]
        if not goes_on:
            yield first, pending
            pending, first = "", 0
    if pending:
        yield first, pending


def _sentences(paragraph: list[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Yield the guides of a paragraph; its wrapped lines are joined, a sentence has the line it begins on."""
    text = " ".join(part.strip() for _, part in paragraph) + " "
    starts = [0, *accumulate(len(part.strip()) + 1 for _, part in paragraph)]

    def line_at(place: int) -> int:
        return paragraph[bisect_right(starts, place) - 1][0]

    at = 0
    for sentence in _SENTENCE.split(text) if paragraph else ():
        at = text.index(sentence, at)
        kind = next((kind for kind, words in _FITTING if words.search(sentence)), "")
        if kind:
            yield line_at(at), kind, sentence
        for code in _CODE.finditer(sentence):
            if _is_command(code[1]):
                yield line_at(at + code.start()), "command", code[1]
        at += len(sentence)


def _is_command(code: str) -> bool:
    words = [word for word in code.split() if not _ASSIGNED.fullmatch(word)]
    program = words[0] if words else ""
    named = _PROGRAMS.fullmatch(program) is not None and (len(words) > 1 or program in _ALONE)
    return named or program.startswith("./")


def read(path: str, content: bytes) -> AgentsFile:
    """Return the guides of one file."""
    return AgentsFile(guides(path, content))


READER = Reader("agents", 2, AgentsFile, read)
