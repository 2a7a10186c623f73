"""Who sends what a part belongs to, and whether they give the part: asked where a part has to be sent from now on."""

import re
from collections.abc import Iterable, Sequence

from juncture.code.language import language, language_of
from juncture.code.served import IMPLEMENTS
from juncture.code.syntax import Source, span
from juncture.facts.problem import InputError
from juncture.flow import edits
from juncture.flow.found import Found
from juncture.flow.model import UseState
from juncture.flow.repair import Judged, record
from juncture.flow.sought import Sought
from juncture.flow.uses import Finder
from juncture.repository.changes import ChangeSet, LineChange


def senders(finder: Finder, contract: str, part: Sought) -> list[Found]:
    """Return the lines that send what a part belongs to; ``met`` tells whether the code around them gives the part.

    Of a line beside which nobody can tell whether the part is given nothing is said here.
    """
    whole = part._replace(key="") if part.kind == "operation" else Sought("type", part.type, type=part.type)
    calls: dict[str, list[Found]] = {}
    for use in finder.uses(contract, whole):
        if use.how != IMPLEMENTS:
            calls.setdefault(use.path, []).append(use)
    found = []
    for path, here in calls.items():
        given = [use.line for use in finder.uses(contract, part) if use.path == path and not _may_lack(finder, use)]
        given += _queried(finder, path, part)
        doubted = [doubt.line for doubt in finder.doubts(contract, part) if doubt.path == path]
        reach = _reach(finder, path, here)
        for use, around in zip(here, reach, strict=True):
            met = _near(given, around, reach)
            if met or not _near(doubted, around, reach):
                found.append(use._replace(met=met, part=part.part))
    return found


def judge_sent(base: Iterable[Found], head: Iterable[Found], changes: ChangeSet, revision: str) -> list[Judged]:
    """Return the state of everybody who has to send a part that base did not ask for, where they send the whole.

    Who gave it at base already has nothing to mend: its uses fit.
    """
    old: dict[str, list[Found]] = {}
    for use in base:
        old.setdefault(use.path, []).append(use)
    head = list(head)
    lines = changes.lines(sorted({use.path for use in head}))
    judged = []
    for use in head:
        before = _before(use, old.get(use.path, []), lines.get(use.path))
        state = UseState.UNTOUCHED
        if use.met and not (before and before.met):
            state = UseState.REPAIRED if before else UseState.NEW
        fits = use.met and state is UseState.UNTOUCHED
        one = record(use._replace(how="write"), state, revision)
        judged.append(Judged(one, use.service, state, not use.met, passes=False, fits=fits, gives=True))
    return judged


def _before(use: Found, base: Sequence[Found], change: LineChange | None) -> Found | None:
    """Return the call of base that a call of head was: on the line that stands, else of the same text, else any."""
    if change is None:
        return next((one for one in base if one.line == use.line), None)
    there = change.moved.get(use.line)
    alike = [one for one in base if one.line == there] or [one for one in base if edits.shape(one) == edits.shape(use)]
    standing = set(change.moved.values())
    return next(iter(alike), None) or next((one for one in base if one.line not in standing), None)


def _queried(finder: Finder, path: str, part: Sought) -> list[int]:
    """Return the lines that write a parameter into a URL."""
    query = re.compile(rf"[?&]{re.escape(part.key or part.name)}=")
    return [number for number, text in enumerate(finder.files.lines(path), 1) if query.search(text)]


def _near(lines: Iterable[int], around: Sequence[range], reach: Iterable[Sequence[range]]) -> bool:
    """Tell whether one of these lines lies around a call, or in code that no call of the file has to itself."""
    own = [one for each in reach for one in each]
    return any(any(line in one for one in around) or not any(line in one for one in own) for line in lines)


def _reach(finder: Finder, path: str, calls: Sequence[Found]) -> list[list[range]]:
    """Return, for each call, the lines of the functions around it that hold no other call; its own where none does."""
    spoken = language_of(path)
    if spoken is None:
        return _documents(calls)
    try:
        source = Source(path, language(spoken), finder.files.content(path))
    except InputError as error:
        finder.files.unread[path] = str(error.problems[0])
        return [[range(use.line, use.line + 1)] for use in calls]
    places = [span(node) for node in source.nodes(*source.language.syntax.functions)]
    functions = [range(source.line(start), source.line(end) + 1) for start, end in places]
    lines = {use.line for use in calls}
    reach = []
    for use in calls:
        alone = [each for each in functions if use.line in each and not any(one in each for one in lines - {use.line})]
        within = any(use.line in each for each in functions)
        reach.append(alone or [range(use.line, use.line + 1)] if within else [_top(functions, lines, use.line)])
    return reach


def _top(functions: Iterable[range], lines: Iterable[int], line: int) -> range:
    """Return the lines of a call that stands in no function: all up to the next function or call."""
    behind = [each.start for each in functions if each.start > line] + [each for each in lines if each > line]
    return range(line, min(behind, default=line + 40))


def _documents(calls: Sequence[Found]) -> list[list[range]]:
    """Return the lines of a selection in a document: up to the next of the same field."""
    starts = sorted({use.line for use in calls})
    ends = dict(zip(starts, [*starts[1:], starts[-1] + 1_000] if starts else [], strict=True))
    return [[range(use.line, max(ends[use.line], use.line + 1))] for use in calls]


def _may_lack(finder: Finder, use: Found) -> bool:
    """Tell whether a document gives an argument by a variable that it may leave out."""
    if not use.reader.startswith("graphql"):
        return False
    text = finder.files.content(use.path).decode("utf-8", "replace")
    name = re.escape(re.sub(r"^.*\(|\)$", "", use.name))
    line = finder.files.line(use.path, use.line)
    given = re.search(rf"\b{name}\s*:\s*\$(\w+)", line)
    declared = re.search(rf"\${given[1]}\s*:\s*[\w\[\]! ]{{0,200}}?([\w\]!])\s*(=|[,)$\n])", text) if given else None
    return declared is not None and declared[1] != "!" and declared[2] != "="
