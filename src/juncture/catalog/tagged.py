"""Members of Go structs that are filled from the environment or from a file: what their tags call them there.

Sources: the documentation of cleanenv, caarlos0/env, envconfig, viper (mapstructure) and koanf.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from juncture.catalog.given import Member
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Reader

MAX_BYTES = 256 * 1024
_PATH = re.compile(
    r"(?:^|/)[^/]*(?:conf|cfg|env|setting|option)[^/]*/[^/]+\.go$|(?:^|/)[\w-]*(?:conf|cfg|env|setting)[\w-]*\.go$"
)
_OPENS = re.compile(r"^\s*(?:type\s+)?(\w+)\s+\*?struct\s*\{\s*(?:$|//)")
_CLOSES = re.compile(r"^\s*\}\s*(?:`([^`]*)`)?")
_FIELD = re.compile(r"^\s*(?:(\w+)\s+)?\*?(?:\[\])?(?:\w+\.)?(\w+)\s*(?:`([^`]*)`)?\s*(?://.*)?$")
_TAG = re.compile(r'([\w-]+):"([^"]*)"')
_KEYS = ("mapstructure", "yaml", "koanf", "json", "toml")
_NAMES = ("env", "envconfig")
_DEFAULTS = ("env-default", "envDefault", "default")


class Field(msgspec.Struct, frozen=True):
    """A member of a struct: the struct, its own name and type, what it is called in a file and in the environment."""

    of: str
    name: str
    type: str
    key: str
    variable: str
    default: str
    line: int


class Tagged(msgspec.Struct, frozen=True):
    """The tagged members of the structs of a file."""

    path: str
    fields: tuple[Field, ...] = ()


def recognises(path: str) -> bool:
    """Tell whether a path is Go code about configuration, and no test."""
    return path.endswith(".go") and not path.endswith("_test.go") and _PATH.search(path) is not None


def read(path: str, content: bytes) -> Tagged:
    """Return the members of structs whose file has a tag that names a variable or a key."""
    if len(content) > MAX_BYTES or not any(f'{word}:"'.encode() in content for word in (*_KEYS, *_NAMES)):
        return Tagged(path)
    return Tagged(path, tuple(_fields(content.decode("utf-8", "replace").splitlines())))


READER = Reader("tagged", 1, Tagged, read)


def _fields(lines: list[str]) -> Iterator[Field]:
    """Yield the members of structs; one that is written within another goes by the path to it."""
    within: list[str] = []
    for number, line in enumerate(lines, 1):
        opened, closed = _OPENS.match(line[:500]), _CLOSES.match(line[:500])
        if opened:
            within.append(opened[1])
        elif closed and within:
            name = within.pop()
            if within:
                yield _field(".".join(within), name, ".".join((*within, name)), closed[1] or "", number)
        elif within and (found := _FIELD.match(line[:500])):
            yield _field(".".join(within), found[1] or found[2], found[2], found[3] or "", number)


def _field(of: str, name: str, type_: str, tag: str, line: int) -> Field:
    tags = dict(_TAG.findall(tag))

    def said(words: Iterable[str]) -> str:
        return next((text for word in words if (text := tags.get(word, "").partition(",")[0].strip("-"))), "")

    return Field(of, name, type_, said(_KEYS) or name, said(_NAMES), said(_DEFAULTS), line)


def members(files: Iterable[Tagged], revision: str) -> Mapping[str, list[Member]]:
    """Return the members by the last two steps of how code reaches them, or by the one that there is."""
    fields = [(file.path, field) for file in files for field in file.fields]
    around: dict[str, list[Field]] = {}
    for _, field in fields:
        around.setdefault(field.type, []).append(field)
    found: dict[str, list[Member]] = {}
    for path, field in fields:
        place = Provenance(path, field.line, revision, "go struct")
        for outer in around.get(field.of, ()):
            names = (field.variable, f"{outer.key}.{field.key}")
            found.setdefault(f"{outer.name}.{field.name}".lower(), []).append(Member(names, field.default, place))
        if field.variable or field.default:
            names = (field.variable, field.key)
            found.setdefault(field.name.lower(), []).append(Member(names, field.default, place))
    return found
