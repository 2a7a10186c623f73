"""Compares payloads that are described in other languages than JSON Schema, by the comparers of those."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from juncture.contracts.asyncapi.layers import LayeredSources
from juncture.contracts.asyncapi.payload import Payload
from juncture.contracts.formats import Comparison
from juncture.contracts.model import Cause, Compatibility, ContractChange
from juncture.contracts.schema.canonical import canonical
from juncture.contracts.schema.changes import Teller, direction
from juncture.contracts.schema.leaf import BOTH_WAYS, REQUEST, RESPONSE
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place
from juncture.facts.problem import InputError
from juncture.facts.rule import rule


class Foreign(NamedTuple):
    """A payload at both sides, at least one of which is no JSON Schema."""

    old: Payload
    new: Payload
    part: Part


def foreign_changes(
    foreign: Foreign, ways: int, operations: tuple[str, ...], teller: Teller, *, witnesses: bool
) -> Iterator[ContractChange]:
    """Yield the changes of a payload; what its language's comparer says stands under the payload's part."""
    old, new = foreign.old, foreign.new
    sources = teller.old, teller.new
    if old.language != new.language:
        yield _change("schema-format-changed", foreign, teller, ways, operations, (_said(old), _said(new)))
        return
    before, after = (_meant(side, each) for side, each in zip(sources, (old, new), strict=True))
    if before == after:
        return
    try:
        match old.language:
            case "avro":
                changes = _avro(foreign, ways, teller, witnesses)
            case "protobuf":
                changes = _protobuf(foreign, teller, witnesses)
            case _:
                reason = f"schemas of the format {old.language} are not compared"
                yield _change("cannot-prove", foreign, teller, ways, operations, (reason, _said(new)))
                return
    except InputError as error:
        reason = error.problems[0].message
        yield _change("cannot-prove", foreign, teller, ways, operations, (reason, _said(new)))
        return
    for each in changes:
        part = worded((*foreign.part.words, each.part)) if each.part else foreign.part
        yield msgspec.structs.replace(each, contract=teller.contract, part=str(part), operations=operations)


def _said(payload: Payload) -> str:
    return payload.format or payload.language


def _meant(sources: object, payload: Payload) -> bytes:
    assert isinstance(sources, LayeredSources)
    return canonical(sources.at(payload.place), payload.place.path)


def _change(
    name: str, foreign: Foreign, teller: Teller, ways: int, operations: tuple[str, ...], texts: tuple[str, str]
) -> ContractChange:
    rule_id = f"asyncapi/{name}"
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=direction(ways or BOTH_WAYS),
        part=str(foreign.part),
        contract=teller.contract,
        old=texts[0],
        new=texts[1],
        cause=teller.cause(foreign.new.place),
        cause_old=teller.cause_old(foreign.old.place),
        operations=operations,
    )


def _avro(foreign: Foreign, ways: int, teller: Teller, witnesses: bool) -> list[ContractChange]:
    """What the application sends is read by old readers, what it receives was written by old writers."""
    from juncture.contracts.avro.compare import compare_schemas  # noqa: PLC0415 - only where there is Avro
    from juncture.contracts.avro.judgement import Mode  # noqa: PLC0415
    from juncture.contracts.avro.parser import parse_value  # noqa: PLC0415

    mode = {REQUEST: Mode.BACKWARD, RESPONSE: Mode.FORWARD}.get(ways, Mode.FULL)
    files = []
    for sources, payload in ((teller.old, foreign.old), (teller.new, foreign.new)):
        place = payload.place

        def line(*steps: str | int, _sources: object = sources, _place: Place = place) -> int:
            assert isinstance(_sources, LayeredSources)
            return _sources.line(_place.at(*steps))

        files.append(parse_value(place.path, sources.at(place), line))
    changes = compare_schemas(files[0], files[1], mode, witnesses=witnesses)
    return [_revised(each, teller) for each in changes]


def _protobuf(foreign: Foreign, teller: Teller, witnesses: bool) -> list[ContractChange]:
    from juncture.contracts.protobuf.compare import compare  # noqa: PLC0415 - only where there is Protobuf

    texts = []
    for sources, payload in ((teller.old, foreign.old), (teller.new, foreign.new)):
        value = sources.at(payload.place)
        texts.append(value.encode() if isinstance(value, str) else b"")
    path = "payload.proto"
    changes = compare(Comparison({path: texts[0]}, {path: texts[1]}, witnesses=witnesses))
    return [
        msgspec.structs.replace(
            each,
            cause=_shifted(each.cause, teller.cause(foreign.new.place), texts[1]),
            cause_old=_shifted(each.cause_old, teller.cause_old(foreign.old.place), texts[0]),
        )
        for each in changes
    ]


def _shifted(cause: Cause | None, start: Cause, text: bytes) -> Cause | None:
    """Return the line in the contract of a line in a text; one that stands on a single line there has its line."""
    if cause is None:
        return None
    is_block = b"\n" in text.strip() and start.path.endswith((".yaml", ".yml"))
    return msgspec.structs.replace(start, line=start.line + cause.line) if is_block else start


def _revised(change: ContractChange, teller: Teller) -> ContractChange:
    cause = change.cause and msgspec.structs.replace(change.cause, revision=teller.new_revision)
    cause_old = change.cause_old and msgspec.structs.replace(change.cause_old, revision=teller.old_revision)
    return msgspec.structs.replace(change, cause=cause, cause_old=cause_old)
