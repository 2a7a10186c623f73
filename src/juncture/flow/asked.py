"""What a change asks to look for: the part as either side calls it, and what it demands of those who use it."""

from typing import NamedTuple

from juncture.contracts.model import ContractChange, Direction
from juncture.contracts.surface import Surface
from juncture.flow.found import Found
from juncture.flow.repair import Demand
from juncture.flow.sought import Sought, sought, sought_before
from juncture.flow.uses import Finder

_MOVED = ("protobuf/file-moved", "avro/schema-moved")
"""Rules of a contract file that has another path: no data differs."""
_NAMED_BY_FILE = ("python", "typescript", "cpp")
"""Languages whose generated modules are called like the contract's file; others go by its package or an option."""
_OUTER_CLASS = ("java", "kotlin")
"""Languages whose outer class is, where no option names it."""


class Asked(NamedTuple):
    """What to look for. ``part`` is as base calls it; ``successor`` as head does, where that differs.

    ``old_path`` is base's contract, ``unbound`` tells that it stands elsewhere at head; ``must_be_sent`` that the
    change asks of who writes a request for something that could be left out.
    """

    old_path: str
    new_path: str
    part: Sought
    successor: Sought | None
    demand: Demand
    unbound: bool
    must_be_sent: bool

    def uses(self, base: Finder, head: Finder) -> tuple[list[Found], list[Found]]:
        """Return the uses of base and of head, of whatever name."""
        before = base.uses(self.old_path, self.part)
        renamed = head.uses(self.new_path, self.successor) if self.successor else []
        if self.part.languages is None or not self.successor:
            return before, [*head.uses(self.new_path, self.part), *renamed]
        # An import that leads to the file by its new path as it did by the old one is none that the move concerns.
        both = {(one.path, one.text) for one in before} & {(one.path, one.text) for one in renamed}
        return (
            [one for one in before if (one.path, one.text) not in both],
            [one for one in renamed if (one.path, one.text) not in both],
        )


def asked(change: ContractChange, base: Finder, head: Finder, *, is_removed: bool) -> Asked:
    """Return what a change asks to look for; ``is_removed`` takes the part for gone, whatever head declares."""
    old_path = base.contract_of(change)
    old, new = base.surface(old_path), head.surface(change.contract)
    part, successor = _moved(change, old) if change.rule in _MOVED else _names(change, old, new)
    gone = is_removed or new is None or change.rule in _MOVED or _is_gone(change, part, new)
    return Asked(
        old_path=old_path,
        new_path=change.contract,
        part=part,
        successor=successor,
        demand=Demand.of(change, part.part, removed=gone),
        unbound=old_path != change.contract and head.surface(old_path) is None,
        must_be_sent=_must_be_sent(change, part, new),
    )


def _moved(change: ContractChange, old: Surface | None) -> tuple[Sought, Sought]:
    """Return what is called like a contract's file, before and after that moves."""
    before, after = (path.rpartition("/")[2] for path in (change.old, change.new))
    options = old.options if old else {}
    by_class = before != after and not options.keys() & {"java_outer_classname", "java_multiple_files"}
    languages = (*_NAMED_BY_FILE, *(_OUTER_CLASS if by_class else ())) if change.rule == _MOVED[0] else ()
    return Sought("contract", change.old, languages=languages), Sought("contract", change.new, languages=languages)


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
    if change.direction is not Direction.REQUEST or new is None or part.kind == "contract":
        return False
    asks = "required" in change.rule.rpartition("/")[2].split("-") and "removed" not in change.rule
    if new.format == "graphql":
        return asks or (bool(change.old) and change.new == f"{change.old}!")
    return asks and new.format == "openapi"
