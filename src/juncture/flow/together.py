"""What one service lives through while old and new run together, by what its old and its new build do with a part."""

from collections.abc import Iterable
from typing import NamedTuple

from juncture.contracts.model import ContractChange, Direction
from juncture.flow.meetings import direction, while_both_run
from juncture.flow.model import Mixed, Outcome, Side, UseState
from juncture.flow.repair import Judged
from juncture.flow.rollout import SAID, order

_AT_BASE = frozenset({UseState.UNTOUCHED, UseState.REPAIRED, UseState.EDITED, UseState.REBUILT})


class Handles(NamedTuple):
    """Which builds of a service read a part, and which write it."""

    old_reads: bool
    new_reads: bool
    old_writes: bool
    new_writes: bool

    @property
    def side(self) -> Side:
        """What the service does with the part, in either build."""
        reads, writes = self.old_reads or self.new_reads, self.old_writes or self.new_writes
        return "both" if reads and writes else "reads" if reads else "writes" if writes else ""


def handles(judged: Iterable[Judged], head: str) -> Handles:
    """Return what the builds of a service do, from its uses outside of tests. ``head`` is head's revision."""
    counted = [one for one in judged if not one.use.test]
    old = [one for one in counted if one.state in _AT_BASE]
    # What is shown at base is gone at head.
    new = [one for one in counted if one.use.revision == head]
    return Handles(
        any(one.reads for one in old),
        any(one.reads for one in new),
        any(one.gives for one in old),
        any(one.gives for one in new),
    )


def mixed(change: ContractChange, handled: Handles) -> str:
    """Return what happens to a service that uses the part, in the witness's own values where there are any."""
    if change.witness is None:
        return SAID[order(change)]
    if change.witness.kind in ("grpc", "http"):
        called = handled.old_reads or handled.old_writes
        return f"an old caller of a new server gets: {change.witness.new_verdict}" if called else SAID[order(change)]
    old_reader, new_reader = while_both_run(change)
    told: list[str] = []
    if handled.old_reads:
        told.append(_reading(old_reader, "an old build", "a new one"))
    elif handled.new_reads:
        told.append("an old build reads nothing of it")
    if handled.new_reads:
        told.append(_reading(new_reader, "a new build", "an old one"))
    if not (handled.old_reads or handled.new_reads):
        # A message without the part is sent by the build that does not give it.
        always = not change.old or not change.new or "removed" in change.rule
        reader = "server" if direction(change) is Direction.REQUEST else "reader"
        told.append(_writing(old_reader, f"an old {reader}", "a new build") if handled.new_writes or always else "")
        told.append(_writing(new_reader, f"a new {reader}", "an old build") if handled.old_writes or always else "")
    return "; ".join(filter(None, told)) or SAID[order(change)]


def _reading(met: Mixed, reader: str, writer: str) -> str:
    """Return what a build reads of what the other build writes, empty where nothing happens to it."""
    return _told(
        met, "{reader} refuses what comes from {writer}", "{reader} reads {read} from {writer}", reader, writer
    )


def _writing(met: Mixed, reader: str, writer: str) -> str:
    """Return what others read of what a build writes, empty where nothing happens to them."""
    return _told(
        met, "{reader} refuses what {writer} sends", "{reader} reads {read} of what {writer} sends", reader, writer
    )


def _told(met: Mixed, refusing: str, reading: str, reader: str, writer: str) -> str:
    """Return a meeting in the words of its witness: ``sent X, read Y``, ``refused: why`` or a judge's own sentence."""
    if met.outcome is not Outcome.HURT:
        return ""
    if met.proof == "by-rule":
        return met.why
    if met.why.startswith("sent ") and ", read " in met.why:
        return reading.format(reader=reader, writer=writer, read=met.why.rpartition(", read ")[2])
    refused = met.why == "refused" or met.why.endswith(", refused")
    why = "" if refused else met.why.removeprefix("refused: ")
    return ": ".join(filter(None, (refusing.format(reader=reader, writer=writer), why)))
