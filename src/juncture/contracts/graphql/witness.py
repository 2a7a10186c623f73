"""Shows changes on operations: the smallest that is valid before and not after, or a response that was never sent.

The judge is graphql-core. It gets the part of each schema that an operation touches. A search that finds nothing
proves nothing and changes nothing.
"""

from collections.abc import Iterable

import msgspec
import orjson

from juncture.contracts.graphql.attempts import Attempt, Bench, attempts, bench
from juncture.contracts.graphql.documents import Document, documents
from juncture.contracts.graphql.draft import Draft, Sides
from juncture.contracts.graphql.excerpt import declared, excerpt
from juncture.contracts.graphql.judge import (
    ConfusedError,
    Leaf,
    document_verdict,
    operation_verdict,
    response_verdict,
)
from juncture.contracts.graphql.operation import Operation
from juncture.contracts.graphql.responses import Reply, replies
from juncture.contracts.graphql.schema import Schema
from juncture.contracts.model import Compatibility, ContractChange, Witness

VALID = "valid"
MOST = 500
"""How many changes of one schema are shown at most; each takes some milliseconds."""


def witnessed(sides: Sides, drafts: Iterable[Draft], changes: Iterable[ContractChange]) -> list[ContractChange]:
    """Return the changes with their witnesses, in the same order; the drafts are what they were made of.

    Of a schema that was rewritten the first ``MOST`` changes are shown, breaking ones before others.
    """
    on = bench(sides)
    pairs = list(zip(drafts, changes, strict=True))
    harmful = [index for index, (_, change) in enumerate(pairs) if change.compatibility is not Compatibility.COMPATIBLE]
    harmful.sort(key=lambda index: pairs[index][1].compatibility is not Compatibility.BREAKING)
    found = {index: _witness(on, pairs[index][0]) for index in harmful[:MOST]}
    return [
        msgspec.structs.replace(change, proof="proven", witness=witness) if (witness := found.get(index)) else change
        for index, (_, change) in enumerate(pairs)
    ]


def _witness(on: Bench, draft: Draft) -> Witness | None:
    try:
        return _by_operation(on, draft) or _by_document(on, draft) or _by_response(on, draft)
    except ConfusedError:
        return None  # nothing is proven about a schema that the judge fails on


def _by_operation(on: Bench, draft: Draft) -> Witness | None:
    """Return the shortest operation that shows the change; one whose control holds comes before others."""
    tried = sorted(attempts(on, draft), key=lambda each: (each.control is None, len(str(each.operation))))
    fallback = None
    for attempt in tried:
        after = _refused(on, attempt)
        if not after:
            continue
        witness = Witness("graphql", str(attempt.operation), VALID, after)
        if attempt.control is None or _holds(on, attempt.control):
            return witness
        fallback = fallback or witness
    return fallback


def _refused(on: Bench, attempt: Attempt) -> str:
    """Return what the new schema has against an operation that the old one takes; empty where it has nothing."""
    text = str(attempt.operation)
    before, after = (excerpt(each, attempt.operation) for each in (on.before, on.after))
    return "" if operation_verdict(before, text) else operation_verdict(after, text)


def _holds(on: Bench, control: Operation) -> bool:
    return not operation_verdict(excerpt(on.after, control), str(control))


def _by_document(on: Bench, draft: Draft) -> Witness | None:
    tried = documents(on.before, on.after, draft)
    for document in sorted(tried, key=lambda each: (not each.executable, len(each.text))):
        after = _document(document, on.after)
        if after and not _document(document, on.before):
            return Witness("graphql", document.text, VALID, after)
    return None


def _document(document: Document, schema: Schema) -> str:
    sdl = declared(schema, document.directive, document.arguments)
    return (operation_verdict if document.executable else document_verdict)(sdl, document.text)


def _by_response(on: Bench, draft: Draft) -> Witness | None:
    for reply in replies(on, draft):
        before, after = (_answered(on, reply, old=old) for old in (True, False))
        if before and not after:
            response = orjson.dumps({"data": reply.response}).decode()
            return Witness("graphql", f"{reply.operation}\n{response}", before, VALID)
    return None


def _answered(on: Bench, reply: Reply, *, old: bool) -> str:
    schema = on.before if old else on.after
    sdl = excerpt(schema, reply.operation, reply.also)
    text = str(reply.operation)
    if reply.leaf is None:
        return operation_verdict(sdl, text) or response_verdict(sdl, text, reply.response)
    leaf = Leaf(sdl, reply.leaf[0 if old else 1])
    if old:
        return leaf.verdict(reply.value)
    return operation_verdict(sdl, text) or ("" if leaf.writes(reply.value) else "not written")
