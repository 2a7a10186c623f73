"""Re-checks every witness of a comparison: `python tests/witnesses/recheck.py DIFF.json OLD NEW`.

DIFF.json is what `juncture diff --format json` printed, or a review.json; OLD and NEW are the two files, or the folders
in which the contracts stand. Nothing of juncture is imported: each witness is judged again from its text and the two
documents. Prints for each format how many witnesses there are, and how many of them were confirmed, refuted, and not
to be read; and each of the latter two with its reason. Exits 1 where there is one of these.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import applications
import calls
import http_requests
import jobs
import messages
import operations
import records
import schemas
from sides import CannotReadError, Side

_JUDGES = {
    "protobuf": messages,
    "grpc": calls,
    "fastavro": records,
    "graphql": operations,
    "schedule": jobs,
    "asyncapi": applications,
    "jsonschema": schemas,
}
_HTTP = {"openapi": http_requests, "protobuf": calls}
"""HTTP calls, by the family of rules: an API description tells of them, or options of gRPC methods do."""


class Result(NamedTuple):
    """What became of a witness: ``confirmed``, ``refuted`` or ``cannot read``, and why."""

    format: str
    outcome: str
    why: str
    change: dict[str, Any]


def changes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the changes of a diff of files or revisions, or of a review."""
    yield from document.get("changes", ())
    for contract in document.get("contracts", ()):
        yield from contract.get("changes", ())


def rechecked(document: dict[str, Any], old: Side, new: Side) -> Iterator[Result]:
    """Yield what became of each witness."""
    for change in changes(document):
        witness = change.get("witness")
        if witness is None:
            if change["proof"] == "proven":
                yield Result(_format(change, new), "refuted", "proven without a witness", change)
            continue
        try:
            why = _judge(change).refuted(change, old, new)
            outcome = "refuted" if why else "confirmed"
        except CannotReadError as error:
            outcome, why = "cannot read", str(error)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            outcome, why = "cannot read", f"a document is not written as its format has it: {error!r}"
        yield Result(_format(change, new), outcome, why, change)


def _judge(change: dict[str, Any]) -> ModuleType:
    kind, family = change["witness"]["kind"], change["rule"].partition("/")[0]
    known = _HTTP.get(family) if kind == "http" else _JUDGES.get(kind)
    if known is None:
        raise CannotReadError(f"witnesses of the kind {kind} are not known for {family}")
    return known


def _format(change: dict[str, Any], side: Side) -> str:
    family: str = change["rule"].partition("/")[0]
    if family != "schema":
        return family
    try:
        root = side.value(change["contract"])
    except CannotReadError:
        return family
    names = {"swagger": "openapi", "openapi": "openapi", "asyncapi": "asyncapi"}
    return next((name for key, name in names.items() if isinstance(root, dict) and key in root), "jsonschema")


def main(arguments: list[str]) -> int:
    """Print the counts by format, and what was not confirmed; return 1 where there is such."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("diff", type=Path)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args(arguments)
    document = json.loads(options.diff.read_text("utf-8"))
    results = list(rechecked(document, Side(options.old, options.new), Side(options.new, options.old)))
    counts: dict[str, Counter[str]] = {}
    for each in results:
        counts.setdefault(each.format, Counter())[each.outcome] += 1
    print("| format | witnesses | confirmed | refuted | cannot read |\n|---|---|---|---|---|")  # noqa: T201
    for name, count in sorted(counts.items()):
        told = (count.total(), count["confirmed"], count["refuted"], count["cannot read"])
        print(f"| {name} | {' | '.join(map(str, told))} |")  # noqa: T201
    bad = [each for each in results if each.outcome != "confirmed"]
    for each in bad:
        change = each.change
        text = (change.get("witness") or {}).get("text", "")
        print(f"{each.outcome}: {change['rule']} {change['contract']}#{change['part']}: {each.why}\n  {text[:300]}")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
