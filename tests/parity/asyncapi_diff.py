"""Holds the AsyncAPI comparer against @asyncapi/diff's own suite: `python tests/parity/asyncapi_diff.py LOCATION`.

LOCATION is a source tree of asyncapi/diff. What its tests compare is compared; tests of its own plumbing are counted.
Then each line of its standards (what it says of a path that is added, removed or edited) is a case: the script makes
that very edit in a document that holds everything. Reasons for differences stand in asyncapi_diff.toml, by pattern of
case; a case without one is printed as unexplained, and the exit code is 1.
"""

import copy
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

_REASONS = Path(__file__).with_suffix(".toml")
_TEST = re.compile(r"^\s*(?:test|it)\(\s*'([^']*)'", re.MULTILINE)
_LINE = re.compile(r"'(/[^']*)': \{\s*add: (\w+),\s*remove: (\w+),\s*edit: (\w+),")
_SAID = {"breaking": "breaking", "nonBreaking": "non-breaking", "unclassified": "unclassified"}
_RANK = ["nothing", "compatible", "risky", "breaking"]
_SAME = "test/spec/asyncapi.yml"
_DOCUMENTS = (
    ("test/spec/asyncapi.yml", "test/spec/diffSpec.yml", {"channel-removed", "channel-added"}),
    (
        "test/spec/asyncapi-v3.yml",
        "test/spec/asyncapi-v3-diff.yml",
        {"server-address-changed", "server-version-changed"},
    ),
    (_SAME, _SAME, set()),
)
"""Documents of the peer's tests, and what they say as rules of ours; prose and names of placeholders apart."""


class Case(NamedTuple):
    """An edit of a document, and what the peer says of it."""

    key: str
    old: dict[str, Any]
    new: dict[str, Any]
    said: str


def main(location: Path) -> int:
    """Run all cases, print the table; return 1 where a difference has no reason."""
    known = tomllib.loads(_REASONS.read_text("utf-8"))
    counts: Counter[str] = Counter()
    unexplained = 0
    for case in cases(location):
        if isinstance(case, str):
            counts["not an edit"] += 1
            continue
        kind, changes = held(case)
        counts[kind] += 1
        if kind != "agreed":
            reason = next((each for pattern, each in known["cases"].items() if fnmatchcase(case.key, pattern)), None)
            unexplained += reason not in known["reasons"]
            sys.stdout.write(f"| {kind} | {case.key} | {case.said} | {_told(changes)} | {reason or 'UNEXPLAINED'} |\n")
    tests = Counter(_tests(location, known["tests"]))
    sys.stdout.write(f"standards: {_counted(counts)}; {unexplained} unexplained\n")
    sys.stdout.write(f"tests, {tests.total()}: {_counted(tests)}\n")
    documents = Counter(_documents(location))
    sys.stdout.write(f"documents that its tests compare: {_counted(documents)}\n")
    return int(unexplained > 0 or tests["unknown"] > 0 or documents["we differ"] > 0)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))


def cases(location: Path) -> Iterator[Case | str]:
    """Yield a case for each line of the standards and each edit; the key where the edit cannot be made."""
    for version, whole in (("v2", WHOLE_V2), ("v3", WHOLE_V3)):
        for path, *said in _LINE.findall((location / f"src/standards/{version}.ts").read_text("utf-8")):
            for action, each in zip(("add", "remove", "edit"), said, strict=True):
                key = f"{version} {path} {action}"
                sides = _edited(whole, path.split("/")[1:], action)
                yield Case(key, *sides, _SAID[each]) if sides else key


def held(case: Case) -> tuple[str, list[ContractChange]]:
    """Return how a case came out, and what we say."""
    changes = compare(*({"app.json": json.dumps(each).encode()} for each in (case.old, case.new)), format="asyncapi")
    ours = max((each.compatibility.value for each in changes), key=_RANK.index, default="nothing")
    if case.said == "breaking":
        return {"breaking": "agreed", "risky": "we differ"}.get(ours, "we find less"), changes
    mild = ["nothing", "compatible"] if case.said == "non-breaking" else ["nothing"]
    return "agreed" if ours in mild else "we find more", changes


def _told(changes: list[ContractChange]) -> str:
    return "; ".join(f"{each.compatibility.value} {each.rule} ({each.proof})" for each in changes[:3]) or "nothing"


def _edited(whole: dict[str, Any], steps: list[str], action: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return both sides of an edit; None where it is none: only what is no mapping and no list is edited."""
    old, new = copy.deepcopy(whole), copy.deepcopy(whole)
    less = old if action == "add" else new
    holder: Any = less
    for at, step in enumerate(steps):
        if isinstance(holder, list):
            step = 0 if step == "*" else None  # noqa: PLW2901
        elif isinstance(holder, dict):
            step = next(iter(holder), None) if step == "*" else step  # noqa: PLW2901
        try:
            value = holder[step]
        except (KeyError, IndexError, TypeError):
            return None
        if at < len(steps) - 1:
            holder = value
        elif action == "edit":
            if isinstance(value, dict | list):
                return None
            holder[step] = EDITS.get(steps[-1], f"{value}x")
        else:
            del holder[step]
    return old, new


def _tests(location: Path, kinds: dict[str, str]) -> Iterator[str]:
    """Yield what each of the peer's tests is to us."""
    for path in sorted((location / "test").rglob("*.spec.ts")):
        for name in _TEST.findall(path.read_text("utf-8")):
            key = f"{path.name.removesuffix('.spec.ts')}: {name}"
            yield next((kind for pattern, kind in kinds.items() if fnmatchcase(key, pattern)), "unknown")


def _documents(location: Path) -> Iterator[str]:
    """Yield how the documents of its tests came out."""
    for old, new, expected in _DOCUMENTS:
        found = _compared((location / old).read_bytes(), (location / new).read_bytes())
        yield "agreed" if {each.rule.partition("/")[2] for each in found} == expected else "we differ"
    empty = b'{"asyncapi": "2.1.0"}'
    yield "we differ" if _compared(empty, empty + b" ") else "agreed"
    versions = ((location / f"test/spec/{name}.yml").read_bytes() for name in ("asyncapi", "asyncapi-v3"))
    yield "we find more (the peer refuses 2 against 3)" if _compared(*versions) else "we differ"


def _compared(old: bytes, new: bytes) -> list[ContractChange]:
    return compare({"a.yml": old}, {"a.yml": new}, format="asyncapi")


EDITS: dict[str, Any] = {
    "asyncapi": "",
    "location": "$message.header#/moved",
    "action": "receive",
    "contentType": "application/cbor",
    "defaultContentType": "application/cbor",
    "schemaFormat": "application/vnd.apache.avro;version=1.9.0",
}
TAGS = [{"name": "a"}]
DOCS = {"url": "https://a.example"}
INFO = {
    "title": "t",
    "version": "1",
    "description": "d",
    "termsOfService": "https://a.example",
    "contact": {"name": "n", "url": "https://a.example", "email": "a@a.example"},
    "license": {"name": "l", "url": "https://a.example"},
    "tags": TAGS,
    "externalDocs": DOCS,
}
VARIABLE = {"enum": ["a", "b"], "default": "a", "description": "d", "examples": ["a"]}
PROSE = {"title": "t", "summary": "s", "description": "d", "tags": TAGS, "externalDocs": DOCS}
HEADERS = {"type": "object", "properties": {"h": {"type": "string"}}, "required": ["h"]}
CORRELATION = {"location": "$message.header#/h", "description": "d"}
TRAIT = {
    "headers": HEADERS,
    "correlationId": CORRELATION,
    "contentType": "application/json",
    "name": "m",
    **PROSE,
    "bindings": {"mqtt": {"contentType": "a"}},
    "examples": [{"name": "e"}],
}
MESSAGE = {**TRAIT, "payload": {"type": "object", "required": ["p"], "properties": {"p": {"type": "string"}}}}


def _operation_v2(**more: Any) -> dict[str, Any]:
    trait = {**PROSE, "bindings": {"kafka": {"groupId": {"type": "string"}}}}
    message = {**MESSAGE, "schemaFormat": "application/vnd.aai.asyncapi;version=2.6.0", "traits": [{"summary": "s"}]}
    return {"operationId": "o", **trait, "traits": [{"summary": "s"}], "message": message, **more}


WHOLE_V2: dict[str, Any] = {
    "asyncapi": "2.6.0",
    "id": "urn:a",
    "defaultContentType": "application/json",
    "info": INFO,
    "servers": {
        "main": {
            "url": "{stage}.example:1",
            "description": "d",
            "protocol": "kafka",
            "protocolVersion": "3",
            "variables": {"stage": VARIABLE},
            "security": [{"login": []}],
            "bindings": {"kafka": {"schemaRegistryUrl": "https://a.example"}},
        }
    },
    "channels": {
        "a.{id}": {
            "description": "d",
            "bindings": {"kafka": {"topic": "a"}},
            "subscribe": _operation_v2(),
            "publish": _operation_v2(operationId="p"),
            "parameters": {
                "id": {
                    "description": "d",
                    "schema": {"type": "string", "enum": ["x"]},
                    "location": "$message.payload#/p",
                }
            },
        }
    },
    "components": {"securitySchemes": {"login": {"type": "userPassword"}}},
    "tags": TAGS,
    "externalDocs": DOCS,
}
OPERATION_V3 = {
    "action": "send",
    "channel": {"$ref": "#/channels/a"},
    **PROSE,
    "security": [{"type": "userPassword"}],
    "bindings": {"kafka": {"groupId": {"type": "string"}}},
    "traits": [{**PROSE, "security": [{"type": "X509"}], "bindings": {"mqtt": {"qos": 1}}}],
    "messages": [{"$ref": "#/channels/a/messages/m"}],
    "reply": {
        "address": {"location": "$message.header#/h", "description": "d"},
        "channel": {"$ref": "#/channels/r"},
        "messages": [{"$ref": "#/channels/r/messages/done"}],
    },
}
WHOLE_V3: dict[str, Any] = {
    "asyncapi": "3.0.0",
    "id": "urn:a",
    "info": INFO,
    "servers": {
        "main": {
            "host": "{stage}.example:1",
            "pathname": "/v1",
            "protocol": "kafka",
            "protocolVersion": "3",
            **PROSE,
            "variables": {"stage": VARIABLE},
            "security": [{"type": "userPassword"}],
            "bindings": {"kafka": {"schemaRegistryUrl": "https://a.example"}},
        }
    },
    "defaultContentType": "application/json",
    "channels": {
        "a": {
            "address": "a.{id}",
            "messages": {
                "m": {**MESSAGE, "traits": [{**TRAIT, "name": "t", "contentType": "text/plain"}]},
                "n": {"payload": {"type": "null"}},
            },
            **PROSE,
            "servers": [{"$ref": "#/servers/main"}],
            "parameters": {"id": {"enum": ["x"]}},
            "bindings": {"kafka": {"topic": "a"}},
        },
        "r": {"address": "r", "messages": {"done": {"payload": {"type": "object"}}}},
    },
    "operations": {"o": OPERATION_V3},
    "components": {"schemas": {"Unused": {"type": "string"}}},
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
