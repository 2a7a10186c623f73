"""Reads oasdiff's tests of its checker, written in Go: which files, how they are edited, what must be found.

Only what the tests mostly do is understood: open two files, set fields of the parsed description, run one check or all,
and expect ids. A test that does anything else is left out, and counted.
"""

import copy
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_TEST = re.compile(r"^func (Test\w+)\(t \*testing\.T\) \{\n(.*?)^\}", re.S | re.M)
_CONSTANT = re.compile(r'^\s*(\w+)\s*=\s*"([^"]*)"', re.M)
_RULE = re.compile(r"newBackwardCompatibilityRule\((\w+), (\w+), (\w+),")
_OPEN = re.compile(r"(s[12]), err :?= open\((.+?)(?:, (?:newLoaderWithOriginTracking\(\)|loader))?\)$")
_NUMBERED = re.compile(r"(s[12]) :?= l\(t, (\d+)(?:, .*)?\)$")
_TWO_NUMBERED = re.compile(r"errs := d\(t, diff\.NewConfig\(\), (\d+), (\d+)\)$")
_SET = re.compile(r"(s[12])\.Spec((?:\.\w+(?:\([^()]*\))?(?:\[[^\[\]]*\])?)+) = (.+)$")
_VARIABLE = re.compile(r"(\w+) := (.+)$")
_STEP = re.compile(r"\.(\w+)(?:\(([^()]*)\))?(?:\[([^\[\]]*)\])?")
_RUN = re.compile(
    r"\w+ :?= checker\.CheckBackwardCompatibility(UntilLevel)?"
    r"\(\s*(single|all)CheckConfig\(([^()]*)\), d, osm(?:, checker\.(\w+))?"
)
_WANTED = re.compile(r"(?:Id:\s*|require(?:Single)?Change\(t, errs, |True\(t, containsId\(\w+, )checker\.(\w+)")
_UNWANTED = re.compile(r"(?:requireNoChange\(t, errs, |False\(t, containsId\(\w+, )checker\.(\w+)")
_EMPTY = re.compile(r"require\.(?:Empty\(t, errs\)|Len\(t, errs, 0\))")
_LEVELS = {"ERR": "breaking", "WARN": "risky", "INFO": "compatible"}
_IGNORED = re.compile(
    r"(?:require\b|requireApiChange|requireSingle|requireChange|requireNoChange|d, osm, err|\}|//|$|Id:|Args:|Comment:"
    r"|Level:|Operation|Path:|Source|var |t\.|\"|checker\.|\{|diff\.|\)|config|errs\[|for |if |found = |Component"
    r"|Details|loader|break|ids\[)"
)
_POINTER = re.compile(r"(?:openapi3\.(?:Float64|Uint64|Bool|Int64)?Ptr|uint64|float64|int64|toPtr)\((.+)\)")
_LIST = re.compile(r"(?:&openapi3\.Types|\[\](?:any|string|interface\{\}))\{(.*)\}")
_WORDS = {"true": True, "false": False, "nil": None}
_FIELDS = {
    "Min": "minimum",
    "Max": "maximum",
    "MinProps": "minProperties",
    "MaxProps": "maxProperties",
    "ExclusiveMin": "exclusiveMinimum",
    "ExclusiveMax": "exclusiveMaximum",
    "OperationID": "operationId",
}
_METHODS = ("Get", "Put", "Post", "Delete", "Patch", "Head", "Options", "Trace")


class UnreadableError(Exception):
    """A test does something that is not understood here."""


class Case(NamedTuple):
    """Two descriptions and what the peer finds.

    ``wanted`` are ids that must be found, ``unwanted`` must not, from the harm ``threshold`` on.
    """

    key: str
    old: bytes
    new: bytes
    wanted: frozenset[str]
    unwanted: frozenset[str]
    threshold: str


class Suite:
    """The tests, with what they refer to by name."""

    def __init__(self, location: Path) -> None:
        self.location = location
        self.constants: dict[str, str] = {}
        for file in sorted((location / "checker").glob("*.go")):
            self.constants.update(_CONSTANT.findall(file.read_text("utf-8")))
        rules = _RULE.findall((location / "checker/rules.go").read_text("utf-8"))
        self.levels = {
            self.constants[name]: _LEVELS.get(level, "") for name, level, _ in rules if name in self.constants
        }
        self.by_check: dict[str, set[str]] = {}
        for name, _, check in rules:
            self.by_check.setdefault(check, set()).add(self.constants.get(name, name))

    def cases(self) -> Iterator[Case | str]:
        """Yield each case, and the name of each test that is left out."""
        for file in sorted((self.location / "checker").glob("*_test.go")):
            for name, body in _TEST.findall(file.read_text("utf-8")):
                try:
                    yield self._case(name, body)
                except (UnreadableError, KeyError, IndexError, TypeError, FileNotFoundError):
                    yield name

    def _case(self, name: str, body: str) -> Case:
        sides: dict[str, Any] = {}
        known: dict[str, Any] = dict(self.constants)
        runs = _RUN.findall(body)
        numbered = _TWO_NUMBERED.search(body)
        if len(runs) + bool(numbered) != 1 or "SecurityRequirements" in body:
            raise UnreadableError
        if numbered:
            for side, number in zip(("s1", "s2"), numbered.groups(), strict=True):
                sides[side] = self._load(f"../data/openapi-test{number}.yaml")
        for line in (re.sub(r"\s+// .*$", "", each.strip()) for each in body.splitlines()):
            self._line(line, sides, known)
        until, kind, check, level = runs[0] if runs else ("", "all", "", "")
        asked = self.by_check[check.split(",")[0].removeprefix("checker.")] if kind == "single" else set(self.levels)
        wanted = {self.constants[each] for each in _WANTED.findall(body)}
        unwanted = {self.constants[each] for each in _UNWANTED.findall(body)}
        if not wanted and not unwanted and not _EMPTY.search(body):
            raise UnreadableError
        if _EMPTY.search(body) and not wanted:
            unwanted = asked
        old, new = (yaml.safe_dump(sides[side], sort_keys=False).encode() for side in ("s1", "s2"))
        threshold = _LEVELS[level] if until else "risky"
        return Case(name, old, new, frozenset(wanted), frozenset(unwanted), threshold)

    def _line(self, line: str, sides: dict[str, Any], known: dict[str, Any]) -> None:
        if match := _OPEN.match(line):
            sides[match[1]] = self._load(self._file(match[2]))
        elif match := _NUMBERED.match(line):
            sides[match[1]] = self._load(f"../data/openapi-test{match[2]}.yaml")
        elif match := _SET.match(line):
            _assign(sides[match[1]], match[2], self._value(match[3], known), known)
        elif match := _VARIABLE.match(line):
            with suppress(UnreadableError):  # what matters is whether it is used
                known[match[1]] = self._value(match[2], known)
        elif not _IGNORED.match(line) and not _TWO_NUMBERED.match(line):
            raise UnreadableError(line)

    def _file(self, written: str) -> str:
        if match := re.fullmatch(r'"(\.\./[^"]+)"', written):
            return match[1]
        folders = {"deprecationFile": "deprecation", "paramDeprecationFile": "param-deprecation"}
        folders |= {"requiredPropertyFile": "required-properties", "stabilityFile": "stability"}
        if match := re.fullmatch(r'(\w+)\("([^"]+)"\)', written):
            return f"../data/{folders[match[1]]}/{match[2]}"
        raise UnreadableError(written)

    def _load(self, path: str) -> Any:
        return yaml.load((self.location / "checker" / path).read_bytes(), Loader=_Texts)

    def _value(self, text: str, known: dict[str, Any]) -> Any:
        text = text.strip()
        if match := _POINTER.fullmatch(text):
            return self._value(match[1], known)
        if match := _LIST.fullmatch(text):
            return [self._value(each, known) for each in re.findall(r'"[^"]*"|[^,\s]+', match[1])]
        if text in _WORDS:
            return _WORDS[text]
        if re.fullmatch(r'"[^"]*"|-?\d+(?:\.\d+)?', text):
            return json.loads(text)
        name = text.removeprefix("&")
        if name in known:
            return known[name]
        raise UnreadableError(text)


class _Texts(yaml.SafeLoader):
    """Keeps dates as text."""


_Texts.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _assign(root: Any, way: str, value: Any, known: dict[str, Any]) -> None:
    """Set a field of a parsed description."""
    *steps, last = _STEP.findall(way)
    here = root
    for step in steps:
        here = _followed(root, _stepped(root, here, step, known))
    name, _, key = last
    if key:
        here = here.setdefault(_field(name), {}) if name != "Extensions" else here
        field = "x-sunset" if "Sunset" in key else known.get(key, key.strip('"'))
    else:
        field = _field(name)
    if value is None or value == "":
        here.pop(field, None)
    else:
        here[field] = copy.deepcopy(
            value[0] if field == "type" and isinstance(value, list) and len(value) == 1 else value
        )


def _stepped(root: Any, here: Any, step: tuple[str, str, str], known: dict[str, Any]) -> Any:
    name, argument, key = step
    if name in ("Value", "Status"):
        return here[_plain(argument, known) if '"' in argument or name == "Value" else argument] if argument else here
    if name == "GetByInAndName":
        where, wanted = (each.strip() for each in argument.split(","))
        where = where.removeprefix("openapi3.ParameterIn").strip('"').lower()
        found = (_followed(root, each) for each in here)
        return next(each for each in found if (each["in"], each["name"]) == (where, _plain(wanted, known)))
    if name == "Schema" and "schema" not in here:
        return here  # of AdditionalProperties, which are a schema here
    value = here.setdefault(_field(name), {}) if name in ("Properties", "Components") else here[_field(name)]
    if key:
        return value[int(key)] if key.isdigit() else value[_plain(key, known)]
    return value


def _plain(text: str, known: dict[str, Any]) -> str:
    return text.strip('"') if text.startswith('"') else known[text]


def _field(name: str) -> str:
    if name in _METHODS:
        return name.lower()
    return _FIELDS.get(name, name[:1].lower() + name[1:])


def _followed(root: Any, value: Any) -> Any:
    while isinstance(value, dict) and isinstance(value.get("$ref"), str) and value["$ref"].startswith("#/"):
        target = root
        for token in value["$ref"][2:].split("/"):
            target = target[token.replace("~1", "/").replace("~0", "~")]
        value = target
    return value
