"""Evidence of receivers: who is asked by the provider of an API, through a webhook or the callback of an operation.

A webhook's receiver names it, where it says that it handles webhooks, or has a function called by its operationId. A
callback's receiver calls the operation that it gives its URL to, and serves a path that it writes there, or that the
description writes behind the URL.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from juncture.code.language import language, names
from juncture.code.requests import ANY, Requested, requested
from juncture.code.routes import around
from juncture.code.served import defined
from juncture.code.syntax import Source, string
from juncture.code.vocabulary import is_telling, word_of
from juncture.facts.problem import InputError
from juncture.flow.calls import Calls
from juncture.flow.descriptions import Descriptions
from juncture.flow.files import Files
from juncture.flow.found import Doubt, Found
from juncture.flow.keys import spellings
from juncture.flow.operation_ids import methods
from juncture.flow.sought import Sought
from juncture.flow.urls import ends_like

if TYPE_CHECKING:
    from juncture.contracts.described import Sent

_Read = TypeVar("_Read")
_HANDLES = re.compile(rb"web_?-?hook|call_?-?back", re.IGNORECASE)
"""How a file says that it takes what others send over HTTP."""
_EVENT = re.compile(r"[\w-]{2,}[./:_-][\w./:-]+|[a-zA-Z][a-z0-9]+[A-Z]\w*")
"""The name of a webhook that is no everyday word."""
_ANY_PATH = re.compile("/")


class Receivers:
    """Finds the receivers of what descriptions send in one tree."""

    def __init__(self, files: Files, descriptions: Descriptions, calls: Calls) -> None:
        self.files = files
        self._descriptions = descriptions
        self._calls = calls
        self._saying: dict[str, bool] = {}
        self._routes: dict[str, list[tuple[str, Requested]]] = {}
        self._found: dict[tuple[str, str], list[Found | Doubt]] = {}

    def sent(self, contract: str, part: Sought) -> list["Sent"]:
        """Return the webhooks and callbacks that a part is a piece of, or that carry it."""
        whole = self._descriptions.of(contract)
        if part.kind == "contract":
            return list(whole.sent)
        if part.kind in ("member", "type"):
            carrying = set(whole.carrying(part.type))
            return [each for each in whole.sent if each.name in carrying]
        return [each for each in whole.sent if f"{part.part} ".startswith(f"{each.name} ")]

    def of(self, contract: str, sent: Iterable["Sent"], part: Sought) -> Iterator[Found | Doubt]:
        """Yield the lines of receivers, and those of which nobody can tell."""
        for each in sent:
            place = contract, each.name
            if place not in self._found:
                self._found[place] = list(self._called(contract, each) if each.asked else self._named(contract, each))
            for one in self._found[place]:
                yield one._replace(part=part.part) if isinstance(one, Found) else one

    def _named(self, contract: str, sent: "Sent") -> Iterator[Found | Doubt]:
        """Yield where a webhook is named, or a function goes by its operationId."""
        servers = self._calls.serving.providers(contract)
        quoted = re.compile(rf"[\"'`]{re.escape(sent.event)}[\"'`]".encode())
        paths = [path for path in self._naming(sent) if self.files.service(path) not in servers]
        self.files.load(paths)
        for path in paths:
            content = self.files.content(path)
            says = _HANDLES.search(content) is not None
            if quoted.search(content) and not any(sent.event == e.topic.text for e in self.files.facts(path).topics):
                for line, lines in self._places(path, sent.event):
                    if says and _EVENT.fullmatch(sent.event):
                        yield self._found_at(path, line, lines, sent, f"names `{sent.event}`")
                    elif says or self._says(self.files.service(path)):
                        yield self._doubt(path, line, sent, f"names `{sent.event}`")
            if says and is_telling(sent.operation_id):
                called = methods(self.files.outline(path).language, sent.operation_id)
                for name, lines in self._defined(path, called):
                    yield self._found_at(path, lines[0], lines, sent, f"{name} is its operationId")

    def _naming(self, sent: "Sent") -> Iterable[str]:
        """Return the files that may name a webhook, or a function by its operationId."""
        told = is_telling(sent.operation_id)
        called = {name for spoken in names() for name in methods(spoken, sent.operation_id)} if told else ()
        return self._calls.lookup.holding(map(word_of, (sent.event, *called)))

    def _called(self, contract: str, sent: "Sent") -> Iterator[Found | Doubt]:
        """Yield the routes to which a callback goes, at those who ask for it."""
        asked = Sought("operation", sent.asked, name=sent.asked, operations=(sent.asked,))
        askers: dict[str, list[Found]] = {}
        for one in self._calls.of(contract, [sent.asked], asked):
            if isinstance(one, Found) and not one.test:
                askers.setdefault(one.service, []).append(one)
        for service, calls in askers.items():
            routes = self._service_routes(service)
            given = [url for path in {call.path: None for call in calls} for url in self._given(path, sent)]
            tail = _tail(sent.url)
            meant = [
                (path, route)
                for path, route in routes
                if (not route.method or route.method == sent.method)
                and (any(_leads(url, route.steps) for url in given) or (tail and ends_like(route.steps, tail)))
            ]
            for path, route in meant:
                yield self._found_at(path, route.line, route.lines, sent, f"serves /{'/'.join(route.steps)}")
            if not meant:
                call = calls[0]
                yield self._doubt(call.path, call.line, sent, f"asks for `{sent.event}`")

    def _given(self, path: str, sent: "Sent") -> list[tuple[str, ...]]:
        """Return the URL paths that a file gives for a callback: those beside its key, else all that it writes."""
        word = re.search(r"(?:/|\.)([\w-]+)\}", sent.url)
        key = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(spellings(word[1]))))})\b") if word else None
        urls = [one for one in self._requested(path) if one.side != "server"]
        beside = [one for one in urls if key and key.search(one.text)]
        return [one.steps for one in beside or urls]

    def _service_routes(self, service: str) -> list[tuple[str, Requested]]:
        if service not in self._routes:
            paths = [path for path in self.files.written() if self.files.service(path) == service]
            self.files.load(paths)
            self._routes[service] = [
                (path, one)
                for path in paths
                if not self.files.outline(path).test
                for one in self._requested(path)
                if one.side == "server"
            ]
        return self._routes[service]

    def _requested(self, path: str) -> list[Requested]:
        return self._read(path, lambda: requested(path, self.files.content(path), _ANY_PATH))

    def _says(self, service: str) -> bool:
        """Tell whether any file of a service says that it takes what others send over HTTP."""
        if service not in self._saying:
            paths = [path for path in self.files.written() if self.files.service(path) == service]
            self.files.load(paths)
            self._saying[service] = any(_HANDLES.search(self.files.content(path)) for path in paths)
        return self._saying[service]

    def _defined(self, path: str, names: Collection[str]) -> list[tuple[str, range]]:
        spoken, content = self.files.outline(path).language, self.files.content(path)
        return self._read(path, lambda: list(defined(path, spoken, content, names)))

    def _places(self, path: str, event: str) -> list[tuple[int, range]]:
        """Return where code, and no comment, has a string: its line, and those of the function around it."""

        def places() -> list[tuple[int, range]]:
            source = Source(path, language(self.files.outline(path).language), self.files.content(path))
            nodes = source.nodes(*source.language.syntax.strings, regex=re.escape(event))
            return [around(source, node) for node in nodes if string(source, node) == event]

        return self._read(path, places)

    def _read(self, path: str, reading: Callable[[], list[_Read]]) -> list[_Read]:
        try:
            return reading()
        except InputError as error:
            self.files.unread[path] = str(error.problems[0])
            return []

    def _found_at(self, path: str, line: int, lines: range, sent: "Sent", how: str) -> Found:
        text, test = self.files.line(path, line), self.files.test(path, line)
        reader = f"{self.files.outline(path).language}: {how}, which is {sent.name}"
        service = self.files.service(path)
        return Found(service, path, line, text, "read", "", sent.event, "", test, reader, lines=lines)

    def _doubt(self, path: str, line: int, sent: "Sent", how: str) -> Doubt:
        kind = "callback" if sent.asked else "webhook"
        why = f"`{path}:{line}` {how}, a {kind}; nothing there shows what receives it"
        return Doubt(self.files.service(path), path, line, why)


def _tail(url: str) -> tuple[str, ...]:
    """Return the path of a callback as a description writes it: all of an address, or what stands behind a URL."""
    behind = url.rpartition("}")[2] if "}" in url else re.sub(r"^\w+://[^/]*", "", url)
    return tuple(step for step in behind.partition("?")[0].split("/") if step)


def _leads(url: tuple[str, ...], route: tuple[str, ...]) -> bool:
    """Tell whether a URL that is given to others is one that a route serves, whatever stands before its path."""
    return any(step != ANY for step in url) and ends_like(url, route)
