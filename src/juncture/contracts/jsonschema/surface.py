"""The surface of one JSON Schema file."""

from juncture.contracts.jsonschema.names import root_name
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.types import meaning, references, types
from juncture.contracts.surface import Surface


def surface(path: str, content: bytes) -> Surface:
    """Return the types that a schema declares: itself, its definitions, and the objects inside them."""
    sources = Sources({path: content})
    root = sources.root(path)
    roots = [(root_name(path, root), Place(path))]
    for group in ("$defs", "definitions"):
        defined = root.get(group) if isinstance(root, dict) else None
        roots += [(name, Place(path, (group, name))) for name in (defined if isinstance(defined, dict) else ())]
    return Surface(
        format="jsonschema",
        package="",
        digest=meaning(root, path),
        imports=references(path, root),
        types=tuple(types(sources, roots)),
    )
