"""The hosts that shell scripts call: a URL given to a command that speaks HTTP or gRPC, written or from a variable."""

import re

import msgspec

from juncture.code.model import Address, Value
from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader

MAX_BYTES = 256 * 1024
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


class Script(msgspec.Struct, frozen=True):
    """The hosts that a script calls."""

    path: str
    addresses: tuple[Address, ...] = ()


def read(path: str, content: bytes) -> Script:
    """Return the hosts that the commands of a script are given. Raises InputError for one that is too large."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; scripts over {MAX_BYTES:,} bytes are not read"))
    found: list[Address] = []
    held, first = "", 0
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        first = first if held else number
        if line.endswith("\\") and len(held) < _MAX_LINE:
            held += line[:-1] + " "
            continue
        command, held = (held + line)[:_MAX_LINE], ""
        if "://" in command and not _SAID.match(command) and _COMMAND.search(command):
            found += [Address(_value(host), first, command.strip()[:300]) for host in _HOST.finditer(command)]
    return Script(path, tuple(dict.fromkeys(found)))


def _value(host: re.Match[str]) -> Value:
    variable = host["braced"] or host["bare"]
    return Value("env", variable) if variable else Value("literal", host["host"])


READER = Reader("script", 1, Script, read)
