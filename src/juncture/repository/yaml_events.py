"""Builds documents from the events of libyaml, in one pass; plain scalars mean what the YAML 1.2 core schema says."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from yaml import events

from juncture.facts.problem import InputError, Problem
from juncture.repository.document import MAX_DEPTH, MAX_NODES, Document

_SCALAR: Any = events.ScalarEvent
_ALIAS: Any = events.AliasEvent
_MAPPING: Any = events.MappingStartEvent
_MAPPING_END: Any = events.MappingEndEvent
_SEQUENCE_END: Any = events.SequenceEndEvent
_DOCUMENT: Any = events.DocumentStartEvent
_STREAM_END: Any = events.StreamEndEvent

_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_LONGEST_NUMBER = 400


def plain_scalar(text: str) -> Any:
    """Return the value of an unquoted scalar by the YAML 1.2 core schema (section 10.3.2)."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER or not (text[0].isdigit() or text[0] in "+-."):
        return text
    if _INT.match(text):
        return int(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text[2:], 16)
    return float(text) if _FLOAT.match(text) else text


class _Anchored(NamedTuple):
    value: Any
    size: int


class YamlBuilder:
    """Builds documents from the events of libyaml, in one pass.

    ``following`` returns the next event. What most files consist of, scalars without a tag or an anchor, is read where
    it stands, without the calls that everything else takes.
    """

    def __init__(self, following: Callable[[], Any], path: str) -> None:
        self.following = following
        self.path = path
        self.nodes = 0
        self.depth = 0
        self.anchors: dict[str, _Anchored] = {}
        self.document = Document(path, None)

    def __iter__(self) -> Iterator[Document]:
        while type(event := self.following()) is not _STREAM_END:
            if type(event) is _DOCUMENT:
                self.anchors = {}
                self.document = Document(self.path, None, event.start_mark.line + 1)
                first = self.following()
                self.document.line = first.start_mark.line + 1
                self.document.value = self._node(first)
                yield self.document

    def _refuse(self, event: Any, what: str) -> InputError:
        return InputError(Problem(self.path, event.start_mark.line + 1, what))

    def _node(self, event: Any) -> Any:
        kind = type(event)
        if kind is _ALIAS:
            return self._alias(event)
        before = self.nodes
        self._count(event, 1)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._refuse(event, f"nested deeper than {MAX_DEPTH} levels")
        if event.tag is not None and not event.tag.startswith("tag:yaml.org,2002:"):
            self.document.tags.append(event.start_mark.line + 1)
        value: Any
        if kind is _SCALAR:
            # A quoted scalar, or one tagged !!str, is text whatever it looks like.
            is_text = event.style or event.tag == "tag:yaml.org,2002:str"
            value = event.value if is_text else plain_scalar(event.value)
        else:
            value = self._mapping(event) if kind is _MAPPING else self._sequence()
        self.depth -= 1
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, self.nodes - before)
        return value

    def _alias(self, event: Any) -> Any:
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            raise self._refuse(event, f"the alias *{event.anchor} stands before its anchor, or inside it")
        self._count(event, anchored.size)
        return anchored.value

    def _count(self, event: Any, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self._refuse(event, f"more than {MAX_NODES:,} nodes once aliases are followed")

    def _is_simple(self, event: Any) -> bool:
        """Whether an event is a scalar that only says its text, where one more node may stand."""
        return (
            type(event) is _SCALAR
            and event.tag is None
            and event.anchor is None
            and self.depth < MAX_DEPTH
            and self.nodes < MAX_NODES
        )

    def _sequence(self) -> list[Any]:
        value: list[Any] = []
        marks: list[int] = []
        following = self.following
        while type(event := following()) is not _SEQUENCE_END:
            marks.append(event.start_mark.line + 1)
            if self._is_simple(event):
                self.nodes += 1
                value.append(event.value if event.style else plain_scalar(event.value))
            else:
                value.append(self._node(event))
        self.document._marks[id(value)] = marks
        return value

    def _mapping(self, start: Any) -> dict[str, Any]:
        value: dict[str, Any] = {}
        marks: dict[str, int] = {}
        merged: list[Any] = []
        following, is_simple = self.following, self._is_simple
        while type(event := following()) is not _MAPPING_END:
            line = event.start_mark.line + 1
            if is_simple(event):
                self.nodes += 1
                name = event.value
            else:
                name = self._key(event, start)
            is_merge = name == "<<" and type(event) is _SCALAR and not event.style
            event = following()
            item: Any
            if is_simple(event):
                self.nodes += 1
                item = event.value if event.style else plain_scalar(event.value)
            else:
                item = self._node(event)
            if is_merge:
                merged.extend(item if isinstance(item, list) else [item])
                continue
            if name in value:
                self.document.duplicates.append((name, line))
            value[name] = item
            marks[name] = line
        for source in merged:
            self._merge(source, value, marks, start.start_mark.line + 1)
        self.document._marks[id(value)] = marks
        return value

    def _key(self, event: Any, start: Any) -> str:
        key = self._node(event)
        if isinstance(key, dict | list):
            raise self._refuse(start, "a mapping or a list as a key")
        return event.value if type(event) is _SCALAR else str(key)

    def _merge(self, source: Any, value: dict[str, Any], marks: dict[str, int], line: int) -> None:
        """Take over what a merge key names, where the mapping does not say otherwise (YAML 1.1, merge key)."""
        if isinstance(source, dict):
            theirs = self.document._marks.get(id(source), {})
            for name, item in source.items():
                if name not in value:
                    value[name] = item
                    marks[name] = theirs.get(name, line)
