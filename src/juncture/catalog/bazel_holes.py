"""The strings of a statement: what fills the holes of its shape."""

from itertools import accumulate

from juncture.catalog.bazel_syntax import Hole, Label, Statement


def texts(part: Hole | Label, statement: Statement) -> list[str]:
    """Return the strings of a part of a statement."""
    if isinstance(part, Label):
        return [part.text]
    _, lists, words = part
    _, _, filling, first_list, first_word = statement
    if not words:
        return filling.lists[first_list + lists].split('"')[1::2]
    if len(words) == 1:
        return [filling.words[first_word + words[0]]]
    return ["".join([filling.words[first_word + word] for word in words])]


def labels(part: Hole | Label, statement: Statement) -> list[Label]:
    """Return the strings of a part of a statement, each with its line."""
    if isinstance(part, Label):
        return [Label(part.text, statement.line + part.line)]
    line, lists, words = part
    _, first_line, (written, _, above), first, _ = statement
    place = first + lists
    line += first_line + above[place] - above[first]
    if words:
        return [Label(texts(part, statement)[0], line)]
    pieces = written[place].split('"')
    if above[place] == above[place + 1]:
        return [Label(word, line) for word in pieces[1::2]]
    lines = accumulate([gap.count("\n") for gap in pieces[:-1:2]], initial=line)
    next(lines)
    return list(map(Label, pieces[1::2], lines))
