"""Services near a change whose code shows no use of it: what text and configuration say of them, never a use."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.catalog.model import Edge, Layer, Service
from juncture.catalog.names import words
from juncture.flow.model import Answer
from juncture.flow.sought import Sought
from juncture.flow.untyped import named_in_text, text_files
from juncture.flow.uses import Finder


class Neighbour(NamedTuple):
    """A service with what can be said of it, and why, by which line."""

    service: str
    answer: Answer
    why: str
    path: str
    line: int


def named(
    finder: Finder, services: Mapping[str, Service], contract: str, part: Sought, known: set[str]
) -> Iterator[Neighbour]:
    """Yield the neighbours of known services that name the part in text and reach no generated code."""
    catalog = finder.catalog
    own, beside = _text_names(catalog, contract, part)
    if not (own or beside):
        return
    near = (services[name] for name in sorted(_neighbours(catalog.edges, known) - known) if name in services)
    texts = {service.name: text_files(finder.files, service) for service in near if service.path}
    finder.files.load(path for paths in texts.values() for path in paths)
    for name, paths in texts.items():
        place = named_in_text(finder.files, paths, own, beside)
        if place:
            why = f"untyped: `{place.path}:{place.line}` names `{place.name}`, nothing shows what it is"
            yield Neighbour(name, "unknown", why, place.path, place.line)


def linked(
    finder: Finder, services: Mapping[str, Service], contract: str, part: Sought, known: set[str]
) -> Iterator[Neighbour]:
    """Yield who calls a server of the part, as telemetry or configuration says, and has no code that shows how."""
    catalog = finder.catalog
    servers = finder.offering(contract, part)
    reaching = finder.reaching(contract) if servers else None
    if reaching is None:
        return
    contracts = {"", finder.files.canonical(contract)}
    shown: dict[str, Edge] = {}
    for edge in catalog.edges:
        if edge.layer is Layer.SYNC and edge.target in servers and edge.contract in contracts and edge.provenance:
            shown.setdefault(edge.source, edge)
    for name in sorted((shown.keys() & services.keys()) - known - reaching - servers):
        place = shown[name].provenance[0]
        is_read = finder.files.index.has_source(name)
        code = "no code of it reaches this contract" if is_read else "none of its code is read"
        why = f"`{place.path}:{place.line}` shows that it calls {shown[name].target}; {code}"
        yield Neighbour(name, "depends" if is_read else "unknown", why, place.path, place.line)


def _neighbours(edges: Iterable[Edge], known: set[str]) -> set[str]:
    """Return the services one call or topic away from a known one; other layers carry no messages."""
    near: set[str] = set()
    for edge in edges:
        if edge.layer in (Layer.SYNC, Layer.ASYNC):
            near |= {edge.target} if edge.source in known else set()
            near |= {edge.source} if edge.target in known else set()
    return near


def _text_names(catalog: Catalog, contract: str, part: Sought) -> tuple[set[str], set[str]]:
    """Return the spellings that text may use: of a member itself, and of the members that hold its type."""
    surface = catalog.surfaces.get(contract)
    if part.kind != "member" or surface is None:
        return set(), set()
    holding = {
        member.name
        for item in surface.types
        for member in item.members
        if member.type.rpartition(".")[2] == part.type_name and len(words(member.name)) > 1
    }
    return _spellings(part.name), {spelling for name in holding for spelling in _spellings(name)}


def _spellings(name: str) -> set[str]:
    parts = words(name)
    camel = parts[0] + "".join(word.capitalize() for word in parts[1:])
    return {name, "_".join(parts), camel} if len(parts) > 1 else set()
