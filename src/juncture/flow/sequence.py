"""The sequence that hurts nobody, for the very part of a break, and the stage at which the code stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from juncture.contracts.model import Compatibility, ContractChange
from juncture.flow.meetings import meetings
from juncture.flow.model import Impact, Meeting, Outcome, Rollout, Stage, Stride, UseState
from juncture.flow.rollout import order

_PLACES = 6
"""Lines that a stride names; the impact has them all."""


def rollouts(
    changes: Iterable[ContractChange], impacts: Iterable[Impact], kept: Collection[str]
) -> tuple[Rollout, ...]:
    """Return how each break can go live. ``kept`` are the fingerprints of changes whose messages a topic keeps."""
    by_change: dict[str, list[Impact]] = {}
    for impact in impacts:
        by_change.setdefault(impact.change, []).append(impact)
    breaks = [change for change in changes if change.compatibility is Compatibility.BREAKING]
    return tuple(_rollout(change, by_change.get(change.fingerprint, []), kept) for change in breaks)


def _rollout(change: ContractChange, impacts: Sequence[Impact], kept: Collection[str]) -> Rollout:
    stage, why = _stage(impacts)
    met = meetings(change, kept)
    is_kept = any(one.meeting is Meeting.KEPT and one.outcome is Outcome.HURT for one in met)
    return Rollout(
        change=change.fingerprint,
        order=order(change),
        meetings=met,
        sequence=_sequence(change, impacts, is_kept=is_kept),
        stage=stage,
        why=why,
    )


def _stage(impacts: Sequence[Impact]) -> tuple[Stage, str]:
    """Return how far the code at head is, whatever the contract says already."""
    groups = _by_state(impacts)
    left, moved, untold = groups["left"], groups["moved"], groups["untold"]
    if left and not moved:
        return Stage.EXPAND, f"nobody has moved: {_listed(left)} {_has(left)} the old form"
    if left:
        return Stage.MIGRATE, f"{_listed(moved)} {_has(moved)} moved, {_listed(left)} {_has(left)} not"
    if untold:
        return Stage.MIGRATE, f"it cannot be told whether {_listed(untold)} {_has(untold)} moved"
    if moved:
        return Stage.CONTRACT, f"{_listed(moved)} {_has(moved, 'moves', 'move')} in the same change: all stages at once"
    if groups["rebuilt"]:
        return (
            Stage.CONTRACT,
            f"{_listed(groups['rebuilt'])} {_has(groups['rebuilt'], 'needs', 'need')} only a new build",
        )
    return Stage.CONTRACT, "no use of the old form is left"


def _sequence(change: ContractChange, impacts: Sequence[Impact], *, is_kept: bool) -> tuple[Stride, ...]:
    groups = _by_state(impacts)
    left, untold = groups["left"], groups["untold"]
    waiting = [*left, *untold]
    expand, contract = _words(change)
    places = [
        f"{use.path}:{use.line}"
        for impact in left
        for use in impact.uses
        if use.state is UseState.UNTOUCHED and not use.test and use.how != "forward"
    ]
    migrate = f"move {_listed(left)} to it" if left else "every known use has moved"
    if untold:
        migrate += f"; find out about {_listed(untold)}"
    return (
        Stride(Stage.EXPAND, expand, "skipped")
        if any(groups.values())
        else Stride(Stage.EXPAND, "nothing: no known use needs the old form", "done"),
        Stride(
            Stage.MIGRATE,
            migrate,
            "open" if waiting else "done",
            tuple(sorted(impact.service for impact in waiting)),
            tuple(places[:_PLACES]),
        ),
        Stride(
            Stage.CONTRACT,
            contract + (", once no topic keeps a message of the old form" if is_kept else ""),
            "open" if waiting or is_kept else "done",
        ),
    )


def _words(change: ContractChange) -> tuple[str, str]:
    """Return what expanding and contracting mean for a change: of what goes, what must come along, what turns."""
    part = f"`{change.part}`"
    if not change.old and change.new:
        return f"take {part} where it is sent and do without where it is not", f"then insist on {part}"
    if change.old and (not change.new or "removed" in change.rule):
        return f"keep {part} and put what replaces it beside it", f"then remove {part}"
    what = f" as `{change.new}`" if change.new else ""
    return f"keep {part} as it is, put it{what} under another name beside it, and serve both", f"then remove {part}"


def _by_state(impacts: Sequence[Impact]) -> Mapping[str, list[Impact]]:
    """Return the impacts of those who still have the old form, who left it here, who need a new build only, the rest.

    Of the rest nobody can tell.
    """
    using = [impact for impact in impacts if impact.answer == "uses"]
    return {
        "left": [impact for impact in using if impact.state is UseState.UNTOUCHED],
        "moved": [impact for impact in using if impact.state is UseState.REPAIRED],
        "rebuilt": [impact for impact in using if impact.state is UseState.REBUILT],
        "untold": [impact for impact in impacts if impact.answer == "unknown"],
    }


def _listed(impacts: Sequence[Impact]) -> str:
    return ", ".join(sorted({impact.service for impact in impacts}))


def _has(impacts: Sequence[Impact], one: str = "has", many: str = "have") -> str:
    return one if len({impact.service for impact in impacts}) == 1 else many
