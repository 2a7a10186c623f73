"""What it means that the volumes of a job change."""

from collections.abc import Iterator
from typing import Any

from juncture.contracts.job.draft import Draft, Pair, shown
from juncture.contracts.job.manifest import Where

_OWN = ("emptyDir", "downwardAPI", "ephemeral")
"""Kinds of volumes that a run brings along; any other must be there before it starts."""


def volume_changes(pair: Pair) -> Iterator[Draft]:
    """Yield what differs between the volumes of a job's pods."""
    was, at = (*pair.old.pod, "volumes"), (*pair.new.pod, "volumes")
    old, new = pair.old.named(*was), pair.new.named(*at)
    for name in sorted(old.keys() | new.keys()):
        before = pair.old.get(*was, old[name]) if name in old else None
        after = pair.new.get(*at, new[name]) if name in new else None
        texts = _source(before), _source(after)
        if texts[0] != texts[1]:
            here: Where = (*was, old[name]) if name in old else was
            there: Where = (*at, new[name]) if name in new else at
            yield pair.draft(_rule(before, after), pair.new.part.of("volumes", name), here, there, texts)


def _rule(before: Any, after: Any) -> str:
    if after is None:
        return "volume-removed"
    own = any(kind in after for kind in _OWN) or _optional(after)
    if before is None:
        return "volume-added" if own else "volume-required"
    return "volume-changed" if own else "volume-required"


def _optional(volume: dict[str, Any]) -> bool:
    inner = [volume.get(kind) for kind in ("secret", "configMap")]
    return any(isinstance(each, dict) and each.get("optional") is True for each in inner)


def _source(volume: Any) -> str:
    if not isinstance(volume, dict):
        return ""
    return shown({key: value for key, value in volume.items() if key != "name"})
