"""The hosts that commands call: a URL given to a program that speaks HTTP or gRPC, written or from a variable.

Commands stand in shell scripts, and in container files as what the image runs. What builds the image calls nobody.
"""

import re
from collections.abc import Iterator

import msgspec

from juncture.code.model import Address, Value
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

MAX_BYTES = 256 * 1024
ENDINGS = (".sh", ".bash")
_MAX_LINE = 4_000
_COMMAND = re.compile(
    r"(?:^|[\s;&|({`!])(?:curl|wget|https?|xh|grpcurl|grpc_health_probe|locust|k6|hey|ab|wrk|vegeta|siege|artillery|oha"
    r"|newman)\s"
)
_SAID = re.compile(r"^\s*(?:#|(?:echo|printf|log\w*)\s)")
_HOST = re.compile(
    r"(?<![\w+])(?:https?|grpcs?|wss?)://(?:[\w.~-]+@)?(?:\$\{(?P<braced>[A-Z_][A-Z0-9_]*)\}?|\$(?P<bare>[A-Z_][A-Z0-9_]*)"
    r"|(?P<host>[A-Za-z][\w-]*)(?=[:/?#\"'\s]|$))"
)


_GIVEN = re.compile(
    r"(?<![\w-])(?:--host|--url|--target|--base-url|-H)[= ]\s*[\"']?"
    r"(?:\$\{(?P<braced>[A-Z_][A-Z0-9_]*)\}?|\$(?P<bare>[A-Z_][A-Z0-9_]*))"
)
"""A variable that an option takes as the address whole."""
_RUNS = re.compile(r"^\s*(?:ENTRYPOINT|CMD)\s+(.*)$")
_LISTED = re.compile(r"[\[\]\",]+")


class Script(msgspec.Struct, frozen=True):
    """The hosts that a script calls."""

    path: str
    addresses: tuple[Address, ...] = ()


def read(path: str, content: bytes) -> Script:
    """Return the hosts that the commands of a script or an image are given. Raises InputError for one too large."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; scripts over {MAX_BYTES:,} bytes are not read"))
    is_image = not path.endswith(ENDINGS)
    found: list[Address] = []
    for number, line in _commands(content.decode("utf-8", "replace")):
        runs = _RUNS.match(line) if is_image else None
        command = " " + _LISTED.sub(" ", runs[1]) if runs else "" if is_image else line
        if not _SAID.match(command) and _COMMAND.search(command):
            places = [*(_HOST.finditer(command) if "://" in command else ()), *_GIVEN.finditer(command)]
            found += [Address(_value(place), number, line.strip()[:300]) for place in places]
    return Script(path, tuple(dict.fromkeys(found)))


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Yield each command with its first line; one that ends with a backslash goes on in the next line."""
    held, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first if held else number
        if line.endswith("\\") and len(held) < _MAX_LINE:
            held += line[:-1] + " "
            continue
        yield first, (held + line)[:_MAX_LINE]
        held = ""


def _value(place: re.Match[str]) -> Value:
    variable = place["braced"] or place["bare"]
    return Value("env", variable) if variable else Value("literal", place["host"])


READER = Reader("script", 2, Script, read)
