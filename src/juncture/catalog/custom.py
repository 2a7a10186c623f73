"""Edges that only one repository knows how to see: a text of a line, in files that a glob selects.

The text is literal but for ``{to}``, which stands for a name: no pattern of anybody's is run, so none can hang.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from juncture.catalog.edges import Owned
from juncture.catalog.manifests import Known
from juncture.catalog.model import Edge, Layer, Strength
from juncture.catalog.topics import PREFIX
from juncture.facts.problem import InputError, Problem, Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

TO = "{to}"
MAX_LINE = 4096
"""Characters of a line beyond which it is nobody's registry, and not looked at."""
MAX_NAME = 100
"""Characters of a name."""
_RUN = re.compile(rf"[A-Za-z0-9._-]{{1,{MAX_NAME}}}")


@dataclass(frozen=True)
class Custom:
    """A reader of the policy. ``fits`` tells whether it looks at a path; ``where`` is the rule's own place."""

    fits: Callable[[str], bool]
    pattern: str
    layer: Layer = Layer.SYNC
    where: Provenance = field(default_factory=lambda: Provenance("juncture.yaml"))


class Mention(msgspec.Struct, frozen=True):
    """A name that stands where ``{to}`` does."""

    name: str
    line: int


class Mentions(msgspec.Struct, frozen=True):
    """What one file mentions."""

    found: tuple[Mention, ...] = ()


def reader(custom: Custom) -> Reader[Mentions]:
    """Return the reader that finds the mentions. Raises InputError for a pattern without exactly one ``{to}``."""
    before, mark, after = custom.pattern.partition(TO)
    if not mark or TO in after or not (before.strip() or after.strip()):
        where = custom.where
        raise InputError(Problem(where.path, where.line, f"expected one {TO} with some text beside it"))

    def read(_: str, content: bytes) -> Mentions:
        lines = enumerate(content.decode("utf-8", "replace").splitlines(), 1)
        fitting = ((number, line) for number, line in lines if before in line and after in line)
        return Mentions(
            tuple(
                Mention(name, n) for n, line in fitting if len(line) <= MAX_LINE for name in _names(line, before, after)
            )
        )

    return Reader("custom", hashlib.sha256(custom.pattern.encode()).hexdigest()[:16], Mentions, read)


def _names(line: str, before: str, after: str) -> Iterator[str]:
    """Yield the names that stand between two texts of a line, the shortest that fits at each place."""
    at = 0
    while (found := line.find(before, at)) >= 0:
        start = found + len(before)
        run = _RUN.match(line, start) if before else _RUN.search(line, start)
        if run is None and not before:
            return
        end = line.find(after, run.start() + 1, run.end() + len(after)) if run and after else run.end() if run else -1
        name = line[run.start() : end].strip("._-") if run and end > 0 else ""
        if name:
            yield name
        at = max(end, found + 1) if before else (run.end() if run else len(line))


def edges(
    customs: Iterable[Custom], tree: Tree, cache: Cache, owned: Owned, known: Known, unread: list[Unread]
) -> Iterator[Edge]:
    """Yield an edge for every mention of a known service; of a topic, where the layer is async."""
    for custom in customs:
        paths = [path for path in tree.entries if custom.fits(path)]
        for path, mentions in cache.facts(reader(custom), tree, paths, unread).items():
            source = owned.service(path)
            for mention in mentions.found if source else ():
                target = known.service(mention.name) or known.alike(mention.name)
                target = target or (PREFIX + mention.name if custom.layer is Layer.ASYNC else "")
                if target and target != source:
                    place = Provenance(path, mention.line, reader=f"custom {custom.where}")
                    yield Edge(source, target, custom.layer, (Strength.DECLARED,), provenance=(place,))
