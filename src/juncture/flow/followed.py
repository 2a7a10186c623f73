"""Where a use went: a line that moved is found by its text, one that was edited by what stood in its place."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from juncture.flow import edits
from juncture.flow.found import Found
from juncture.repository.changes import LineChange


class Gone(NamedTuple):
    """A use of base whose line head does not have. ``between`` are the lines of head that its neighbours stand on.

    ``shape`` is what stays of it where it moves.
    """

    use: Found
    between: tuple[int, int]
    shape: str


class Followed(NamedTuple):
    """A use on a line of head's own, and the use of base that it was. ``moved`` tells that only its place differs."""

    use: Found
    before: Found | None
    moved: bool


def parted(base: list[Found], change: LineChange | None) -> tuple[list[Found], list[Gone]]:
    """Part base's uses into those whose line stands at head, with head's number, and those whose line is gone."""
    if change is None:
        return base, []
    at_head = {there: here for here, there in change.moved.items()}
    stays = [use._replace(line=at_head[use.line]) for use in base if use.line in at_head]
    return stays, [Gone(use, _between(use.line, at_head), edits.shape(use)) for use in base if use.line not in at_head]


def _between(line: int, at_head: dict[int, int]) -> tuple[int, int]:
    before = max((there for there in at_head if there < line), default=0)
    behind = min((there for there in at_head if there > line), default=0)
    return at_head.get(before, 0), at_head.get(behind, 0)


def followed(fresh: Iterable[Found], gone: Iterable[Gone]) -> tuple[list[Followed], list[Found]]:
    """Return what each use of head was at base, and the uses of base that none of head was.

    A line of the same text is the same one, that in the same file before one of the same service before any other;
    then comes one between the same lines, then any of the same file.
    """
    waiting, left = [(use, edits.shape(use)) for use in fresh], list(gone)
    found: list[Followed] = []
    for near in (_moved_in_file, _moved_in_service, _moved, _in_place, _in_file):
        for use, shape in list(waiting):
            there = next((one for one in left if near(one, use, shape)), None)
            if there is not None:
                left.remove(there)
                waiting.remove((use, shape))
                found.append(Followed(use, there.use, near in _MOVED))
    found += [Followed(use, None, moved=False) for use, _ in waiting]
    return found, [one.use for one in left]


def _moved(one: Gone, use: Found, shape: str) -> bool:
    return one.shape == shape


def _moved_in_file(one: Gone, use: Found, shape: str) -> bool:
    return one.use.path == use.path and one.shape == shape


def _moved_in_service(one: Gone, use: Found, shape: str) -> bool:
    return one.use.service == use.service and one.shape == shape


_MOVED: tuple[Callable[[Gone, Found, str], bool], ...] = (_moved_in_file, _moved_in_service, _moved)


def _in_place(one: Gone, use: Found, shape: str) -> bool:
    after, before = one.between
    return one.use.path == use.path and after < use.line and (use.line < before or not before)


def _in_file(one: Gone, use: Found, shape: str) -> bool:
    return one.use.path == use.path
