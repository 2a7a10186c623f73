"""The draft of a design: what the change itself tells, filled in, so that people write only the rest."""

from collections.abc import Iterable
from itertools import groupby

import msgspec

from juncture.design.model import ChangeManagement, Design, OtherTeam
from juncture.design.yaml_text import pair
from juncture.repository.strict import schema

HEADER = (
    "# The design of a change: what only its authors know. Every key may be left out; empty means not said.",
    "# `juncture review` asks only for what the change makes necessary, and says why.",
)


def draft(
    *,
    requirement: str = "",
    services: Iterable[str] = (),
    domains: Iterable[str] = (),
    contracts: Iterable[str] = (),
    other_teams: Iterable[OtherTeam] = (),
    flags: Iterable[str] = (),
    signals: Iterable[str] = (),
) -> Design:
    """Return a design that says what is known of a change; every list sorted, each entry once.

    Entries of ``other_teams`` for one team become one: the first text that says something stands for each key.
    """
    return Design(
        requirement=requirement,
        services=_sorted(services),
        domains=_sorted(domains),
        contracts=_sorted(contracts),
        change_management=ChangeManagement(flags=_sorted(flags)),
        other_teams=_one_per_team(other_teams),
        signals=_sorted(signals),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))


def _one_per_team(entries: Iterable[OtherTeam]) -> tuple[OtherTeam, ...]:
    def merged(team: str, same: list[OtherTeam]) -> OtherTeam:
        texts = {
            key: next((text for entry in same if (text := getattr(entry, key))), "")
            for key in OtherTeam.__struct_fields__
        }
        return OtherTeam(**{**texts, "team": team})

    ordered = sorted(entries, key=msgspec.structs.astuple)
    return tuple(merged(team, list(same)) for team, same in groupby(ordered, key=lambda entry: entry.team))


def dump(design: Design) -> str:
    """Return the text of a design file: every key in the schema's order, each behind the comment that explains it."""
    definitions = schema(Design)["$defs"]
    plain = msgspec.to_builtins(design)
    lines = list(HEADER)
    for key, described in definitions["Design"]["properties"].items():
        lines += ["", f"# {described['description']}"]
        inner = described.get("$ref", "").rpartition("/")[2]
        if inner:
            lines.append(f"{key}:")
            for name, about in definitions[inner]["properties"].items():
                lines += [
                    f"  # {about['description']}",
                    *(f"  {line}".rstrip() for line in pair(name, plain[key][name])),
                ]
        else:
            lines += _keys_of_items(definitions, described)
            lines += pair(key, plain[key])
    return "\n".join(lines) + "\n"


def _keys_of_items(definitions: dict, described: dict) -> list[str]:  # type: ignore[type-arg]
    """Explain the keys that an item of a list of mappings takes."""
    inner = described.get("items", {}).get("$ref", "").rpartition("/")[2]
    if not inner:
        return []
    return [f"#   {name}: {about['description']}" for name, about in definitions[inner]["properties"].items()]
