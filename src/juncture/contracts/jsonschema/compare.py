"""Compares JSON Schema files: data written by the old schema must be read by the new one.

Who writes and who reads is not said in a schema. What the new one refuses breaks; what only the new one accepts is
risky, since readers of the old one may get it while both are in use.
"""

from collections.abc import Callable, Iterator

from juncture.contracts.formats import Comparison
from juncture.contracts.jsonschema.names import named_in, root_name
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.contracts.schema.changes import Root, Teller, Told, schema_changes
from juncture.contracts.schema.comparison import Comparison as Schemas
from juncture.contracts.schema.dialect import Dialect, draft
from juncture.contracts.schema.judge import Judgement, judged
from juncture.contracts.schema.leaf import BOTH_WAYS, NARROWED, REQUEST, RESPONSE, Leaf, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.parts import named
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.touched import Touched
from juncture.contracts.uncollected import uncollected
from juncture.facts.rule import rule


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all schema files of a comparison. Raises InputError."""
    with uncollected():
        return list(_changes(comparison))


def _changes(comparison: Comparison) -> Iterator[ContractChange]:
    old = Sources(comparison.old)
    new = Sources(comparison.new, old)
    before = {there: here for here, there in comparison.moved.items()}
    wanted = comparison.changed

    def old_path(path: str) -> str:
        return before.get(path, path)

    kept = {path: old_path(path) for path in sorted(new.files) if old_path(path) in old.files}
    touched = Touched(old, new, old_path)
    for path in sorted(new.files.keys() - kept.keys()):
        if wanted is None or path in wanted:
            yield _whole("jsonschema/schema-added", path, new, comparison.new_revision, added=True)
    for path in sorted(old.files.keys() - set(kept.values())):
        if wanted is None or path in wanted:
            yield _whole("jsonschema/schema-removed", path, old, comparison.old_revision, added=False)
    for path, there in kept.items():
        if new.files[path] == old.files[there] and Place(path) not in touched:
            continue
        sides = Sides(
            Lowering(old, _dialect(old), touched.stamp(old_side=True)),
            Lowering(new, _dialect(new), touched.stamp(old_side=False)),
            _same(touched, old, new, there, path),
        )
        schemas = Schemas(sides, named_in(new, path))
        pair = schemas.add(Place(there), Place(path), named(root_name(path, new.root(path))))
        schemas.run()
        teller = Teller(old, new, comparison.old_revision, comparison.new_revision, path)
        roots = [Root(pair, BOTH_WAYS)] if pair else []
        told = list(schema_changes(schemas, roots, teller, _judged))
        for change in _shown(told, schemas) if comparison.witnesses and told else [each.change for each in told]:
            causes = {cause.path for cause in (change.cause, change.cause_old) if cause} | {path}
            if wanted is None or causes & wanted:
                yield change


def _shown(told: list[Told], schemas: Schemas) -> list[ContractChange]:
    from juncture.contracts.schema.witness import Bench  # noqa: PLC0415 - loads the judge

    bench = Bench(schemas)
    return [bench.shown(each) for each in told]


def _dialect(sources: Sources) -> Callable[[str], Dialect]:
    known: dict[str, Dialect] = {}

    def dialect(path: str) -> Dialect:
        if path not in known:
            root = sources.root(path)
            known[path] = draft(root.get("$schema") if isinstance(root, dict) else None)
        return known[path]

    return dialect


def _same(touched: Touched, old: Sources, new: Sources, there: str, path: str) -> Callable[[Place, Place], bool]:
    """Where the dialect changes, equal texts may mean different things."""
    if _dialect(old)(there) == _dialect(new)(path):
        return touched.same
    return lambda _old, _new: False


def _judged(leaf: Leaf, ways: int) -> Judgement:
    del ways
    reading = judged(leaf.kind, REQUEST)
    if leaf.kind == "property-added" and leaf.bits & NARROWED:
        return Judgement("jsonschema/property-added-to-open", Compatibility.RISKY, BOTH_WAYS)
    if reading.compatibility is Compatibility.BREAKING:
        return reading._replace(ways=BOTH_WAYS)
    writing = judged(leaf.kind, RESPONSE)
    if writing.compatibility is Compatibility.BREAKING:
        return Judgement(writing.rule, Compatibility.RISKY, BOTH_WAYS)
    worse = writing if writing.compatibility is Compatibility.RISKY else reading
    return worse._replace(ways=BOTH_WAYS)


def _whole(rule_id: str, path: str, sources: Sources, revision: str, *, added: bool) -> ContractChange:
    name = root_name(path, sources.root(path))
    cause = Cause(path, 1, revision)
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=Direction.BOTH,
        part=str(named(name)),
        contract=path,
        old="" if added else name,
        new=name if added else "",
        cause=cause if added else None,
        cause_old=None if added else cause,
    )
