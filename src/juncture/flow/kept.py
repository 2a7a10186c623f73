"""Changes whose messages are kept in a topic: what was written before is read after, whatever the deploy order."""

import re
from collections.abc import Iterable

from juncture.catalog.open import Catalog
from juncture.contracts.model import Compatibility, ContractChange
from juncture.flow.sought import sought
from juncture.flow.uses import Finder


def kept(changes: Iterable[ContractChange], catalog: Catalog) -> frozenset[str]:
    """Return the fingerprints of breaking changes of what a topic carries.

    A topic carries a type where a file that produces or consumes reaches its contract and names the type, or one that
    contains it.
    """
    ends = [path for path, facts in catalog.sources.items() if facts.topics and not facts.test]
    finder = Finder(catalog)
    found = set()
    for change in changes:
        surface = catalog.surfaces.get(change.contract)
        if change.compatibility is not Compatibility.BREAKING or surface is None or not ends:
            continue
        types, _ = finder.carried_by(change.contract, sought(change.part, surface))
        pattern = re.compile(rf"\b({'|'.join(sorted(map(re.escape, filter(None, types)))) or '(?!)'})\b")
        bound = [path for path in ends if any(b.contract == change.contract for b in catalog.bindings.of(path))]
        texts = (content.decode("utf-8", "replace") for _, content in catalog.tree.read(bound) if content)
        if any(pattern.search(text) for text in texts):
            found.add(change.fingerprint)
    return frozenset(found)
