"""Holds the GraphQL comparer against graphql-inspector's own tests: `python tests/parity/graphql_inspector.py PLACE`.

PLACE is a source tree of graphql-hive/graphql-inspector in which `npm install @graphql-inspector/core graphql@16` was
run. The pairs of schemas are read from its tests and given to the peer itself. Descriptions are not held against us,
nor the inside of what is new as a whole. Reasons for differences stand in graphql_inspector.toml, by case. Exits 1
where one has none.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from juncture.contracts.formats import Comparison
from juncture.contracts.graphql.compare import compare
from juncture.contracts.graphql.parts import parse_part
from juncture.contracts.model import Compatibility, ContractChange

_REASONS = Path(__file__).with_suffix(".toml")
_SUITE = "packages/core/__tests__/diff"
_TEST = re.compile(r"^\s*(?:test|it)(?:\.\w+)?\(\s*(['\"`])(.*?)\1", re.MULTILINE)
_SCHEMA = re.compile(r"const (\w+) = buildSchema\(\s*(?:/\* GraphQL \*/)?\s*([`'\"])(.*?)\2", re.DOTALL)
_CALL = re.compile(r"\bdiff\((\w+), (\w+)")
_LEVELS = {
    "BREAKING": Compatibility.BREAKING,
    "DANGEROUS": Compatibility.RISKY,
    "NON_BREAKING": Compatibility.COMPATIBLE,
}
_PEER = """
import { createInterface } from 'node:readline';
import { buildSchema } from 'graphql';
import { diff } from '@graphql-inspector/core';
for await (const line of createInterface({ input: process.stdin })) {
  const [old, now] = JSON.parse(line).map(text => buildSchema(text, { assumeValid: true, assumeValidSDL: true }));
  const changes = await diff(old, now);
  console.log(JSON.stringify(changes.map(each => [each.type, each.criticality.level, each.path ?? '', each.meta])));
}
"""


class Change(NamedTuple):
    """A change in words that both share: how harmful, and where (``Type.field.argument``, ``Type.@directive``)."""

    level: Compatibility
    path: str


class Case(NamedTuple):
    """Two schemas, and what the peer finds."""

    key: str
    old: str
    new: str
    changes: list[Change]


def cases(location: Path) -> Iterator[Case]:
    """Yield every pair that the tests compare, with what the peer says of it."""
    pairs = [pair for path in sorted((location / _SUITE).rglob("*.test.ts")) for pair in _pairs(path)]
    lines = "\n".join(json.dumps([old, new]) for _, old, new in pairs)
    command = ["node", "--input-type=module", "--eval", _PEER]
    answer = subprocess.run(command, input=lines, cwd=location, capture_output=True, text=True, check=True)
    for (key, old, new), told in zip(pairs, answer.stdout.splitlines(), strict=True):
        yield Case(key, old, new, _told(json.loads(told)))


def _pairs(path: Path) -> Iterator[tuple[str, str, str]]:
    text = path.read_text("utf-8")
    starts = [*_TEST.finditer(text)]
    bounds = [each.start() for each in starts] + [len(text)]
    common = dict(_named(text[: bounds[0]]))
    seen: Counter[str] = Counter()
    for test, end in zip(starts, bounds[1:], strict=True):
        block = text[test.start() : end]
        schemas = common | dict(_named(block))
        for old, new in dict.fromkeys(call.groups() for call in _CALL.finditer(block)):
            if old in schemas and new in schemas and old != new:
                key = f"{path.name.removesuffix('.test.ts')}: {test[2]}"
                seen[key] += 1
                yield f"{key} {seen[key]}", schemas[old], schemas[new]


def _named(text: str) -> Iterator[tuple[str, str]]:
    for match in _SCHEMA.finditer(text):
        yield match[1], match[3]


_ARGUMENT_OF_USAGE = frozenset({"DIRECTIVE_USAGE_ARGUMENT_ADDED", "DIRECTIVE_USAGE_ARGUMENT_REMOVED"})


def _told(changes: list[tuple[str, str, str, dict[str, object]]]) -> list[Change]:
    """Return what is held against us: not descriptions, and not the inside of what is new as a whole."""
    whole = tuple(
        f"{path}." for kind, _, path, _ in changes if kind in ("TYPE_ADDED", "FIELD_ADDED", "DIRECTIVE_ADDED")
    )
    found = []
    for kind, level, path, meta in changes:
        added = any(meta.get(each) for each in ("addedToNewType", "addedToNewField", "addedToNewDirective"))
        if "DESCRIPTION" in kind or added or path.startswith(whole):
            continue
        if kind == "DIRECTIVE_ARGUMENT_ADDED":
            path = f"{path}.{meta['addedDirectiveArgumentName']}"  # noqa: PLW2901 - the peer leaves the argument out
        if kind in _ARGUMENT_OF_USAGE:
            path = path.rpartition(".")[0]  # noqa: PLW2901 - we tell the usage as a whole
        found.append(Change(_LEVELS[level], path))
    return found


def _ours(change: ContractChange) -> Change:
    part = parse_part(change.part)
    if not part.type:
        return Change(change.compatibility, f".@{part.usage}" if part.usage else "")
    steps = [part.type, part.member, part.argument, part.usage and f"@{part.usage}"]
    return Change(change.compatibility, ".".join(step for step in steps if step))


class Score(NamedTuple):
    """How the two compare on a case, with what only one of them says."""

    how: str
    theirs: list[Change]
    ours: list[ContractChange]


def scored(case: Case) -> Score:
    """Return how the two compare; what they say of one place counts once."""
    found = compare(Comparison({"schema.graphql": case.old.encode()}, {"schema.graphql": case.new.encode()}))
    theirs = set(case.changes)
    only_ours = [each for each in found if _ours(each) not in theirs]
    only_theirs = sorted(theirs - {_ours(each) for each in found})
    return Score(_HOW[bool(only_ours), bool(only_theirs)], only_theirs, only_ours)


def main(location: Path) -> int:
    """Print the score and a row for each difference; return 1 where one has no reason."""
    table = tomllib.loads(_REASONS.read_text("utf-8"))
    count: Counter[str] = Counter()
    unexplained = 0
    rows = []
    for case in cases(location):
        score = scored(case)
        count[score.how] += 1
        if score.how != "agreed":
            reason = table["cases"].get(case.key, "")
            unexplained += reason not in table["reasons"]
            theirs = ", ".join(f"{each.level} {each.path}" for each in score.theirs)
            ours = ", ".join(f"{each.compatibility} {each.rule} {each.part} ({each.proof})" for each in score.ours)
            rows.append(f"| {score.how} | {case.key} | {theirs} | {ours} | {reason or 'none'} |")
    print(f"graphql-inspector {count.total()} pairs: " + ", ".join(f"{count[each]} {each}" for each in _HOW.values()))  # noqa: T201
    print("\n".join([_HEAD, *rows]) if rows else "no difference")  # noqa: T201
    return 1 if unexplained else 0


_HOW = {
    (False, False): "agreed",
    (True, False): "we find more",
    (False, True): "we find less",
    (True, True): "we differ",
}
_HEAD = "| | case | only the peer says | only we say | reason |\n|---|---|---|---|---|"

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
