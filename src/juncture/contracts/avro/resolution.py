"""Whether a reader can read all that a writer writes (Avro 1.12, Schema Resolution).

Recursion is a greatest fixpoint: a pair of named types counts as readable until something shows that it is not.
Logical types do not count here; whether a value keeps its meaning is judged where it stands.
"""

from collections.abc import Callable

from juncture.contracts.avro.link import Node, Schemas, View
from juncture.contracts.avro.model import (
    Array,
    Definition,
    Enum,
    Fixed,
    Map,
    Primitive,
    Record,
    Reference,
    Type,
    Union,
    unqualified,
)
from juncture.contracts.names import Named

_PROMOTIONS = {
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "string": ("bytes",),
    "bytes": ("string",),
}
_Pair = tuple[Named, Named]
_Views = tuple[View, View]
_Ask = Callable[[_Pair, _Views], bool]


def promotes(writer: str, reader: str) -> bool:
    """Return whether a primitive of the writer is read as another one of the reader."""
    return writer == reader or reader in _PROMOTIONS.get(writer, ())


def same_name(writer: Definition, reader: Definition) -> bool:
    """Return whether named types match: by unqualified name, or by an alias of the reader."""
    return unqualified(writer.name) == unqualified(reader.name) or writer.name in reader.aliases


class Resolution:
    """Readability between the schemas of a writer and those of a reader, each pair of named types settled once."""

    def __init__(self, writers: Schemas, readers: Schemas) -> None:
        self._writers, self._readers = writers, readers
        self._settled: dict[_Pair, bool] = {}
        self._indexed: dict[int, dict[str, list[Type]]] = {}

    def reads(self, writer: Node, reader: Node) -> bool:
        """Return whether every datum of the writer's type is readable with the reader's."""
        return self._local(writer, reader, self._answer)

    def _answer(self, pair: _Pair, views: _Views) -> bool:
        if pair not in self._settled:
            self._settle(pair, views)
        return self._settled[pair]

    def _settle(self, start: _Pair, views_of_start: _Views) -> None:
        """Assume that every reachable pair is readable, and withdraw what fails until nothing more does."""
        views = {start: views_of_start}
        holds = {start: True}
        dependents: dict[_Pair, set[_Pair]] = {}
        edge = [start]
        while edge:
            pair = edge.pop()
            if not holds[pair]:
                continue

            def ask(inner: _Pair, found: _Views, asker: _Pair = pair) -> bool:
                if inner in self._settled:
                    return self._settled[inner]
                dependents.setdefault(inner, set()).add(asker)
                if inner not in holds:
                    holds[inner] = True
                    views[inner] = found
                    edge.append(inner)
                return holds[inner]

            if not self._definitions(*views[pair], ask):
                holds[pair] = False
                edge.extend(dependents.get(pair, ()))
        self._settled.update(holds)

    def _local(self, writer: Node, reader: Node, ask: _Ask) -> bool:
        written, read = self._writers.view(writer), self._readers.view(reader)
        match written.shape, read.shape:
            case Union(branches=branches), _:
                found = all(self._local(written.node(branch), reader, ask) for branch in branches)
            case _, Union():
                candidates = self._candidates(written, read)
                found = any(self._local(writer, read.node(branch), ask) for branch in candidates)
            case Primitive(name=one), Primitive(name=other):
                found = promotes(one, other)
            case Array(items=one), Array(items=other):
                found = self._local(written.node(one), read.node(other), ask)
            case Map(values=one), Map(values=other):
                found = self._local(written.node(one), read.node(other), ask)
            case _:
                found = self._named(written, read, ask)
        return found

    def _candidates(self, written: View, union: View) -> list[Type]:
        """Return the branches that may read a type: for a named type those that its name leads to, else the unnamed."""
        assert isinstance(union.shape, Union)
        index = self._indexed.get(id(union.shape))
        if index is None:
            index = self._indexed[id(union.shape)] = {}
            for branch in union.shape.branches:
                for name in self._names(union.node(branch)):
                    index.setdefault(name, []).append(branch)
        return index.get(unqualified(written.named.name) if written.named else "", [])

    def _names(self, branch: Node) -> set[str]:
        """Return the unqualified names by which a branch of the reader is found; one empty name for no named type."""
        view = self._readers.view(branch)
        if view.named is None:
            return {""}
        aliases = view.shape.aliases if isinstance(view.shape, Definition) else ()
        return {unqualified(each) for each in (view.named.name, *aliases)}

    def _named(self, written: View, read: View, ask: _Ask) -> bool:
        here, there = written.named, read.named
        if here is None or there is None:
            return False
        if isinstance(written.shape, Reference) or isinstance(read.shape, Reference):
            return unqualified(here.name) == unqualified(there.name)  # by name is all that can be known
        return ask((here, there), (written, read))

    def _definitions(self, written: View, read: View, ask: _Ask) -> bool:
        match written.shape, read.shape:
            case Enum() as writer, Enum() as reader:
                known = reader.default in reader.symbols or set(writer.symbols) <= set(reader.symbols)
                return same_name(writer, reader) and known
            case Fixed() as writer, Fixed() as reader:
                return same_name(writer, reader) and writer.size == reader.size
            case Record() as writer, Record() as reader:
                return same_name(writer, reader) and self._records(written, read, ask)
        return False

    def _records(self, written: View, read: View, ask: _Ask) -> bool:
        assert isinstance(written.shape, Record) and isinstance(read.shape, Record)
        fields = {field.name: field for field in written.shape.fields}
        for wanted in read.shape.fields:
            name = next((each for each in (wanted.name, *wanted.aliases) if each in fields), None)
            if name is None:
                if wanted.default is None:
                    return False
            elif not self._local(written.node(fields[name].type), read.node(wanted.type), ask):
                return False
        return True
