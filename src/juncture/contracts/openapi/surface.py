"""The surface of one API description, or of a part of one."""

from juncture.contracts.openapi.api import Body, Description, Response
from juncture.contracts.openapi.format import is_description
from juncture.contracts.openapi.read import operations, paths, webhooks
from juncture.contracts.openapi.servers import servers
from juncture.contracts.schema.leaf import REQUEST, RESPONSE
from juncture.contracts.schema.parts import named
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.types import meaning, references, types
from juncture.contracts.surface import Operation, Surface
from juncture.facts.problem import InputError, Problem

_GROUPS = (("components", "schemas"), ("definitions",), ("schemas",), ("$defs",))


def surface(path: str, content: bytes) -> Surface:
    """Return the operations and types that a file declares. Raises InputError."""
    sources = Sources({path: content})
    root = sources.root(path)
    if not isinstance(root, dict):
        raise InputError(Problem(path, 1, "no mapping; an API description is one"))
    description = Description(sources, path)
    found = _operations(description) if is_description(content) else ()
    roots = [
        (str(name), Place(path, (*pointer, name)))
        for pointer in _GROUPS
        for name in _keys(sources.at(Place(path, pointer)))
    ]
    return Surface(
        format="openapi",
        package="",
        digest=meaning(root, path),
        imports=references(path, root),
        types=tuple(types(sources, roots)),
        operations=tuple(found),
        groups={each.name: each.line for each in found},
        options=_identity(description),
        is_part=not is_description(content),
    )


def _identity(description: Description) -> dict[str, str]:
    """Return what a description calls its API, and the addresses at which it is served, apart by blanks."""
    info = description.root.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    addresses = sorted({"%20".join(each.url.rpartition("//")[2].split()) for each in servers(description)})
    said = {"title": str(title or "").strip(), "servers": " ".join(each for each in addresses if each)}
    return {name: value for name, value in said.items() if value}


def _keys(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []


def _operations(description: Description) -> list[Operation]:
    found = []
    for asks, items in ((REQUEST, paths(description)), (RESPONSE, webhooks(description))):
        for path, item in items.items():
            for each in operations(description, path, item, asks).values():
                if not each.method:
                    continue
                answers = [each.responses[status] for status in sorted(each.responses) if status[:1] in "2d"]
                found.append(
                    Operation(
                        name=each.name,
                        group=each.name,
                        line=description.sources.line(each.located.place),
                        input=_type(description, each.body),
                        output=_type(description, answers[0] if answers else None),
                    )
                )
    return found


def _type(description: Description, held: Body | Response | None) -> str:
    """Return the name of the schema that a body is, or is a list of; empty where it has none."""
    schemas = [place for place in held.content.values() if place is not None] if held else []
    for place in schemas[:1]:
        raw = description.sources.at(place)
        raw = raw.get("items", raw) if isinstance(raw, dict) else raw
        reference = raw.get("$ref") if isinstance(raw, dict) else None
        if isinstance(reference, str):
            return str(named(reference.rpartition("/")[2]))
    return ""
