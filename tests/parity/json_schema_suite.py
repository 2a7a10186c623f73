"""Holds the schema core against JSON-Schema-Test-Suite, as a law: `python tests/parity/json_schema_suite.py LOCATION`.

LOCATION is a source tree of json-schema-org/JSON-Schema-Test-Suite. Schemas of one file of the suite are compared with
one another, each way. Where the core calls the new schema wider than the old one, or equal, the new one must accept
every instance of that file that the old one accepts; where it calls it narrower, the other way round. jsonschema-rs
judges. Exceptions stand in json_schema_suite.toml, by draft and pair; exits 1 where one has no reason.
"""

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs

from juncture.contracts.schema.comparison import Comparison
from juncture.contracts.schema.dialect import DRAFTS, Dialect
from juncture.contracts.schema.leaf import NARROWED, UNKNOWN, WIDENED, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.touched import Touched
from juncture.facts.problem import InputError

_REASONS = Path(__file__).with_suffix(".toml")
_DRAFTS = {
    "draft4": ("4", jsonschema_rs.Draft4Validator),
    "draft6": ("6", jsonschema_rs.Draft6Validator),
    "draft7": ("7", jsonschema_rs.Draft7Validator),
    "draft2019-09": ("2019-09", jsonschema_rs.Draft201909Validator),
    "draft2020-12": ("2020-12", jsonschema_rs.Draft202012Validator),
}


class Group(NamedTuple):
    """A schema of the suite; ``accepts`` tells of each instance of its file whether the judge accepts it."""

    name: str
    schema: Any
    accepts: tuple[bool, ...]


class File(NamedTuple):
    """A file of the suite: its schemas, and all instances in it."""

    name: str
    draft: str
    groups: tuple[Group, ...]
    instances: tuple[Any, ...]


def files(location: Path) -> Iterator[File]:
    """Yield the files of every draft; schemas that the judge does not take without fetching others are left out."""
    for folder, (draft, judge) in _DRAFTS.items():
        for path in sorted((location / "tests" / folder).glob("*.json")):
            cases = json.loads(path.read_text("utf-8"))
            instances = tuple(test["data"] for case in cases for test in case["tests"])
            groups = []
            for case in cases:
                try:
                    validator = judge(case["schema"], validate_formats=True, offline=True)
                    accepts = tuple(bool(validator.is_valid(each)) for each in instances)
                except ValueError:
                    continue  # it refers to an address
                groups.append(Group(case["description"], case["schema"], accepts))
            yield File(f"{folder}/{path.stem}", draft, tuple(groups), instances)


def relation(old: Any, new: Any, draft: str) -> int:
    """Return how the new schema relates to the old one, as bits. Raises InputError."""
    before, after = (Sources({"s.json": json.dumps(each).encode()}) for each in (old, new))
    touched = Touched(before, after, lambda path: path)

    def dialect(path: str) -> Dialect:
        del path
        return DRAFTS[draft]

    lowerings = [
        Lowering(each, dialect, touched.stamp(old_side=is_old)) for each, is_old in ((before, True), (after, False))
    ]
    comparison = Comparison(Sides(*lowerings, touched.same), lambda place: place if len(place.pointer) == 2 else None)
    comparison.add(Place("s.json"), Place("s.json"), "whole")
    comparison.run()
    bits = 0
    for leaves in comparison.leaves.values():
        for leaf in leaves:
            bits |= leaf.bits
    return bits


def broken(file: File, old: Group, new: Group, bits: int) -> Iterator[str]:
    """Yield the instances that a relation does not allow for."""
    for instance, was, now in zip(file.instances, old.accepts, new.accepts, strict=True):
        if was and not now and not bits & (NARROWED | UNKNOWN):
            yield f"lost {json.dumps(instance)[:60]}"
        if now and not was and not bits & (WIDENED | UNKNOWN):
            yield f"gained {json.dumps(instance)[:60]}"


def main(location: Path) -> int:
    """Print the counts and a row for each exception; return 1 where one has no reason."""
    table = tomllib.loads(_REASONS.read_text("utf-8"))
    count: Counter[str] = Counter()
    rows = []
    for file in files(location):
        for old, new in permutations(file.groups, 2):
            try:
                bits = relation(old.schema, new.schema, file.draft)
            except InputError:
                count["refused"] += 1
                continue
            count["pairs"] += 1
            count["cannot be told"] += bool(bits & UNKNOWN)
            count["equal"] += bits == 0
            count["wider or equal"] += not bits & (NARROWED | UNKNOWN)
            count["instances"] += len(file.instances)
            wrong = list(broken(file, old, new, bits))
            if wrong:
                key = f"{file.name}: {old.name} → {new.name}"
                reason = table["cases"].get(key, "none")
                count["unexplained"] += reason not in table["reasons"]
                rows.append(f"| {key} | {', '.join(wrong[:3])} | {reason} |")
    print("JSON-Schema-Test-Suite: " + ", ".join(f"{number:,} {word}" for word, number in count.items()))  # noqa: T201
    print("\n".join(["| pair | instances | reason |\n|---|---|---|", *rows]) if rows else "no exception")  # noqa: T201
    return 1 if count["unexplained"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
