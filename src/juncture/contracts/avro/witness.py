"""Shows changes on data: for each a datum that one side writes and the other refuses or takes for another value.

The judge is fastavro. It must accept the datum on the side that wrote it, and refuse it on the other with everything
that did not change left out, so that no neighbour's break counts. A search that finds nothing proves nothing.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, NamedTuple

import fastavro
import msgspec
from fastavro.read import SchemaResolutionError
from fastavro.schema import SchemaParseException

from juncture.contracts.avro.draft import Draft, Step
from juncture.contracts.avro.judgement import broken
from juncture.contracts.avro.link import Node, Schemas
from juncture.contracts.avro.misread import Leaf, leaf, misread, too_long
from juncture.contracts.avro.model import Record, Reference, written
from juncture.contracts.avro.parser import branch_key
from juncture.contracts.avro.samples import NoSampleError, sample, shown
from juncture.contracts.avro.spelling import UnspelledError, spelled
from juncture.contracts.avro.walk import Walk
from juncture.contracts.model import ContractChange, Witness
from juncture.contracts.parts import Address

_LONGEST_REASON = 120
_STUMBLES = (SchemaParseException, LookupError, TypeError, ValueError, EOFError)
"""How fastavro fails without a judgement: on schemas that it does not hold, and on data of another kind of type."""
_MISREAD = ("logical-type-changed", "decimal-scale-changed")
_TOO_LONG = ("decimal-precision-grown", "decimal-precision-shrunk")


_MOST_SHOWN = 1000
"""So many breaks of one comparison are shown; nobody reads more."""


class _Side(NamedTuple):
    """One side of a change: its word, its schemas, and the way to the change."""

    word: str
    schemas: Schemas
    root: Node
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The type as people call it; a kind for one without a name."""
        root = self.root.type
        return written(root.name, self.root.file.namespace) if isinstance(root, Reference) else branch_key(root)

    @property
    def address(self) -> str:
        """Where the type is declared; the file as a whole where that is no named type."""
        view = self.schemas.view(self.root)
        name = written(view.named.name, view.file.namespace) if view.named else ""
        return str(Address(view.file.path, name))

    @property
    def leaf(self) -> Leaf:
        """The type at the end of the way. Raises NoSampleError where it has no logical type."""
        return leaf(self.schemas, self.root, self.steps)

    @property
    def datum(self) -> Any:
        """The smallest datum that takes the way. Raises NoSampleError."""
        return sample(self.schemas, self.root, self.steps)


def witnessed(walk: Walk, drafts: Iterable[Draft], changes: Iterable[ContractChange]) -> list[ContractChange]:
    """Return the changes with their witnesses, in the same order; the drafts are what they were made of."""
    judge = _Judge()
    left = _MOST_SHOWN
    result = []
    for draft, change in zip(drafts, changes, strict=True):
        witness = None
        if draft.trail is not None and change.compatibility == "breaking" and left:
            left -= 1
            old = _Side("old", walk.old, draft.trail.old, draft.trail.old_steps)
            new = _Side("new", walk.new, draft.trail.new, draft.trail.new_steps)
            try:
                witness = judge.witness(draft, old, new)
            except (NoSampleError, UnspelledError, *_STUMBLES):
                witness = None  # a schema without a finite datum, or that the judge cannot hold, shows nothing
            witness = witness and msgspec.structs.replace(witness, old_at=(old.address,), new_at=(new.address,))
        result.append(msgspec.structs.replace(change, proof="proven", witness=witness) if witness else change)
    return result


class _Judge:
    """fastavro, with the schemas that it has read so far."""

    def __init__(self) -> None:
        self._schemas: dict[tuple[str, str, str | int, frozenset[str] | None], Any] = {}

    def witness(self, draft: Draft, old: _Side, new: _Side) -> Witness | None:
        """Return what shows a break, or None. Raises as its parts do where there is no datum or no judgement."""
        if draft.rule == "default-invalid":
            return self._unusable(draft, new)
        if draft.rule in _MISREAD:
            return misread(old.leaf, new.leaf)
        backward, forward = broken(draft.rule)
        if draft.rule in _TOO_LONG:
            writer, reader = (old, new) if backward else (new, old)
            return too_long(writer.leaf, reader.leaf, (writer.word, reader.word))
        told: list[str] = []
        verdicts = {"old": "", "new": ""}
        for writer, reader in [(old, new)] * backward + [(new, old)] * forward:
            reason = self._refusal(draft, writer, reader)
            if reason:
                way = f"{writer.word} writer → {reader.word} reader"
                told.append(f"{way}   {writer.name} {shown(writer.datum)}   {reason}")
                verdicts[reader.word] = reason
        return Witness("fastavro", "\n".join(told), verdicts["old"], verdicts["new"]) if told else None

    def _refusal(self, draft: Draft, writer: _Side, reader: _Side) -> str:
        """Return how the reader refuses the writer's smallest datum; empty where it does not."""
        datum = writer.datum
        reason = _read(datum, self._schema(writer), self._schema(reader))
        kept = _kept(draft, writer), _kept(draft, reader)
        if not reason or kept == (None, None):
            return reason
        if kept[0] is not None:
            datum = {name: value for name, value in datum.items() if name in kept[0]}
        return _read(datum, self._schema(writer, kept[0]), self._schema(reader, kept[1]))

    def _unusable(self, draft: Draft, side: _Side) -> Witness | None:
        """Show that the judge refuses the schema itself, for the sake of this field alone."""
        try:
            self._schema(side, _kept(draft, side))
        except SchemaParseException as error:
            return Witness("fastavro", f"the new schema is refused   {error}", "accepted", f"refused: {error}")
        return None

    def _schema(self, side: _Side, only: frozenset[str] | None = None) -> Any:
        root = side.root
        known = root.type.name if isinstance(root.type, Reference) else id(root.type)
        key = (side.word, root.file.path, known, only)
        if key not in self._schemas:
            self._schemas[key] = fastavro.parse_schema(spelled(side.schemas, root, only))
        return self._schemas[key]


def _kept(draft: Draft, side: _Side) -> frozenset[str] | None:
    """Return the fields of the root that the change is about; None where the root is no record."""
    if not isinstance(side.schemas.view(side.root).shape, Record):
        return None
    if side.steps:
        return frozenset({str(side.steps[0][1])})
    assert draft.trail is not None
    new = draft.trail.new
    is_whole = isinstance(new.type, Reference) and draft.part.name == written(new.type.name, new.file.namespace)
    return frozenset() if is_whole else frozenset({draft.part.name.rpartition(".")[2]})


def _read(datum: Any, writer: Any, reader: Any) -> str:
    """Return why data of the writer cannot be read; empty where it can. Raises where the writer cannot read it."""
    buffer = BytesIO()
    fastavro.schemaless_writer(buffer, writer, datum)
    content = buffer.getvalue()
    fastavro.schemaless_reader(BytesIO(content), writer, writer)
    try:
        fastavro.schemaless_reader(BytesIO(content), writer, reader)
    except (SchemaResolutionError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        return "refused: " + (reason if len(reason) <= _LONGEST_REASON else reason[: _LONGEST_REASON - 1] + "…")
    return ""
