"""Changes whose messages are kept in a topic: what was written before is read after, whatever the deploy order."""

import re
from collections.abc import Iterable

from juncture.catalog.catalog import Catalog
from juncture.contracts.model import Compatibility, ContractChange
from juncture.flow.sought import sought
from juncture.flow.uses import Finder


def kept(changes: Iterable[ContractChange], catalog: Catalog) -> frozenset[str]:
    """Return the fingerprints of breaking changes of what a topic carries.

    A topic carries a type where a file that produces or consumes reaches its contract and names the type, or one that
    contains it. It carries an event contract where a service that is an end of a topic reaches it.
    """
    ends = [path for path, each in catalog.outlines.items() if each.ends and not each.test]
    services = {edge.source for edge in catalog.edges if edge.side}
    finder = Finder(catalog)
    found = set()
    for change in changes:
        surface = catalog.surfaces.get(change.contract)
        if change.compatibility is not Compatibility.BREAKING or surface is None:
            continue
        contract = catalog.contract_of(change.contract)
        if contract is not None and contract.kind == "event":
            reaching = {catalog.owned.service(path) for path in catalog.bindings.files(contract.path)}
            is_kept = bool(reaching & services) or any(edge.contract == contract.path for edge in catalog.edges)
        else:
            is_kept = bool(ends) and _names(change, catalog, finder, ends)
        if is_kept:
            found.add(change.fingerprint)
    return frozenset(found)


def _names(change: ContractChange, catalog: Catalog, finder: Finder, ends: Iterable[str]) -> bool:
    """Tell whether an end of a topic that reaches the contract names what carries the changed part."""
    bound = [path for path in ends if any(b.contract == change.contract for b in catalog.bindings.of(path))]
    if not bound:
        return False
    types, _ = finder.carried_by(change.contract, sought(change.part, catalog.surfaces[change.contract]))
    pattern = re.compile(rf"\b({'|'.join(sorted(map(re.escape, filter(None, types)))) or '(?!)'})\b")
    texts = (content.decode("utf-8", "replace") for _, content in catalog.tree.read(bound) if content)
    return any(pattern.search(text) for text in texts)
