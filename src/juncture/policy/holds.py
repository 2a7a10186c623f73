"""Holds: what in a change only named humans may let through.

A protected area, what governs changes itself, a service of another team, a break with a documented migration.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from juncture.design.model import Design
from juncture.design.questions import is_answer
from juncture.facts.rule import rule
from juncture.policy.binding import Place, binding, digest
from juncture.policy.file import is_policy
from juncture.policy.model import Hold, Policy, ProtectedArea
from juncture.policy.protection import Touched, covers, decides

GOVERNANCE = "governance"
FOREIGN = "foreign-ownership"
BREAK = "break"


class Break(msgspec.Struct, frozen=True):
    """A contract with breaks that block.

    ``findings`` are their fingerprints, ``paths`` the contract's touched paths. ``teams`` are the owners of the
    contract, and those of each service with an unrepaired use: each of these groups has to say yes. An empty group
    stands for an owner that nobody knows; the policy's own approvers speak for it.
    """

    contract: str
    findings: tuple[str, ...]
    paths: tuple[str, ...]
    teams: tuple[tuple[str, ...], ...]


def holds(
    policy: Policy,
    touched: Sequence[Touched],
    place: Place,
    *,
    design: Design | None = None,
    teams: Mapping[str, Sequence[str]] | None = None,
    breaks: Sequence[Break] = (),
) -> tuple[Hold, ...]:
    """Return the open holds of a change, by id. approvals.decided() lifts those that were approved.

    ``policy`` is the target's; the head's has no way in. ``teams`` maps a service to its teams at the target.
    ``design`` is the one that an author wrote, None where it was drafted: a draft names whatever is changed.
    """
    make = _Maker(policy, place)
    found = [_area(make, area, [one for one in touched if covers(area, one)]) for area in policy.protected]
    found.append(_governance(make, [one for one in touched if is_policy(one.path) or one.governs]))
    if design is not None:
        found += _foreign(make, touched, design.services, teams or {})
        found += [_break(make, one, touched) for one in breaks if documents(design, one.contract)]
    return tuple(sorted((hold for hold in found if hold is not None), key=lambda hold: hold.id))


def documents(design: Design, contract: str) -> bool:
    """Whether the design's migration covers a contract: it says something, and the design names the contract."""
    migration = design.change_management.migration
    named = {word.strip("`'\"().,:;") for word in migration.split()}
    return is_answer(migration) and (contract in design.contracts or contract in named)


class _Maker(msgspec.Struct, frozen=True):
    """Puts holds together: who may lift one, and the binding."""

    policy: Policy
    place: Place

    def __call__(
        self,
        hold: str,
        reason: str,
        covered: Sequence[Touched],
        rule_at: str,
        *,
        approvers: Sequence[str] = (),
        groups: Iterable[Sequence[str]] = (),
        least: int = 1,
        selects: object = None,
        findings: tuple[str, ...] = (),
    ) -> Hold:
        """``approvers`` are named by a rule; else ``groups`` say of whom each has to give a yes."""
        named = tuple(sorted(set(approvers)))
        each = () if named else tuple(sorted({tuple(sorted(set(group))) for group in groups if group}))
        if not named and not each:
            named = tuple(sorted(set(self.policy.approvers)))
        who = named or tuple(sorted({name for group in each for name in group}))
        people = sorted({one for name in who for one in self.policy.groups.get(name, (name,))})
        rule_digest = digest({"selects": selects, "approvers": people, "min": least, "one_of_each": each})
        return Hold(
            id=hold,
            reason=reason if who else f"{reason}; nobody may lift it: name `approvers` in juncture.yaml",
            paths=tuple(sorted(one.path for one in covered)),
            approvers=who,
            min=least,
            binding=binding(self.place, hold, rule_digest, covered),
            state="open",
            rule=rule_at,
            one_of_each=each,
            findings=findings,
        )


def _area(make: _Maker, area: ProtectedArea, covered: Sequence[Touched]) -> Hold | None:
    if not covered:
        return None
    selects = {
        key: getattr(area, key) for key in ("paths", "packages", "contracts", "data", "exclude", "covers", "folder")
    }
    return make(
        area.id,
        area.reason,
        covered,
        f"{area.source}:{area.line}" if area.line else area.source,
        approvers=area.approvers,
        groups=[one.owners for one in covered],
        least=area.min,
        selects=selects,
    )


def _governance(make: _Maker, covered: Sequence[Touched]) -> Hold | None:
    """The policy, its approvers, or the owners of a protected area are changed (threats.md T1)."""
    if not covered:
        return None
    areas = sorted({area for one in covered for area in one.governs})
    what = ["the policy"] if any(is_policy(one.path) for one in covered) else []
    what += [f"who owns {area}" for area in areas]
    reason = f"{rule('policy/governance').title.lower()}: {', '.join(what)}"
    return make(
        GOVERNANCE,
        reason,
        covered,
        "policy/governance",
        approvers=make.policy.approvers,
        groups=[one.owners for one in covered],
        selects=GOVERNANCE,
    )


def _foreign(
    make: _Maker, touched: Sequence[Touched], own: Collection[str], teams: Mapping[str, Sequence[str]]
) -> list[Hold]:
    """Code or contracts of a service that the design does not name, of a team that owns none that it names.

    Offline nobody can see which team an author is of; the design says which services the change is meant for, so
    without a design there is nothing to hold it against (process.md O3).
    """
    ours = {team for service in own for team in teams.get(service, ())}
    theirs: dict[tuple[str, ...], list[Touched]] = {}
    for one in touched:
        owners = tuple(sorted(teams.get(one.service, ())))
        if own and one.service and one.service not in own and owners and ours.isdisjoint(owners) and decides(one):
            theirs.setdefault(owners, []).append(one)
    title = rule("policy/foreign-ownership").title.lower()
    return [
        make(
            f"{FOREIGN}:{'+'.join(owners)}",
            f"{title}: {', '.join(sorted({one.service for one in covered}))}",
            covered,
            "policy/foreign-ownership",
            groups=[owners],
            selects=FOREIGN,
        )
        for owners, covered in sorted(theirs.items())
    ]


def _break(make: _Maker, broken: Break, touched: Sequence[Touched]) -> Hold:
    """The owners of the contract and of the unrepaired consumers lift it, each with a kind."""
    paths = set(broken.paths)
    return make(
        f"{BREAK}:{broken.contract}",
        f"{rule('policy/break').title.lower()}: {broken.contract}",
        [one for one in touched if one.path in paths],
        "policy/break",
        groups=[team or make.policy.approvers for team in broken.teams],
        selects=BREAK,
        findings=tuple(sorted(set(broken.findings))),
    )
