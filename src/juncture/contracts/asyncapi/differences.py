"""Finds the differences of two applications: drafts of what is no schema, and the compared schemas."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from juncture.contracts.asyncapi.api import Application
from juncture.contracts.asyncapi.application import application
from juncture.contracts.asyncapi.channels import Told, channel_came, channel_changes, channel_went, paired
from juncture.contracts.asyncapi.entry import Entry
from juncture.contracts.asyncapi.foreign import Foreign
from juncture.contracts.asyncapi.layers import Lost
from juncture.contracts.asyncapi.payload import ASYNCAPI
from juncture.contracts.asyncapi.read import Description
from juncture.contracts.asyncapi.security import address_changes
from juncture.contracts.asyncapi.servers import server_changes, servers_paired
from juncture.contracts.schema.changes import Root
from juncture.contracts.schema.comparison import Comparison
from juncture.contracts.schema.dialect import Dialect, draft
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.parts import Part, named, worded
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.touched import Touched

_Key = TypeVar("_Key", Draft, Foreign)
Dialects = tuple[Dialect, Dialect]
_GROUPS = ("schemas", "definitions", "$defs")


class Differences(NamedTuple):
    """What differs.

    ``drafts`` maps each draft (without its ways) to its ways and the operations that it is about. ``schemas`` holds a
    comparison for each pair of dialects, ``roots`` where data enters it. ``foreign`` are payloads in other languages.
    """

    applications: tuple[Application, Application]
    drafts: dict[Draft, tuple[int, set[str]]]
    schemas: dict[Dialects, Comparison]
    roots: dict[Dialects, list[Root]]
    foreign: dict[Foreign, tuple[int, set[str]]]


def differences(old: Description, new: Description, touched: Touched) -> Differences:
    """Return the differences of two descriptions."""
    sides = application(old), application(new)
    found = Differences(sides, {}, {}, {}, {})
    for names, each in _found(*sides, old, new):
        if isinstance(each, Draft):
            _gather(found.drafts, each._replace(ways=0), each.ways, names)
        elif each.old.language == each.new.language == "schema":
            _enter(found, each, names, touched, (old, new))
        else:
            _gather(found.foreign, Foreign(each.old, each.new, each.part), each.ways, names)
    _unreached(old, new, touched, found)
    for comparison in found.schemas.values():
        comparison.run()
    return found


def _found(here: Application, there: Application, old: Description, new: Description) -> Iterator[Told]:
    pairs, gone, came = paired(here.channels, there.channels)
    kept = {one.name: other.name for one, other in servers_paired(here.servers, there.servers)[0]}
    yield from (channel_went(each) for each in gone)
    yield from (channel_came(each) for each in came)
    for one, other in pairs:
        yield from channel_changes(one, other, kept)
    yield from (((), each) for each in server_changes(here.servers, there.servers))
    schemes = (each.section("components", "securitySchemes") for each in (old, new))
    yield from (((), each) for each in address_changes(*schemes))
    yield from (((), each) for each in _lost(old.lost, new.lost))


def _lost(old: Iterable[Lost], new: Iterable[Lost]) -> Iterator[Draft]:
    """A reference that leads nowhere hides what differs, unless it stands on both sides."""
    before, after = ({each.reference: each for each in side} for side in (old, new))
    for reference in sorted(before.keys() | after.keys()):
        here, there = before.get(reference), after.get(reference)
        known = here or there
        if known is not None and not (here and there):
            part = worded((f"reference:{reference}",))
            was, at = here.place if here else None, there.place if there else None
            yield Draft("cannot-prove", part, reference if here else known.reason, reference if there else "", was, at)


def _gather(found: dict[_Key, tuple[int, set[str]]], key: _Key, ways: int, names: Iterable[str]) -> None:
    known = found.setdefault(key, (0, set()))
    found[key] = (known[0] | ways, known[1] | {*names})


def _enter(
    found: Differences, entry: Entry, names: Iterable[str], touched: Touched, sides: tuple[Description, Description]
) -> None:
    dialects = (entry.old.dialect, entry.new.dialect)
    if dialects not in found.schemas:
        found.schemas[dialects] = _comparison(dialects, touched, *sides)
    pair = found.schemas[dialects].add(entry.old.place, entry.new.place, entry.part, entry.textual)
    if pair is not None and entry.ways:
        roots = found.roots.setdefault(dialects, [])
        roots += [Root(pair, entry.ways, name) for name in (*names,) or ("",)]


def _comparison(dialects: Dialects, touched: Touched, old: Description, new: Description) -> Comparison:
    same = touched.same if dialects[0] == dialects[1] else _never
    sides = Sides(
        Lowering(old.sources, _dialect(old, dialects[0]), touched.stamp(old_side=True)),
        Lowering(new.sources, _dialect(new, dialects[1]), touched.stamp(old_side=False)),
        same,
    )
    return Comparison(sides, lambda place: schema_part(place, new.path))


def _never(_old: Place, _new: Place) -> bool:
    """Where the dialect changes, equal texts may mean different things."""
    return False


def _dialect(description: Description, otherwise: Dialect) -> Callable[[str], Dialect]:
    """Return what tells the dialect of a file: a schema that stands in a file of its own may name one."""
    known = {description.path: otherwise}

    def dialect(path: str) -> Dialect:
        if path not in known:
            root = description.sources.root(path)
            names_one = isinstance(root, dict) and isinstance(root.get("$schema"), str)
            known[path] = draft(root["$schema"]) if names_one else otherwise
        return known[path]

    return dialect


def schema_part(place: Place, root: str) -> Part | None:
    """Return the part that a schema with a name of its own is, as seen from the description ``root``."""
    pointer = [str(step) for step in place.pointer]
    if pointer[-1:] == ["schema"] and pointer[-3:-2] and pointer[-3] in _GROUPS:
        pointer.pop()  # beside the language that it is written in
    if pointer[-2:-1] and pointer[-2] in _GROUPS:
        return named(pointer[-1])
    if place.path != root and "#" not in place.path and len(pointer) <= 1:
        file_name = place.path.rpartition("/")[2]
        return named(pointer[0] if pointer else file_name.partition(".")[0] or file_name)
    return None


def _unreached(old: Description, new: Description, touched: Touched, found: Differences) -> None:
    """Named schemas that no message leads to are compared too: other files may use them, or code made from them."""
    before, after = (each.section("components", "schemas") for each in (old, new))
    for name in sorted(before.keys() & after.keys()):
        places = before[name].place, after[name].place
        if any("schemaFormat" in each.keys() for each in (before[name], after[name])):  # noqa: SIM118
            continue
        dialects = (ASYNCAPI, ASYNCAPI)
        if not touched.same(*places):
            if dialects not in found.schemas:
                found.schemas[dialects] = _comparison(dialects, touched, old, new)
            found.schemas[dialects].add(*places, named(name))
    used = old.referred() if before.keys() - after.keys() else frozenset()
    for name in sorted(before.keys() - after.keys()):
        place = Place(old.path, ("components", "schemas", name))
        if place not in used:
            _gather(found.drafts, Draft("schema-removed", named(name), name, "", place, None, 0), 0, ())
