"""Finds the differences of two API descriptions: drafts of what is no schema, and the compared schemas."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from juncture.contracts.openapi.api import METHODS, Description, Operation, schema_part
from juncture.contracts.openapi.entry import Entry
from juncture.contracts.openapi.operations import added, operation_changes, removed
from juncture.contracts.openapi.read import EVERYTHING, PARTS, operations, paths, webhooks
from juncture.contracts.openapi.schemes import renamed_schemes, scheme_changes
from juncture.contracts.openapi.security import renamed_in
from juncture.contracts.openapi.servers import base, own_servers, server_changes, servers
from juncture.contracts.schema.changes import Root
from juncture.contracts.schema.comparison import Comparison
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, RESPONSE, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.parts import named, worded
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.touched import Touched

_LATER = re.compile(
    rb"""(?:["\s{,]|^)(additionalOperations|itemSchema|itemEncoding|prefixEncoding|defaultMapping|mediaTypes|\$self)["']?\s{0,20}:"""
)
"""Keys that only versions after OpenAPI 3.1 have."""
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
    renamed, bases = renamed_schemes(old, new), (base(old), base(new))
    for name, draft in scheme_changes(old, new):
        schemes.setdefault(name, []).append(draft)
    for asks, read in ((REQUEST, paths), (RESPONSE, webhooks)):
        before, after = read(old), read(new)
        for here, there in paired(before, after, *(bases if asks == REQUEST else ("", ""))):
            wanted: Mapping[str, frozenset[str]] = EVERYTHING
            if here and here == there and not everything and not schemes:
                wanted = _differing(touched, before[here], after[there])
            olds = operations(old, here, before[here], asks, wanted) if here else {}
            news = operations(new, there, after[there], asks, wanted) if there else {}
            for method in sorted(olds.keys() | news.keys()):
                one, other = olds.get(method), renamed_in(news.get(method), renamed)
                yield from _operation(one, other, found)
                if one is not None and other is not None:
                    yield from ((other.name, each) for each in own_servers(one, other, old, new))
                yield from _by_schemes(news.get(method), schemes)
    served = [(here, there) for here, there in paired(paths(old), paths(new), *bases) if here and there]
    moved = bases[0] != bases[1] and all(_is_moved(here, there, *bases) for here, there in served)
    yield from (("", each) for each in _beyond(old, new))
    lists = servers(old), servers(new)
    places = lists[1][0].place if lists[1] else Place(new.path, ("servers",))
    yield from (("", each) for each in server_changes(*lists, places, moved=moved and bool(served)))


def _beyond(old: Description, new: Description) -> Iterator[Draft]:
    """Say once that what only versions after OpenAPI 3.1 have is not compared, where a description says such."""
    contents = (each.sources.files[each.path] for each in (old, new) if each.is_later)
    words = sorted({word for content in contents for word in _LATER.findall(content)})
    if words:
        before, after = (str(each.root.get("openapi", each.root.get("swagger", ""))) for each in (old, new))
        why = f"{before}: compared as 3.1, without {', '.join(word.decode() for word in words)}"
        at = Place(old.path, ("openapi",)), Place(new.path, ("openapi",))
        yield Draft("cannot-prove", worded(("document",)), why, after, *at)


def _by_schemes(operation: Operation | None, schemes: Mapping[str, list[Draft]]) -> Iterator[tuple[str, Draft]]:
    for name, drafts in schemes.items():
        if operation is not None and any(name in each for each in operation.security):
            yield from ((operation.name, draft) for draft in drafts)


def _differing(touched: Touched, old: Place, new: Place) -> Mapping[str, frozenset[str]]:
    """Return the methods of two path items whose operations differ, or refer to something that does: in which parts."""
    if touched.same(old, new):
        return {}
    written = {key for each in (touched.old.at(old), touched.new.at(new)) if isinstance(each, dict) for key in each}
    shared = ("parameters", "servers")
    if "$ref" in written or not all(touched.same(old.at(key), new.at(key)) for key in shared):
        return EVERYTHING
    found = {}
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


def paired(
    old: Mapping[str, Place], new: Mapping[str, Place], old_base: str = "", new_base: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the paths that stand for each other; the names of placeholders do not matter.

    The bases are the paths of the servers: what is moved from there into the paths themselves stays where it was.
    """
    left = {path: _form(path) for path in sorted(new.keys() - old.keys())}
    pairs = {path: path for path in old if path in new}
    for before, after in dict.fromkeys([("", ""), (old_base, new_base)]):
        forms: dict[str, list[str]] = {}
        for path, form in left.items():
            forms.setdefault(after + form, []).append(path)
        for path in sorted(old.keys() - pairs.keys()):
            alike = forms.get(before + _form(path))
            if alike:
                pairs[path] = alike.pop(0)
                del left[pairs[path]]
    yield from ((path, pairs.get(path, "")) for path in sorted(old))
    yield from (("", path) for path in left)


def _form(path: str) -> str:
    return _PLACEHOLDER.sub("{}", path)


def _is_moved(old: str, new: str, old_base: str, new_base: str) -> bool:
    return old_base + _form(old) == new_base + _form(new)


def _is_everything_touched(old: Description, new: Description) -> bool:
    keys = ("security", "consumes", "produces")
    return [old.root.get(key) for key in keys] != [new.root.get(key) for key in keys] or old.dialect != new.dialect


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
