"""Impact: for each breaking or risky change, every service it reaches, by which lines, and what follows."""

from collections.abc import Iterable, Mapping, Sequence

from juncture.catalog.catalog import Catalog
from juncture.catalog.codeowners import Codeowners
from juncture.contracts.model import Compatibility, ContractChange
from juncture.flow.asked import Asked, asked
from juncture.flow.decoded import decoders, refused_whole
from juncture.flow.found import Dependence, Doubt
from juncture.flow.model import Answer, Impact, Role, Use, UseState
from juncture.flow.neighbours import linked, named
from juncture.flow.provided import calls_itself, only_serves, serves_part, why_served
from juncture.flow.repair import Judged, judge, record, service_state
from juncture.flow.rollout import SAID, order
from juncture.flow.sent import judge_sent, senders
from juncture.flow.together import handles, mixed
from juncture.flow.uses import Finder
from juncture.repository.changes import ChangeSet


def impacts(
    changes: Iterable[ContractChange],
    base: Catalog,
    head: Catalog,
    change_set: ChangeSet,
    *,
    owners: Codeowners | None = None,
    assume_removed: bool = False,
) -> tuple[Impact, ...]:
    """Return the impact of every change that is not compatible, by change and service.

    ``owners`` are those of files, for shared code that belongs to no service. ``assume_removed`` asks what would follow
    if the parts were gone at head, which still declares them.
    """
    hurting = [change for change in changes if change.compatibility is not Compatibility.COMPATIBLE]
    if not hurting:
        return ()
    search = _Search(base, head, change_set, owners, assume_removed=assume_removed)
    for change in hurting:
        search.base.expect(search.base.contract_of(change), change.operations)
        search.head.expect(change.contract, change.operations)
    return tuple(impact for change in hurting for impact in search.of(change))


class _Search:
    """One search over both sides; files are read once."""

    def __init__(
        self, base: Catalog, head: Catalog, change_set: ChangeSet, owners: Codeowners | None, *, assume_removed: bool
    ) -> None:
        self.assume_removed = assume_removed
        self.base = Finder(base)
        self.head = self.base if head is base else Finder(head, self.base, change_set.changes.keys())
        self.change_set = change_set
        self.owners = owners
        self.services = {service.name: service for service in (*base.services, *head.services)}

    def of(self, change: ContractChange) -> list[Impact]:
        """Return the impact of one change on each service, by name."""
        this = asked(change, self.base, self.head, is_removed=self.assume_removed)
        part = this.part
        judged = _by_service(self._judged(change, this))
        depending = self._depending(change, this)
        doubted: dict[str, Doubt] = {}
        # Of a part that base did not have no old use can be left, whatever bears its name.
        for doubt in self.head.doubts(change.contract, part) if change.old else ():
            doubted.setdefault(doubt.service, doubt)
        offering = this.old_path if self.base.surface(this.old_path) else ""
        servers = self.base.servers(offering, part) if offering else self.head.servers(change.contract, part)
        found = [
            self._serving(change, name, this, judged.get(name, []))
            if name in servers or only_serves(judged.get(name, []))
            else self._typed(change, name, this, judged.get(name, []), depending.get(name), doubted.get(name))
            for name in sorted(judged.keys() | depending.keys() | doubted.keys())
        ]
        for look in (named, linked):
            known = {impact.service for impact in found}
            for one in look(self.head, self.services, change.contract, part, known):
                state = self._state_of(one.path, one.line) if one.answer == "unknown" else UseState.UNTOUCHED
                found.append(self._impact(change, one.service, one.answer, state, _edited(state, one.why), ()))
        return sorted(found, key=lambda impact: impact.service)

    def _judged(self, change: ContractChange, this: Asked) -> list[Judged]:
        """Return the uses of both sides, judged; of those who have to send a part, what they send it in."""
        part = this.part
        revisions = self.base.catalog.tree.revision, self.head.catalog.tree.revision
        if this.must_be_sent:
            before, after = senders(self.base, this.old_path, part), senders(self.head, change.contract, part)
            return judge_sent(before, after, self.change_set, revisions[1])
        before, after = this.uses(self.base, self.head)
        judged = judge(before, after, self.change_set, this.demand, revisions, unbound=this.unbound)
        if not self.assume_removed and refused_whole(change, part, self.head.surface(change.contract)):
            lines = {(one.use.path, one.use.line) for one in judged}
            judged += [
                Judged(record(use, UseState.REBUILT, revisions[1]), use.service, UseState.REBUILT, False, False)
                for use in decoders(self.head, change.contract, part)
                if (use.path, use.line) not in lines
            ]
        return judged

    def _depending(self, change: ContractChange, this: Asked) -> Mapping[str, Dependence]:
        """Return who handles what carries the part, at head or at base; code that is gone at head handles nothing."""
        here = self.head.catalog.tree.entries
        depending = {one.service: one for one in self.base.dependences(this.old_path, this.part) if one.path in here}
        return depending | {one.service: one for one in self.head.dependences(change.contract, this.part)}

    def _serving(self, change: ContractChange, name: str, this: Asked, judged: Sequence[Judged]) -> Impact:
        """Return what a server leaves behind: that hurts nobody, unless it calls itself what it serves."""
        served = [one for one in judged if serves_part(one, this.part)]
        catalogs = self.head.catalog, self.base.catalog
        calling = [
            one
            for one in judged
            if one not in served and not one.use.test and calls_itself(one.use, this.part, catalogs)
        ]
        if any(one.state is UseState.UNTOUCHED for one in calling):
            return self._typed(change, name, this, calling, None, None)
        uses = tuple(one.use for one in (*served, *calling))
        own = [one for one in served if not one.use.test]
        left = next((one.use for one in own if one.state is UseState.UNTOUCHED), None)
        state = UseState.REPAIRED if own and left is None else UseState.UNTOUCHED
        why = why_served(this.part, left, any_before=bool(own), is_asked=self.assume_removed)
        return self._impact(change, name, "depends", state, why, uses, role="provider")

    def _typed(
        self,
        change: ContractChange,
        name: str,
        this: Asked,
        judged: Sequence[Judged],
        dependence: Dependence | None,
        doubt: Doubt | None,
    ) -> Impact:
        uses = tuple(one.use for one in judged)
        counted = [one for one in judged if not one.use.test and not one.passes]
        working = [one for one in counted if not one.fits or one.state is not UseState.UNTOUCHED]
        if working:
            state = service_state(judged)
            # That it uses the part is certain then, and that it is hurt is not.
            answer: Answer = "unknown" if state is UseState.EDITED else "uses"
            return self._impact(change, name, answer, state, _why_state(state, judged), uses, judged)
        if doubt:
            state = self._state_of(doubt.path, doubt.line)
            return self._impact(change, name, "unknown", state, _edited(state, doubt.why), uses)
        if counted:
            place, gives = counted[0].use, all(one.gives for one in counted)
            why = f"{'sends it' if gives else 'takes it in the new form'} already at `{place.path}:{place.line}`"
            told = "nothing: what its old build sends has it" if gives and this.must_be_sent else ""
            return self._impact(change, name, "depends", UseState.UNTOUCHED, why, uses, judged, rollout=told)
        passing = [one for one in judged if one.passes and not one.use.test]
        where = dependence.path if dependence else ""
        if passing:
            place = passing[0].use
            why = f"passes it on unread at `{place.path}:{place.line}`"
        elif uses:
            why = f"only tests use it, first `{uses[0].path}:{uses[0].line}`"
        elif unread := self._unread(name):
            return self._impact(change, name, "unknown", UseState.UNTOUCHED, unread, ())
        elif dependence:
            why = f"no use of this part found; `{dependence.path}:{dependence.line}` handles what carries it"
        else:
            why = "no use of this part found"
        return self._impact(change, name, "depends", UseState.UNTOUCHED, why, uses, where=where)

    def _unread(self, service: str) -> str:
        """Return which file of a service could not be searched, empty where all were."""
        found = [path for path in self.head.unread if self.head.catalog.owned.service(path) == service]
        return f"`{found[0]}` could not be searched: {self.head.unread[found[0]]}" if found else ""

    def _state_of(self, path: str, line: int) -> UseState:
        """Return the state of a line of head of which nobody can tell what it is."""
        change = self.change_set.lines([path]).get(path) if path in self.change_set else None
        return UseState.EDITED if change and line in change.added else UseState.UNTOUCHED

    def _impact(
        self,
        change: ContractChange,
        name: str,
        answer: Answer,
        state: UseState,
        why: str,
        uses: tuple[Use, ...],
        judged: Sequence[Judged] = (),
        *,
        role: Role = "consumer",
        where: str = "",
        rollout: str = "",
    ) -> Impact:
        handled = handles(judged, self.head.catalog.tree.revision)
        rollout = rollout or mixed(change, handled) if judged else _not_used(change, answer, role)
        return Impact(
            change=change.fingerprint,
            service=name,
            teams=self._teams(name, uses[0].path if uses else where),
            answer=answer,
            strength="called" if answer != "unknown" or uses else "wired",
            state=state,
            rollout=rollout,
            why=why,
            uses=uses,
            role=role,
            side=handled.side,
        )

    def _teams(self, name: str, path: str) -> tuple[str, ...]:
        """Return the teams of a service; those of a file where shared code belongs to none."""
        service = self.services.get(name)
        if service:
            return service.teams
        return self.owners.owners(path).owners if self.owners and path else ()


def _by_service(judged: Iterable[Judged]) -> Mapping[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.service, []).append(one)
    return groups


def _not_used(change: ContractChange, answer: Answer, role: Role) -> str:
    """Return what happens while both versions run to who does not read or write the part, as far as is known."""
    if answer == "unknown":
        return "unknown"
    return SAID[order(change)] if role == "provider" else "hands it on as it comes"


def _edited(state: UseState, why: str) -> str:
    return f"edited here, which nobody can judge; {why}" if state is UseState.EDITED else why


def _why_state(state: UseState, judged: Sequence[Judged]) -> str:
    counted = [one for one in judged if not one.use.test]
    of_state = [one for one in counted if one.state is state]
    first = of_state[0].use if of_state else None
    match state:
        case UseState.UNTOUCHED:
            bound = next((one.use for one in of_state if one.commits), None)
            return f"`{bound.path}:{bound.line}` still has the old form" if bound else "no line commits to the old form"
        case UseState.EDITED if first:
            return f"edited here at `{first.path}:{first.line}`; nobody can tell whether as the change demands"
        case UseState.REBUILT if first:
            return f"takes or refuses all of it at `{first.path}:{first.line}`; needs no edit, and a new build"
        case UseState.NEW:
            gives = all(one.gives and not one.reads for one in of_state)
            return "sends it for the first time" if gives else "reads it for the first time"
        case _:
            return ""
