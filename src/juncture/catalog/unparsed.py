"""The hosts in code of languages that are not parsed: a URL at the start of a string, outside comments."""

import re

import msgspec

from juncture.catalog.units import is_aside
from juncture.code.language import every, pattern
from juncture.code.model import Address, Value
from juncture.code.test_paths import is_of_tests
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

MAX_BYTES = 512 * 1024
ENDINGS = (".php", ".rb", ".ex", ".exs", ".scala", ".clj", ".groovy", ".dart", ".fs", ".pl", ".lua", ".swift")
_MAX_LINE = 2_000
_COMMENT = re.compile(r"^\s*(?:#(?!\{)|//|/?\*|--|;;|=begin)")
_OPENS = ("'", '"', "`")


class Unparsed(msgspec.Struct, frozen=True):
    """The hosts that a file calls."""

    path: str
    addresses: tuple[Address, ...] = ()


def recognises(path: str) -> bool:
    """Tell whether a path is code of such a language, and no test."""
    return path.endswith(ENDINGS) and not is_aside(path) and not is_of_tests(path)


def read(path: str, content: bytes) -> Unparsed:
    """Return the hosts that the strings of a file begin with. Raises InputError for a file that is too large."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; source files over {MAX_BYTES:,} are not read"))
    if b"://" not in content:
        return Unparsed(path)
    url, callers = pattern(every().addresses["url"]), pattern(every().addresses["callers"])
    found = []
    for number, whole in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        line = whole[:_MAX_LINE]
        if "://" not in line or _COMMENT.match(line) or callers.search(line):
            continue
        for one in url.finditer(line):
            if line[: one.start()].endswith(_OPENS):
                found.append(Address(Value("literal", one["host"]), number, line.strip()[:300]))
    return Unparsed(path, tuple(dict.fromkeys(found)))


READER = Reader("unparsed", 1, Unparsed, read)
