"""What the process does not cover: a data store, infrastructure or replication that the base did not have.

What counts as one is data (infrastructure.toml). New is what runs more often than before: a renamed or moved store, a
higher version, or one that takes the place of another of its family is none.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import msgspec

from juncture.catalog import images
from juncture.facts.provenance import Provenance
from juncture.facts.rule import rule
from juncture.policy.model import OutOfScope, Policy


class Resource(msgspec.Struct, frozen=True):
    """Something that a tree deploys; the caller reads it.

    ``kind`` is ``image`` (of a compose service or a Kubernetes workload), ``terraform`` or ``kubernetes``. ``type`` is
    the image as written, the type of the Terraform resource, or the kind of the Kubernetes resource; ``name`` what it
    is called there. ``regions`` are the places that it names itself (replicas of a table, locations of an account).
    ``test`` tells whether it only serves tests.
    """

    kind: Literal["image", "terraform", "kubernetes"]
    type: str
    name: str
    regions: tuple[str, ...] = ()
    test: bool = False
    provenance: Provenance | None = None


_OF_ROLE = {"data": "data-store", "broker": "infrastructure", "support": "infrastructure", "replication": "replication"}
"""The rule that a new image of a role falls under; telemetry is no part of the product."""


class _Known(NamedTuple):
    """The rule that a resource falls under, and the family that it replaces."""

    rule: str
    family: str


def out_of_scope(base: Iterable[Resource], head: Iterable[Resource], policy: Policy) -> tuple[OutOfScope, ...]:
    """Return what head deploys and base did not, sorted. A layer that repeats a resource by its name adds none."""
    before, after = _deployed(base), _deployed(head)
    many = Counter(known for known, _ in before)
    now = Counter(known for known, _ in after)
    found = []
    for known, name in sorted(after.keys() - before.keys()):
        if now[known] > many[known]:
            found.append(_finding(known, name, after[known, name], policy))
    found += _spread(before, after, policy)
    return tuple(found)


def family_of(resource: Resource) -> str:
    """Return what a resource is known as (``postgres``), empty where the table does not know it."""
    known = _known(resource)
    return known.family if known else ""


def _deployed(resources: Iterable[Resource]) -> dict[tuple[_Known, str], Resource]:
    """Resources that the table knows, by family and name; layers of one deployment name the same thing once."""
    deployed: dict[tuple[_Known, str], Resource] = {}
    for resource in resources:
        known = None if resource.test else _known(resource)
        if known is not None:
            deployed.setdefault((known, resource.name), resource)
    return deployed


def _known(resource: Resource) -> _Known | None:
    if resource.kind == "image":
        image = images.known(resource.type)
        return _Known(_OF_ROLE[image.role], image.family) if image and image.role in _OF_ROLE else None
    return _table().get((resource.kind, resource.type))


def _spread(
    before: Mapping[tuple[_Known, str], Resource], after: Mapping[tuple[_Known, str], Resource], policy: Policy
) -> list[OutOfScope]:
    """A resource that names more places than before, and more than one."""
    found = []
    for key, resource in sorted(after.items(), key=lambda item: item[0]):
        old = before[key].regions if key in before else ()
        if len(set(resource.regions)) > 1 and not set(resource.regions) <= set(old):
            found.append(_finding(_Known("replication", key[0].family), key[1], resource, policy))
    return found


def _finding(known: _Known, name: str, resource: Resource, policy: Policy) -> OutOfScope:
    rule_id = f"scope/{known.rule}"
    return OutOfScope(
        rule=rule_id,
        message=f"{rule(rule_id).title.lower()}: {name} ({resource.type})",
        redirect=policy.redirects.get(known.rule, "") or rule(rule_id).fix,
        provenance=(resource.provenance,) if resource.provenance else (),
    )


@cache
def _table() -> dict[tuple[str, str], _Known]:
    """Kind and name of a resource → what it is."""
    source = files("juncture.policy").joinpath("infrastructure.toml")
    tables: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(source.read_text("utf-8"))
    return {
        # A cloud is no family: each type of its resources stands for itself.
        (section, name): _Known(rule_name, name if section == "terraform" else family)
        for section, rules in tables.items()
        for rule_name, families in rules.items()
        for family, names in families.items()
        for name in names
    }
