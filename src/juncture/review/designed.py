"""The design of a change: the author's file, else a draft of what the change itself tells."""

from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.design import file
from juncture.design.draft import draft
from juncture.design.model import Design, OtherTeam
from juncture.design.store import digest
from juncture.facts.problem import InputError, Problem
from juncture.repository.changes import ChangeSet
from juncture.repository.tree import Tree, read_one


class Designed(NamedTuple):
    """A design and its file, empty for a draft. ``problems`` are of a file that could not be read."""

    design: Design
    path: str
    digest: str
    problems: tuple[Problem, ...] = ()

    @property
    def written(self) -> Design | None:
        """The design where an author wrote it."""
        return self.design if self.path else None


def designed(change_set: ChangeSet, head: Tree, named: str) -> Designed:
    """Read the design that ``named`` or the change names; an empty one stands in where there is none.

    Raises InputError where ``named`` is not in head. A broken file is a problem, and counts as saying nothing.
    """
    try:
        path = named or file.chosen(path for path in change_set.changes if path in head.entries)
        content = read_one(head, path) if path else None
        if path and content is None:
            raise InputError(
                Problem(path, 0, "no such design at head; --design takes a path from the repository's root")
            )
        design = file.load(path, content) if content is not None else Design()
    except InputError as error:
        if named and named not in head.entries:
            raise
        return Designed(Design(), "", "", error.problems)
    return Designed(design, path, digest(content) if path else "")


def drafted(catalog: Catalog, services: list[str], contracts: list[str], others: list[str], flags: list[str]) -> Design:
    """Return what the change itself tells, as a design that its author may go on from."""
    domains = {service.domain for service in catalog.services if service.name in services}
    return draft(
        services=services,
        domains=domains,
        contracts=contracts,
        other_teams=[OtherTeam(team) for team in others],
        flags=flags,
    )
