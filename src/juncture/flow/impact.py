"""Impact: for each breaking or risky change, every service it reaches, by which lines, and what follows."""

from collections.abc import Iterable, Sequence

from juncture.catalog.model import Edge, Layer
from juncture.catalog.names import words
from juncture.catalog.open import Catalog
from juncture.code.served import IMPLEMENTS
from juncture.contracts.model import Compatibility, ContractChange, Direction
from juncture.contracts.surface import Surface
from juncture.flow.found import Dependence, Doubt
from juncture.flow.model import Answer, Impact, Use, UseState
from juncture.flow.repair import Demand, Judged, judge, judge_sent, service_state
from juncture.flow.rollout import mixed
from juncture.flow.sought import Sought, sought, sought_before
from juncture.flow.untyped import named_in_text
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
        search.base.expect(change.cause_old.path if change.cause_old else change.contract, change.operations)
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
        old_path = change.cause_old.path if change.cause_old else change.contract
        old, new = self.base.catalog.surfaces.get(old_path), self.head.catalog.surfaces.get(change.contract)
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
            self._serving(change, name, judged.get(name, []))
            if name in servers or _only_serves(judged.get(name, []))
            else self._typed(change, name, judged.get(name, []), depending.get(name), doubted.get(name))
            for name in sorted(judged.keys() | depending.keys() | doubted.keys())
        ]
        known = {impact.service for impact in found}
        return sorted([*found, *self._untyped(change, part, known)], key=lambda impact: impact.service)

    def _judged(
        self, change: ContractChange, old_path: str, part: Sought, successor: Sought | None
    ) -> dict[str, list[Judged]]:
        """Return the uses of both sides, judged, by service."""
        new = self.head.catalog.surfaces.get(change.contract)
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

    def _serving(self, change: ContractChange, name: str, judged: Sequence[Judged]) -> Impact:
        """The server of what goes is no user of it; what it leaves behind hurts nobody."""
        left = next((one.use for one in judged if one.state is UseState.UNTOUCHED and not one.use.test), None)
        why = f"serves it, and still does at `{left.path}:{left.line}`" if left else "serves it"
        return self._impact(change, name, "depends", UseState.UNTOUCHED, why, tuple(one.use for one in judged))

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

    def _untyped(self, change: ContractChange, part: Sought, known: set[str]) -> Iterable[Impact]:
        """Yield the neighbours that name the part in text and reach no generated code: nobody can tell."""
        catalog = self.head.catalog
        for name in sorted(_neighbours(catalog.edges, known) - known):
            service = self.services.get(name)
            if service and service.path:
                place = named_in_text(catalog, service, _text_names(catalog, change.contract, part))
                if place:
                    why = f"untyped: `{place.path}:{place.line}` names `{place.name}`, nothing shows what it is"
                    yield self._impact(change, name, "unknown", UseState.UNTOUCHED, why, ())

    def _impact(
        self,
        change: ContractChange,
        name: str,
        answer: Answer,
        state: UseState,
        why: str,
        uses: tuple[Use, ...],
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
            rollout=mixed(change, answer),
            why=why,
            uses=uses,
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


def _only_serves(judged: Sequence[Judged]) -> bool:
    """Tell whether all that a service does with an operation is to implement it."""
    counted = [one.use for one in judged if not one.use.test]
    return bool(counted) and all(use.how == IMPLEMENTS for use in counted)


def _neighbours(edges: Iterable[Edge], known: set[str]) -> set[str]:
    """Return the services one call or topic away from a known one; other layers carry no messages."""
    near: set[str] = set()
    for edge in edges:
        if edge.layer in (Layer.SYNC, Layer.ASYNC):
            near |= {edge.target} if edge.source in known else set()
            near |= {edge.source} if edge.target in known else set()
    return near


def _text_names(catalog: Catalog, contract: str, part: Sought) -> set[str]:
    """Return the spellings of a member that text may use: its own, and those of the members that hold its type."""
    surface = catalog.surfaces.get(contract)
    if part.kind != "member" or surface is None:
        return set()
    holding = {
        member.name
        for item in surface.types
        for member in item.members
        if member.type.rpartition(".")[2] == part.type_name and len(words(member.name)) > 1
    }
    return {spelling for name in (part.name, *holding) for spelling in _spellings(name)}


def _spellings(name: str) -> set[str]:
    parts = words(name)
    camel = parts[0] + "".join(word.capitalize() for word in parts[1:])
    return {name, "_".join(parts), camel} if len(parts) > 1 else set()


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
