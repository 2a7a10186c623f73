"""Names of types that no file at hand declares: what they mean cannot be told.

Avro has no imports: a name may be declared in any file that is compared, or in a library that is not compared at all.
"""

from collections.abc import Iterable, Iterator

from juncture.contracts.avro.draft import Draft
from juncture.contracts.avro.link import Node, Schemas, Spot
from juncture.contracts.avro.model import Array, File, Map, Record, Reference, Type, Union, written
from juncture.contracts.avro.parser import branch_key
from juncture.contracts.avro.parts import Part
from juncture.contracts.formats import Comparison


def undeclared_changes(old: Schemas, new: Schemas, comparison: Comparison, told: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the names that files of the new side use and none declares, unless the old side did so already.

    A place of which something is ``told`` is left out.
    """
    places = {(each.at.file.path, each.at.at) for each in told if each.at}
    gone = [path for path, content in comparison.old.items() if comparison.new.get(path) != content]
    come = [path for path, content in comparison.new.items() if comparison.old.get(path) != content]
    known = {used.name for path in gone for _, used in _undeclared(old, old.file(path))}
    for path in sorted(come):
        file = new.file(path)
        for part, used in _undeclared(new, file):
            if used.name not in known and (path, used.at) not in places:
                yield Draft("cannot-prove", part, at=Spot(file, used.at), new=written(used.name, file.namespace))


def _undeclared(schemas: Schemas, file: File) -> Iterator[tuple[Part, Reference]]:
    """Yield the uses of names that no file at hand declares, with their parts."""
    yield from _below(schemas, file, Part(), file.root)
    for name, each in file.types.items():
        if isinstance(each, Record):
            for field in each.fields:
                part = Part(written(name, file.namespace)).member(field.name)
                yield from _below(schemas, file, part, field.type)


def _below(schemas: Schemas, file: File, part: Part, type_: Type) -> Iterator[tuple[Part, Reference]]:
    match type_:
        case Array(items=inner):
            yield from _below(schemas, file, part.items(), inner)
        case Map(values=inner):
            yield from _below(schemas, file, part.values(), inner)
        case Union(branches=branches):
            for branch in branches:
                named = part.branch(written(branch_key(branch), file.namespace))
                yield from _below(schemas, file, named, branch)
        case Reference() if isinstance(schemas.view(Node(file, type_)).shape, Reference):
            yield part, type_
