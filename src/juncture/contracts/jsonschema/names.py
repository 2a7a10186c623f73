"""What the schemas of a file are called: the whole by its title, those inside it by the key that defines them."""

from collections.abc import Callable

from juncture.contracts.schema.parts import Part, named
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources

_DEFINED = ("$defs", "definitions")


def root_name(path: str, root: object) -> str:
    """Return the name of the whole schema: its title where that is one word, else the file's name."""
    title = root.get("title") if isinstance(root, dict) else None
    if isinstance(title, str) and title.isidentifier():
        return title
    name = path.rpartition("/")[2]
    for ending in (".json", ".yaml", ".yml"):
        name = name.removesuffix(ending)
    return name.removesuffix(".schema") or path


def named_in(sources: Sources, contract: str) -> Callable[[Place], Part | None]:
    """Return a function that names the places of schemas with a name, as seen from one contract file."""

    def name(place: Place) -> Part | None:
        if not place.pointer:
            return named(root_name(place.path, sources.root(place.path) if place.path in sources.files else None))
        *_, group, key = ("", *place.pointer)
        if group in _DEFINED or (place.path != contract and len(place.pointer) == 1):
            return named(str(key))
        return None

    return name
