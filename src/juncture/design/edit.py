"""Answers spliced into the design file: an edited answer changes its own lines only."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from juncture.design.address import IDENTIFIED_BY, steps, value_at
from juncture.design.file import load
from juncture.design.marks import Spot, compose, descend, end_of, extent, line_end, line_start
from juncture.design.model import ChangeManagement, Decision, Design, Links, NonFunctional, OtherTeam
from juncture.design.yaml_text import block, flow, indented, items, pair, scalar
from juncture.facts.problem import InputError, Problem
from juncture.repository.documents import load_one

_STEP = 2


def save_answers(text: str, answers: Mapping[str, object], path: str = "design") -> str:
    """Return the text of a design with these answers in it.

    ``answers`` maps an address (address.py) to a text, a list, or a mapping whose entries are set one by one. Comments,
    order, quotes and line breaks of everything else stay byte for byte. Raises InputError where the text is no
    design, or an answer does not fit its place; ValueError where an address is none.
    """
    load(path, text.encode())
    for names, answer in _leaves(answers):
        text = _answered(text, names, answer, path)
    load(path, text.encode())
    return text


def _leaves(answers: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for field, answer in answers.items():
        plain = msgspec.to_builtins(answer)
        yield from _entries(steps(field), plain)


def _entries(names: tuple[str, ...], plain: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(plain, dict):
        for key, item in plain.items():
            yield from _entries((*names, key), item)
    else:
        yield names, list(plain) if isinstance(plain, tuple) else plain


def _answered(text: str, names: tuple[str, ...], answer: Any, path: str) -> str:
    document = load_one(text.encode(), path)
    before = document.value if isinstance(document.value, dict) else {}
    old = value_at(before, names)
    if old == answer or (old is None and not answer):
        return text
    if not isinstance(answer, str | list):
        raise InputError(Problem(path, 0, f"{'.'.join(names)}: a text or a list is expected"))
    edited = _put(text, names, answer, before)
    if not _says(edited, _with(before, names, answer)):
        line = document.line_of(*names)
        raise InputError(Problem(path, line, f"{'.'.join(names)} cannot be edited in place here (an anchor, a tag, "
                                             "an unusual layout); edit the file by hand"))  # fmt: skip
    return edited


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return bool(load_one(text.encode(), "edited").value == wanted)
    except InputError:
        return False


def _with(design: dict[str, Any], names: tuple[str, ...], answer: Any) -> dict[str, Any]:
    """Return plain data with an answer set: what the edited text has to say."""
    name, rest = names[0], names[1:]
    if not rest:
        return {**design, name: answer}
    inner = design.get(name, [] if name in IDENTIFIED_BY else {})
    if isinstance(inner, dict):
        return {**design, name: _with(inner, rest, answer)}
    identity = IDENTIFIED_BY[name]
    at = next((number for number, item in enumerate(inner) if item[identity] == rest[0]), None)
    if at is None:
        return {**design, name: [*inner, _new_item(name, rest, answer)]}
    return {**design, name: [*inner[:at], _with(inner[at], rest[1:], answer), *inner[at + 1 :]]}


def _new_item(list_name: str, names: tuple[str, ...], answer: Any) -> dict[str, Any]:
    return _with({IDENTIFIED_BY[list_name]: names[0]}, names[1:], answer)


def _put(text: str, names: tuple[str, ...], answer: Any, before: dict[str, Any]) -> str:
    root = compose(text)
    if root is None:
        lead = "" if not text or text.endswith("\n") else _eol(text)
        return text + lead + _eol(text).join([*pair(names[0], _with({}, names, answer)[names[0]]), ""])
    spot, missing = descend(root, names)
    if not missing:
        return _replace_scalar(text, spot, answer) if isinstance(answer, str) else _replace_list(text, spot, answer)
    if spot.node.id == "sequence":
        there = value_at(before, names[: -len(missing)])
        return _replace_list(text, spot, [*there, _new_item(spot.name, missing, answer)])
    return _insert(text, spot, missing[0], _with({}, missing, answer)[missing[0]])


def _replace_scalar(text: str, spot: Spot, answer: str) -> str:
    piece = extent(text, spot.node, spot.column)
    as_block = None if spot.in_flow else block(answer)
    if as_block is None:
        style = spot.node.style if spot.node.style in {"'", '"'} else ""
        written = flow(answer) if spot.in_flow and not style else scalar(answer, style)
        return text[: piece.start] + written + text[piece.head_end : piece.line_end] + text[piece.end :]
    header, lines = as_block
    body = _lines(text, indented(lines, max(spot.column, 0) + _STEP))
    rest = text[piece.end :] or _eol(text)
    return text[: piece.start] + header + text[piece.head_end : piece.line_end] + body + rest


def _replace_list(text: str, spot: Spot, answer: list[Any]) -> str:
    node = spot.node
    if spot.in_flow or (node.flow_style and node.value):
        return text[: node.start_mark.index] + flow(answer) + text[node.end_mark.index :]
    if node.flow_style:
        return _unfold(text, spot, items(answer))
    if not answer:
        end = line_end(text, end_of(text, node, spot.column))
        colon = text.index(":", spot.key_end) + 1
        before = line_start(text, node.start_mark.index)
        return text[:colon] + " []" + text[colon:before].rstrip("\r\n") + text[end:]
    return _replace_items(text, node, answer)


def _replace_items(text: str, node: Any, answer: list[Any]) -> str:
    """Add, remove and rewrite items of a block list; equal ones keep their lines."""
    column = node.start_mark.column
    old = [_plain(item) for item in node.value]
    spans = [_span(text, item, column) for item in node.value]
    matcher = difflib.SequenceMatcher(
        None, [flow(item) for item in old], [flow(item) for item in answer], autojunk=False
    )
    for change, first, last, new_first, new_last in reversed(matcher.get_opcodes()):
        written = indented(items(answer[new_first:new_last]), column)
        if change == "insert":
            at = spans[first - 1][1] if first else spans[0][0]
            text = text[:at] + _lines(text, written) + text[at:] if first else _before(text, at, written)
        elif change == "replace":
            text = text[: spans[first][0]] + _eol(text).join(written) + text[spans[last - 1][1] :]
        elif change == "delete":
            start, end = spans[first][0], spans[last - 1][1]
            follows = text.find("\n", end) + 1 or len(text)
            text = text[:start] + text[follows:]
    return text


def _span(text: str, item: Any, column: int) -> tuple[int, int]:
    """From the start of the line with the item's dash to the end of its last line."""
    start = line_start(text, item.start_mark.index)
    return start, line_end(text, end_of(text, item, column))


def _plain(node: Any) -> Any:
    if node.id == "mapping":
        return {key.value: _plain(value) for key, value in node.value}
    return [_plain(item) for item in node.value] if node.id == "sequence" else node.value


def _insert(text: str, spot: Spot, name: str, value: Any) -> str:
    node = spot.node
    if node.flow_style and not node.value and spot.column >= 0 and not spot.in_flow:
        return _unfold(text, spot, pair(name, value))
    if node.flow_style:
        at = end_of(text, node.value[-1][1], 0) if node.value else node.start_mark.index + 1
        return text[:at] + (", " if node.value else "") + f"{scalar(name)}: {flow(value)}" + text[at:]
    column = node.value[0][0].start_mark.column
    written = indented(pair(name, value), column)
    previous = _previous(spot, name)
    if previous is None:
        first = line_start(text, node.value[0][0].start_mark.index)
        if text[first : first + column].strip(" "):  # behind a dash: the first key keeps its line
            previous = node.value[0]
        else:
            return _before(text, _comment_start(text, first), written)
    key, held = previous
    at = line_end(text, end_of(text, held, key.start_mark.column))
    return text[:at] + _lines(text, written) + (text[at:] or _eol(text))


def _previous(spot: Spot, name: str) -> Any:
    """Return the pair that a new key follows: the nearest before it in the order of the schema."""
    order = ORDER.get(spot.name, ())
    if name not in order:
        return spot.node.value[-1]
    earlier = order[: order.index(name)]
    pairs = [entry for entry in spot.node.value if entry[0].value in earlier]
    return max(pairs, key=lambda entry: earlier.index(entry[0].value), default=None)


def _comment_start(text: str, first: int) -> int:
    """Return where the comment right above a line begins; the line itself where that comment heads the file."""
    at = first
    while at:
        above = line_start(text, at - 1)
        if not text[above:at].lstrip(" ").startswith("#"):
            return at
        at = above
    return first


def _unfold(text: str, spot: Spot, lines: Sequence[str]) -> str:
    """Put lines below a key in the place of the empty ``[]`` or ``{}`` behind it."""
    start, end = spot.node.start_mark.index, spot.node.end_mark.index
    last = line_end(text, end)
    head = text[:start].rstrip(" ") + text[end:last]
    return head + _lines(text, indented(lines, spot.column + _STEP)) + (text[last:] or _eol(text))


def _lines(text: str, lines: Sequence[str]) -> str:
    eol = _eol(text)
    return "".join(eol + line for line in lines)


def _before(text: str, at: int, lines: Sequence[str]) -> str:
    eol = _eol(text)
    return text[:at] + "".join(line + eol for line in lines) + text[at:]


def _eol(text: str) -> str:
    """Return the line break that the file uses."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


ORDER: Mapping[str, tuple[str, ...]] = {
    "": Design.__struct_fields__,
    "non_functional": NonFunctional.__struct_fields__,
    "change_management": ChangeManagement.__struct_fields__,
    "other_teams[]": OtherTeam.__struct_fields__,
    "links": Links.__struct_fields__,
    "decisions[]": Decision.__struct_fields__,
}
"""The keys of each mapping of the design file, in the order of the schema."""
