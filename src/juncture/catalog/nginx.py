"""nginx configuration: which path of which host is passed on to whom.

A location that is a pattern counts up to its first sign of one. Source: nginx documentation, ngx_http_core_module
("location", "server_name") and ngx_http_proxy_module ("proxy_pass").
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from juncture.catalog.gateways import GatewayFile, Passed
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

_NAME = re.compile(
    r"(?:^|/)(?:[\w.-]*nginx[\w.-]*\.conf|default\.conf|(?:nginx|conf\.d|sites-enabled|sites-available)/(?:[\w.-]+/)*"
    r"[\w.-]+\.conf)(?:\.(?:template|tmpl))?$"
)
_TOKEN = re.compile(
    r"\#[^\n]*|(?P<quoted>\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?)|(?P<sign>[{};])"
    r"|(?P<word>(?:\$\{[^}\s{$]*\}?|[^\s{};\"'])+)",
    re.DOTALL,
)
"""Words and signs; what is not closed goes on to the end, so that nothing is read twice."""
_UPSTREAM = re.compile(r"(?:\w+://)?(?P<host>\$\{?\w+\}?|[A-Za-z0-9][\w.-]*)(?::(?:\d+|\$\{?\w+\}?))?(?P<uri>/\S*)?")
_LITERAL = re.compile(r"\^?(?P<path>(?:[\w/~-]|\\[./-])*)")
_CUT = re.compile(r"\^(?P<prefix>(?:[\w/~-]|\\[./-])*?)/?\(\.\*\)\$?")
MAX_BYTES = 1024 * 1024
MAX_DEPTH = 30
_EVERY = frozenset({"_", "localhost", "*"})


class _Block(NamedTuple):
    """A block that is open: its words, and what it says so far of what lies in it."""

    words: tuple[str, ...]
    said: list[tuple[tuple[str, ...], int]]
    inner: "list[_Block]"
    line: int


def recognises(path: str) -> bool:
    """Tell whether a path is a configuration file of nginx by its name."""
    return ".conf" in path and _NAME.search(path) is not None


def read(path: str, content: bytes) -> GatewayFile:
    """Return what a configuration passes on. Raises InputError for one that is too large, or nests too deep."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; configuration over {MAX_BYTES:,} is not read"))
    root = _parsed(path, content.decode("utf-8", "replace"))
    blocks = list(_below(root))
    upstreams = {
        block.words[1]: tuple(words[1].rpartition("//")[2].partition(":")[0] for words in _all(block, "server"))
        for block in blocks
        if block.words[0] == "upstream" and len(block.words) > 1
    }
    found: list[Passed] = []
    for server in blocks:
        if server.words[0] == "server":
            hosts = tuple(name for words in _all(server, "server_name") for name in words[1:] if name not in _EVERY)
            variables = {words[1]: words[2] for block in (root, *_below(server)) for words in _all(block, "set", 3)}
            for block in _below(server):
                if block.words[0] == "location" and len(block.words) > 1:
                    found += _location(block, hosts, variables, upstreams)
    return GatewayFile(path, "nginx", tuple(dict.fromkeys(found)))


def _parsed(path: str, text: str) -> _Block:
    root = _Block(("",), [], [], 1)
    stack, words = [root], list[str]()
    line, at, first = 1, 0, 1
    for token in _TOKEN.finditer(text):
        line += text.count("\n", at, token.start())
        at = token.start()
        sign = token["sign"]
        if not sign:
            first = first if words else line
            words += [token["quoted"].strip("\"'") if token["quoted"] else token["word"]] if token.lastgroup else []
        elif sign == "{":
            block = _Block(tuple(words) or ("",), [], [], first if words else line)
            stack[-1].inner.append(block)
            stack.append(block)
        elif sign == "}":
            stack = stack[:-1] or [root]
        elif words:
            stack[-1].said.append((tuple(words), first))
        words = [] if sign else words
        if len(stack) > MAX_DEPTH:
            raise InputError(Problem(path, line, f"blocks nest deeper than {MAX_DEPTH}"))
    return root


def _below(block: _Block) -> Iterator[_Block]:
    waiting = list(reversed(block.inner))
    while waiting:
        here = waiting.pop()
        yield here
        waiting += reversed(here.inner)


def _all(block: _Block, name: str, length: int = 2) -> list[tuple[str, ...]]:
    """Return the directives of a block that have this name and so many words."""
    return [words for words, _ in block.said if words[0] == name and len(words) >= length]


def _location(
    block: _Block, hosts: tuple[str, ...], variables: dict[str, str], upstreams: dict[str, tuple[str, ...]]
) -> Iterator[Passed]:
    prefix, is_exact = _prefix(block.words[1:])
    cut = [_CUT.fullmatch(words[1]) and words[2] for words in _all(block, "rewrite", 3)]
    said = [one for each in (block, *(inner for inner in block.inner if inner.words[0] == "if")) for one in each.said]
    for words, line in said:
        if words[0] in ("proxy_pass", "grpc_pass") and len(words) > 1 and prefix:
            passed = _UPSTREAM.fullmatch(variables.get(words[1], words[1]))
            host = passed["host"] if passed else ""
            named = variables.get(host.replace("{", "").replace("}", ""), host)
            host = found["host"] if host.startswith("$") and (found := _UPSTREAM.fullmatch(named)) else host
            uri = passed["uri"] if passed else None
            rewrite = next((to.partition("$")[0] for to in cut if to), uri if uri and "$" not in uri else None)
            for upstream in upstreams.get(host, (host,) if host else ()):
                yield Passed(hosts, prefix, upstream, line, rewrite, is_exact)


def _prefix(words: Sequence[str]) -> tuple[str, bool]:
    """Return the path that a location begins with, empty where it says none, and whether it is the whole path."""
    if len(words) == 1:
        return words[0] if words[0].startswith("/") else "", False
    if words[0] in ("=", "^~"):
        return words[1], words[0] == "="
    literal = _LITERAL.match(words[1])
    path = literal["path"].replace("\\", "") if literal and words[1].startswith("^/") else ""
    return path[: path.rfind("/") + 1] if literal and literal.end() < len(words[1].rstrip("$")) else path, False


READER = Reader("nginx", 1, GatewayFile, read)
