"""Impact: for each breaking or risky change, every service it reaches, by which lines, and what follows."""

import re
from collections.abc import Iterable, Sequence

from juncture.catalog.catalog import Catalog
from juncture.code.served import IMPLEMENTS
from juncture.contracts.model import Compatibility, ContractChange, Direction
from juncture.contracts.surface import Surface
from juncture.flow.found import Dependence, Doubt
from juncture.flow.model import Answer, Impact, Role, Use, UseState
from juncture.flow.neighbours import linked, named
from juncture.flow.repair import Demand, Judged, judge, judge_sent, service_state
from juncture.flow.rollout import mixed
from juncture.flow.sought import Sought, sought, sought_before
from juncture.flow.uses import Finder, by_service
from juncture.repository.changes import ChangeSet


def impacts(
    changes: Iterable[ContractChange],
    base: Catalog,
    head: Catalog,
    change_set: ChangeSet,
    *,
    assume_removed: bool = False,
) -> tuple[Impact, ...]:
    """Return the impact of every change that is not compatible, by change and service.

    ``assume_removed`` asks what would follow if the parts were gone at head, which still declares them.
    """
    hurting = [change for change in changes if change.compatibility is not Compatibility.COMPATIBLE]
    if not hurting:
        return ()
    search = _Search(base, head, change_set, assume_removed=assume_removed)
    for change in hurting:
        search.base.expect(search.base.contract_of(change), change.operations)
        search.head.expect(change.contract, change.operations)
    return tuple(impact for change in hurting for impact in search.of(change))


class _Search:
    """One search over both sides; files are read once."""

    def __init__(self, base: Catalog, head: Catalog, change_set: ChangeSet, *, assume_removed: bool) -> None:
        self.assume_removed = assume_removed
        self.base = Finder(base)
        self.head = self.base if head is base else Finder(head)
        self.change_set = change_set
        self.services = {service.name: service for service in (*base.services, *head.services)}

    def of(self, change: ContractChange) -> list[Impact]:
        """Return the impact of one change on each service, by name."""
        old_path = self.base.contract_of(change)
        old, new = self.base.surface(old_path), self.head.surface(change.contract)
        part, successor = _names(change, old, new)
        judged = self._sent(change, old_path, part) if _must_be_sent(change, part, new) else {}
        judged = judged or self._judged(change, old_path, part, successor)
        depending = {one.service: one for one in self.base.dependences(old_path, part)}
        depending.update({one.service: one for one in self.head.dependences(change.contract, part)})
        doubted: dict[str, Doubt] = {}
        # Of a part that base did not have no old use can be left, whatever bears its name.
        for doubt in self.head.doubts(change.contract, part) if change.old else ():
            doubted.setdefault(doubt.service, doubt)
        servers = self.base.servers(old_path, part) if old else self.head.servers(change.contract, part)
        found = [
            self._serving(change, name, part, judged.get(name, []))
            if name in servers or _only_serves(judged.get(name, []))
            else self._typed(change, name, judged.get(name, []), depending.get(name), doubted.get(name))
            for name in sorted(judged.keys() | depending.keys() | doubted.keys())
        ]
        for look in (named, linked):
            known = {impact.service for impact in found}
            near = look(self.head, self.services, change.contract, part, known)
            found += [self._impact(change, one.service, one.answer, UseState.UNTOUCHED, one.why, ()) for one in near]
        return sorted(found, key=lambda impact: impact.service)

    def _judged(
        self, change: ContractChange, old_path: str, part: Sought, successor: Sought | None
    ) -> dict[str, list[Judged]]:
        """Return the uses of both sides, judged, by service."""
        new = self.head.surface(change.contract)
        is_gone = self.assume_removed or new is None or _is_gone(change, part, new)
        demand = Demand.of(change, part.part, removed=is_gone)
        found_new = self.head.uses(change.contract, successor) if successor else []
        before = by_service(self.base.uses(old_path, part))
        after = by_service([*self.head.uses(change.contract, part), *found_new])
        revisions = self.base.catalog.tree.revision, self.head.catalog.tree.revision
        return {
            name: judge(before.get(name, []), after.get(name, []), self.change_set, demand, revisions)
            for name in before.keys() | after.keys()
        }

    def _sent(self, change: ContractChange, old_path: str, part: Sought) -> dict[str, list[Judged]]:
        """Return those who send what a part belongs to, judged by whether they send the part, by service."""
        before = by_service(self.base.senders(old_path, part))
        after = by_service(self.head.senders(change.contract, part))
        revision = self.head.catalog.tree.revision
        judged = {name: judge_sent(before.get(name, []), after[name], revision) for name in after}
        return {name: one for name, one in judged.items() if one}

    def _serving(self, change: ContractChange, name: str, part: Sought, judged: Sequence[Judged]) -> Impact:
        """Return what a server leaves behind: that hurts nobody, unless it calls itself what it serves."""
        served = [one for one in judged if one.use.how == IMPLEMENTS or part.kind not in ("operation", "group")]
        calling = [one for one in judged if one not in served and not one.use.test and self._by_client(one.use, part)]
        if any(one.state is UseState.UNTOUCHED for one in calling):
            return self._typed(change, name, calling, None, None)
        uses = tuple(one.use for one in (*served, *calling))
        own = [one for one in served if not one.use.test]
        left = next((one.use for one in own if one.state is UseState.UNTOUCHED), None)
        state = UseState.REPAIRED if own and left is None else UseState.UNTOUCHED
        why = _why_served(part, left, any_before=bool(own), is_asked=self.assume_removed)
        return self._impact(change, name, "depends", state, why, uses, role="provider")

    def _by_client(self, use: Use, part: Sought) -> bool:
        """Tell whether a line calls an operation on a client, rather than the function that serves it."""
        facts = self.head.catalog.sources.get(use.path) or self.base.catalog.sources.get(use.path)
        builds = any(one.side == "client" and one.service == part.group for one in (facts.references if facts else ()))
        return builds or _CLIENT.search(use.text) is not None

    def _typed(
        self,
        change: ContractChange,
        name: str,
        judged: Sequence[Judged],
        dependence: Dependence | None,
        doubt: Doubt | None,
    ) -> Impact:
        working = [one for one in judged if not one.use.test and not one.passes]
        uses = tuple(one.use for one in judged)
        if working:
            state = service_state(judged)
            return self._impact(change, name, "uses", state, _why_state(state, judged), uses)
        if doubt:
            return self._impact(change, name, "unknown", UseState.UNTOUCHED, doubt.why, uses)
        passing = [one for one in judged if one.passes and not one.use.test]
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
        return self._impact(change, name, "depends", UseState.UNTOUCHED, why, uses)

    def _unread(self, service: str) -> str:
        """Return which file of a service could not be searched, empty where all were."""
        found = [path for path in self.head.unread if self.head.catalog.owned.service(path) == service]
        return f"`{found[0]}` could not be searched: {self.head.unread[found[0]]}" if found else ""

    def _impact(
        self,
        change: ContractChange,
        name: str,
        answer: Answer,
        state: UseState,
        why: str,
        uses: tuple[Use, ...],
        role: Role = "consumer",
    ) -> Impact:
        service = self.services.get(name)
        strength = "called" if answer != "unknown" else "wired"
        return Impact(
            change=change.fingerprint,
            service=name,
            teams=service.teams if service else (),
            answer=answer,
            strength=strength,
            state=state,
            rollout=mixed(change, answer, role),
            why=why,
            uses=uses,
            role=role,
        )


def _names(change: ContractChange, old: Surface | None, new: Surface | None) -> tuple[Sought, Sought | None]:
    """Return a part as base calls it, and as head does where the change gives it another name."""
    here = sought(change.part, new, operations=change.operations)
    there = sought(change.part, old, operations=change.operations)
    if there.kind == "contract" and here.kind != "contract" and change.cause_old:
        renamed = sought_before(change.old, change.cause_old.line, old)
        return (renamed, here) if renamed else (here, None)
    return (there if there.kind != "contract" else here), None


def _is_gone(change: ContractChange, part: Sought, new: Surface) -> bool:
    """Tell whether head declares a part no longer; of a piece of an operation the rule's own name says so."""
    if part.operations:
        return bool(change.old) and not change.new and "removed" in change.rule
    if part.kind == "operation":
        return all(each.name != part.part for each in new.operations)
    return sought(part.part, new).kind != part.kind


def _must_be_sent(change: ContractChange, part: Sought, new: Surface | None) -> bool:
    """Tell whether a change asks of those who write a request for something that they could leave out."""
    form = new.format if new else ""
    asks = "required" in change.rule.rpartition("/")[2].split("-") and "removed" not in change.rule
    return asks and change.direction is Direction.REQUEST and form in ("openapi", "graphql") and part.kind != "contract"


_CLIENT = re.compile(r"(?:client|stub)\w*(?:\([^()]*\))?[?!]?\s*(?:\.|->|::)", re.IGNORECASE)
"""Code that calls an operation on what is called a client."""


def _why_served(part: Sought, left: Use | None, *, any_before: bool, is_asked: bool) -> str:
    """Return what a server has of a part: that it goes is no harm to it, and what stays serves nobody."""
    it = "it" if part.kind in ("operation", "group") else "what carries it"
    if left is None:
        return f"served {it}; no line of that is left" if any_before and not is_asked else f"serves {it}"
    if is_asked:
        return f"serves {it} at `{left.path}:{left.line}`"
    if part.kind == "group":
        return (
            f"still implements it at `{left.path}:{left.line}`, of which nothing is generated any more; hurts no caller"
        )
    if part.kind == "operation":
        return (
            f"serves it, and still does at `{left.path}:{left.line}`: dead code once nobody calls it; hurts no caller"
        )
    return f"serves {it}, and has the old form at `{left.path}:{left.line}`"


def _only_serves(judged: Sequence[Judged]) -> bool:
    """Tell whether all that a service does with an operation is to implement it."""
    counted = [one.use for one in judged if not one.use.test]
    return bool(counted) and all(use.how == IMPLEMENTS for use in counted)


def _why_state(state: UseState, judged: Sequence[Judged]) -> str:
    if state is UseState.UNTOUCHED:
        left = [one for one in judged if one.state is UseState.UNTOUCHED and not one.use.test]
        bound = next((one for one in left if one.commits), left[0] if left else None)
        if bound and bound.commits:
            return f"`{bound.use.path}:{bound.use.line}` still has the old form"
        return "no line commits to the old form"
    if state is UseState.NEW:
        return "reads it for the first time"
    return ""
