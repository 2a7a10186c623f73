"""Who takes a record as a whole: a reader that refuses it refuses all of it, whatever fields its code names.

An Avro record is resolved against the reader's schema before any of it is read (specification, Schema Resolution).
"""

import re
from collections.abc import Iterator

from juncture.code.language import language
from juncture.code.syntax import Source
from juncture.contracts.model import Compatibility, ContractChange
from juncture.contracts.surface import Surface
from juncture.facts.problem import InputError
from juncture.flow.found import Found
from juncture.flow.repair import DECODE
from juncture.flow.sought import Sought
from juncture.flow.uses import Finder

_READS = (
    r"\b(?:KStream|KTable|GlobalKTable|KafkaConsumer|ConsumerRecords?|ConsumeResult|ConsumerBuilder|IConsumer|\w*DatumReader"
    r"|\w*Deserializer|\w*Decoder|SpecificReader)\s*<[^;(){}]{0,200}?\b(?:NAME)\b"
    r"|<[^;(){}<>]{0,200}\b(?:NAME)\s*>\s*(?:stream|table|globalTable)\s*\("
    r"|\b(?:Consumer|Processor|Receiver)\s*<[^<>,]{1,200},\s*(?:NAME)\s*>"
    r"|\b(?:NAME)\s*(?:\.|::)\s*(?:fromByteBuffer|getDecoder|from_avro|FromAvro|deserialize)\b"
    r"|\b(?:[Dd]eserialize|[Dd]ecode|[Uu]nmarshal)\w*(?:NAME)?\s*(?:<[^;<>]{0,100}>)?\([^;]{0,200}\b(?:NAME)\b"
    r"|\b(?:Deserialize|Decode|Unmarshal)(?:NAME)\b"
    r"|\b\w*(?:DatumReader|Deserializer)\s*(?:<[^;<>]{0,100}>)?\s*\([^;]{0,200}\b(?:NAME)\b"
)
"""Code that takes a record of a type from bytes or from a topic."""
_READERS = re.compile(
    r"\b(?:schemaless_reader|fastavro\.reader|DatumReader|AvroDeserializer|AvroConsumer|DataFileReader|GenericDatumReader)\b"
    r"|\.(?:fromBuffer|decode)\s*\(|\bavro\.Unmarshal\b|\bNativeFromBinary\b"
)
"""Code that takes a record by a schema that it names, without a type of its own."""
_WRITES = re.compile(r"[Pp]roduc|[Ww]riter\b|newBuilder|\bsend\b|(?<!De)(?<!de)[Ss]erializer\b|[Ee]ncode")
"""Code that puts a record there."""
_BEFORE, _BEHIND = 2, 3
"""Lines around the end of a topic in which the type of what it carries may stand."""


def refused_whole(change: ContractChange, part: Sought, surface: Surface | None) -> bool:
    """Tell whether a reader that a change hurts refuses all of the record that the part belongs to."""
    of_record = part.kind in ("member", "type")
    return (
        surface is not None
        and surface.format == "avro"
        and of_record
        and change.compatibility is Compatibility.BREAKING
    )


def decoders(finder: Finder, contract: str, part: Sought) -> Iterator[Found]:
    """Yield the lines of services that take a record with the part, whatever they do with it; tests are left out."""
    types, _ = finder.carried_by(contract, part)
    names = "|".join(sorted(map(re.escape, {name for name in types if name})))
    bound = finder.bound(contract)
    if names:
        for path in bound:
            yield from _typed(
                finder, path, re.compile(_READS.replace("NAME", names)), re.compile(rf"\b(?:{names})\b"), part
            )
    for path, how in finder.handling(contract):
        if path not in bound:
            yield from _untyped(finder, path, how, part)


def _typed(finder: Finder, path: str, reads: re.Pattern[str], named: re.Pattern[str], part: Sought) -> Iterator[Found]:
    files = finder.files
    facts = files.facts(path)
    if facts.test or facts.generated or not named.search(files.content(path).decode("utf-8", "replace")):
        return
    try:
        source = Source(path, language(facts.language), files.content(path))
    except InputError as error:
        files.unread[path] = str(error.problems[0])
        return
    imports = {item.line for item in facts.imports}
    ends = [end.line for end in facts.topics if end.side == "consumes"]
    spoken = [match.start() for match in reads.finditer(source.text)]
    spoken += [
        match.start()
        for match in named.finditer(source.text)
        if any(end - _BEFORE <= source.line(match.start()) <= end + _BEHIND for end in ends)
        and not _WRITES.search(source.line_text(source.line(match.start())))
    ]
    lines = {source.line(at) for at in spoken if not source.silent.within(at)} - imports
    for line in sorted(lines):
        if not files.test(path, line):
            yield _found(finder, path, line, f"takes {part.type_name} whole", part)


def _untyped(finder: Finder, path: str, how: str, part: Sought) -> Iterator[Found]:
    facts = finder.files.facts(path)
    if facts.test or facts.generated:
        return
    ends = {end.line for end in facts.topics if end.side == "consumes"} if how.startswith("consumes") else set()
    lines = enumerate(finder.files.lines(path), 1)
    found = ends or {
        number for number, text in lines if _READERS.search(text) and not text.lstrip().startswith(_REMARKS)
    }
    for line in sorted(found)[:1]:
        yield _found(finder, path, line, how, part)


_REMARKS = ("#", "//", "*", "/*", "import ", "from ")


def _found(finder: Finder, path: str, line: int, how: str, part: Sought) -> Found:
    files = finder.files
    reader = f"{files.facts(path).language}: {how}; a record that it cannot take it refuses, with {part.part}"
    return Found(
        files.service(path), path, line, files.line(path, line), DECODE, "", part.type_name, part.part, False, reader
    )
