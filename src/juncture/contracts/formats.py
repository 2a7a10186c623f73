"""The registry of contract formats: what each can do, loaded when it is first asked for.

A format is a module that holds a ``FORMAT`` record, and one line in ``_MODULES``.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from typing import NamedTuple

import msgspec

from juncture.contracts.encoding import as_text, is_called_like, refusals
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface
from juncture.facts.problem import InputError, Problem

_MODULES = {
    "protobuf": "juncture.contracts.protobuf.format",
    "avro": "juncture.contracts.avro.format",
    "job": "juncture.contracts.job.format",
    "graphql": "juncture.contracts.graphql.format",
    "jsonschema": "juncture.contracts.jsonschema.format",
    "openapi": "juncture.contracts.openapi.format",
    "asyncapi": "juncture.contracts.asyncapi.format",
}
_READ = "text-1"
"""Changes whenever another file would be read as text, or called a contract, in every format."""


class Comparison(msgspec.Struct, frozen=True):
    """What is compared: all files of one format at both sides, path → content.

    ``changed`` limits what is reported; None reports everything, the others are context. ``moved`` pairs old
    paths with new ones. ``witnesses`` False leaves them out. ``as_of`` is the day (YYYY-MM-DD) or moment from which
    next fire times count; without it none are told.
    """

    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    changed: frozenset[str] | None = None
    moved: Mapping[str, str] = {}
    witnesses: bool = True
    old_revision: str = ""
    new_revision: str = ""
    as_of: str = ""


def _always(path: str, content: bytes) -> bool:
    """Whether a file is more than a part: in most formats every file is a contract by itself."""
    del path, content
    return True


class Format(NamedTuple):
    """A contract format.

    ``version`` changes whenever ``surface`` would answer differently. ``endings`` are those of the files that may be
    one; ``recognises`` tells by path and content whether a file is one; ``whole`` whether it says something by itself,
    or is only a part that others refer to; ``surface`` and ``compare`` raise InputError for files that are and cannot
    be read. ``by_name`` tells that a file may use a type of another one that it does not import; ``placeless`` that its
    surface does not depend on the folder that it stands in.
    """

    name: str
    version: int
    endings: tuple[str, ...]
    recognises: Callable[[str, bytes], bool]
    surface: Callable[[str, bytes], Surface]
    compare: Callable[[Comparison], list[ContractChange]]
    whole: Callable[[str, bytes], bool] = _always
    by_name: bool = False
    placeless: bool = False


def endings() -> tuple[str, ...]:
    """Return the endings of all files that may be a contract of some format."""
    return tuple(sorted({ending for name in _MODULES for ending in format_named(name).endings}))


def told(path: str) -> str:
    """Return as much of the path of a file as its surface may depend on."""
    return path.rpartition("/")[2] if path.endswith(_placeless()) else path


@cache
def _placeless() -> tuple[str, ...]:
    known = [format_named(name) for name in _MODULES]
    return tuple(each for each in endings() if all(one.placeless for one in known if each in one.endings))


def version() -> str:
    """Return what changes whenever the surface of any format would be read differently."""
    return " ".join((_READ, *(f"{name}-{format_named(name).version}" for name in sorted(_MODULES))))


@cache
def format_named(name: str) -> Format:
    """Return the format with this name. Raises InputError where there is none."""
    if name not in _MODULES:
        raise InputError(Problem(name, 0, f"no contract format is called so; expected one of {', '.join(_MODULES)}"))
    found = _as_written(name)
    return found._replace(
        recognises=partial(_recognises, found),
        surface=partial(_surface, found),
        compare=partial(_compare, found),
        whole=partial(_whole, found),
    )


@cache
def _as_written(name: str) -> Format:
    found: Format = import_module(_MODULES[name]).FORMAT
    return found


def _recognises(format: Format, path: str, content: bytes) -> bool:
    """Whether a file is a contract of a format, or would be one if it were UTF-8 text."""
    return _is_one(format, path, content, as_text(content))


def _is_one(format: Format, path: str, content: bytes, text: bytes) -> bool:
    return format.recognises(path, text) or (text is not content and is_called_like(format.name, format.endings, path))


def _whole(format: Format, path: str, content: bytes) -> bool:
    return format.whole(path, as_text(content))


def _surface(format: Format, path: str, content: bytes) -> Surface:
    _refuse(refusals([(path, content)]))
    return format.surface(path, content)


def _compare(format: Format, comparison: Comparison) -> list[ContractChange]:
    _refuse(refusals((*comparison.old.items(), *comparison.new.items())))
    return format.compare(comparison)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(*problems)


def format_of(path: str, content: bytes) -> Format | None:
    """Return the format of a file; None where it is no contract of a known format."""
    text = as_text(content)
    for name in _MODULES:
        if _is_one(_as_written(name), path, content, text):
            return format_named(name)
    return None
