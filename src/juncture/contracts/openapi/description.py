"""Finds the differences of two API descriptions: drafts of what is no schema, and the compared schemas."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from juncture.contracts.openapi.api import METHODS, Description, Operation, schema_part
from juncture.contracts.openapi.entry import Entry
from juncture.contracts.openapi.operations import added, operation_changes, removed
from juncture.contracts.openapi.read import EVERYTHING, PARTS, operations, paths, webhooks
from juncture.contracts.openapi.security import scheme_changes
from juncture.contracts.schema.changes import Root
from juncture.contracts.schema.comparison import Comparison
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, RESPONSE, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.parts import named, worded
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.touched import Touched

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class Differences(NamedTuple):
    """What differs. ``operations`` holds, for each draft, the operations that it is about."""

    drafts: dict[Draft, set[str]]
    schemas: Comparison
    roots: list[Root]


def differences(old: Description, new: Description, touched: Touched) -> Differences:
    """Return the differences of two descriptions."""
    sides = Sides(
        Lowering(old.sources, lambda _: old.dialect, touched.stamp(old_side=True)),
        Lowering(new.sources, lambda _: new.dialect, touched.stamp(old_side=False)),
        touched.same if old.dialect == new.dialect else _never,
    )
    schemas = Comparison(sides, lambda place: schema_part(place, new.path))
    found = Differences({}, schemas, [])
    touched.walk(place for each in (new, old) for read in (paths, webhooks) for place in read(each).values())
    for name, draft in _drafts(old, new, touched, found):
        found.drafts.setdefault(draft, set()).update([name] if name else [])
    _unreached(old, new, touched, found)
    schemas.run()
    return found


def _never(_old: Place, _new: Place) -> bool:
    """Where the version of OpenAPI changes, equal texts may mean different things."""
    return False


def _drafts(old: Description, new: Description, touched: Touched, found: Differences) -> Iterator[tuple[str, Draft]]:
    everything = _is_everything_touched(old, new)
    schemes: dict[str, list[Draft]] = {}
    for name, draft in scheme_changes(old, new):
        schemes.setdefault(name, []).append(draft)
    for asks, read in ((REQUEST, paths), (RESPONSE, webhooks)):
        before, after = read(old), read(new)
        for here, there in paired(before, after):
            wanted: Mapping[str, frozenset[str]] = EVERYTHING
            if here and there and not everything and not schemes:
                wanted = _differing(touched, before[here], after[there], here == there)
            olds = operations(old, here, before[here], asks, wanted) if here else {}
            news = operations(new, there, after[there], asks, wanted) if there else {}
            for method in sorted(olds.keys() | news.keys()):
                yield from _operation(olds.get(method), news.get(method), found)
                yield from _by_schemes(news.get(method), schemes)
    for url in sorted(_servers(old) - _servers(new)):
        places = Place(old.path, ("servers",)), Place(new.path, ("servers",))
        yield "", Draft("server-removed", worded((f"server:{url}",)), url, "", *places)


def _by_schemes(operation: Operation | None, schemes: Mapping[str, list[Draft]]) -> Iterator[tuple[str, Draft]]:
    for name, drafts in schemes.items():
        if operation is not None and any(name in each for each in operation.security):
            yield from ((operation.name, draft) for draft in drafts)


def _differing(touched: Touched, old: Place, new: Place, same_path: bool) -> Mapping[str, frozenset[str]]:
    """Return the methods of two path items whose operations differ, or refer to something that does: in which parts."""
    if same_path and touched.same(old, new):
        return {}
    if touched.is_reference(new) or not touched.same(old.at("parameters"), new.at("parameters")):
        return EVERYTHING
    found = {}
    written = {key for each in (touched.old.at(old), touched.new.at(new)) if isinstance(each, dict) for key in each}
    for method in (each for each in METHODS if each in written):
        here, there = old.at(method), new.at(method)
        if touched.same(here, there):
            continue
        # What is consumed and produced says what bodies and responses mean (OpenAPI 2.0).
        is_whole = all(touched.same(here.at(key), there.at(key)) for key in ("consumes", "produces"))
        parts = {each for each in PARTS if not (is_whole and touched.same(here.at(each), there.at(each)))}
        found[method] = frozenset(parts | ({"requestBody"} if "parameters" in parts else set()))
    return found


def _operation(old: Operation | None, new: Operation | None, found: Differences) -> Iterator[tuple[str, Draft]]:
    if new is None and old is not None:
        yield old.name, removed(old)
    elif old is None and new is not None:
        yield new.name, added(new)
    elif old is not None and new is not None:
        sides = found.schemas.sides
        for each in operation_changes(old, new, sides):
            if isinstance(each, Entry):
                pair = found.schemas.add(each.old, each.new, each.part, each.textual)
                if pair is not None:
                    found.roots.append(Root(pair, each.ways, new.name))
            else:
                yield new.name, each


def paired(old: Mapping[str, Place], new: Mapping[str, Place]) -> Iterator[tuple[str, str]]:
    """Yield the paths that stand for each other; the names of placeholders do not matter."""
    forms: dict[str, list[str]] = {}
    for path in sorted(new.keys() - old.keys()):
        forms.setdefault(_PLACEHOLDER.sub("{}", path), []).append(path)
    for path in sorted(old):
        alike = forms.get(_PLACEHOLDER.sub("{}", path), [])
        yield path, path if path in new else alike.pop(0) if alike else ""
    yield from (("", path) for paths_left in forms.values() for path in paths_left)


def _is_everything_touched(old: Description, new: Description) -> bool:
    keys = ("security", "consumes", "produces")
    return [old.root.get(key) for key in keys] != [new.root.get(key) for key in keys] or old.dialect != new.dialect


def _servers(description: Description) -> set[str]:
    root = description.root
    listed = root.get("servers")
    urls = (
        {str(each.get("url", "")) for each in listed if isinstance(each, dict)} if isinstance(listed, list) else set()
    )
    if "host" in root or "basePath" in root:
        urls.add(f"{root.get('host', '')}{root.get('basePath', '')}")
    return {url.rstrip("/") for url in urls if url.strip("/")}


def _unreached(old: Description, new: Description, touched: Touched, found: Differences) -> None:
    """Named schemas that no operation leads to are compared too: other files may use them, or code made from them."""
    for pointer in (("components", "schemas"), ("definitions",)):
        before, after = (each.sources.at(Place(each.path, pointer)) for each in (old, new))
        if not isinstance(before, dict):
            continue
        for name in sorted(before, key=str):
            was, at = Place(old.path, (*pointer, name)), Place(new.path, (*pointer, name))
            if touched.seen(at):
                continue
            if isinstance(after, dict) and name in after:
                found.schemas.add(was, at, named(str(name)))
            elif was.path:
                found.drafts[
                    Draft("schema-removed", named(str(name)), str(name), "", was, Place(new.path, pointer))
                ] = set()
