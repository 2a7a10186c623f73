"""The one way to compare contracts: files of two sides in, changes out."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from juncture.contracts.formats import Comparison, format_named, format_of
from juncture.contracts.model import Cause, ContractChange, Witness, identified
from juncture.contracts.parts import Address, parse_address
from juncture.contracts.sides import Sides, sides
from juncture.facts.problem import InputError, Problem


def compare(
    old: Mapping[str, bytes],
    new: Mapping[str, bytes],
    *,
    changed: Collection[str] | None = None,
    format: str | None = None,
    witnesses: bool = True,
    old_revision: str = "",
    new_revision: str = "",
    moved: Mapping[str, str] | None = None,
    as_of: str = "",
) -> list[ContractChange]:
    """Return every semantic difference, identified and in stable order.

    ``old`` and ``new`` map paths to the contents of all contract files of a side. ``changed`` limits what is
    reported to these paths; the other files serve as context (imports, the operations that reach a type).
    ``moved`` maps old paths to new ones. ``as_of`` is the day from which a job's next fire times count. Without
    ``format`` each file's own is recognised, and files of no known format are left out.

    Raises InputError with the problems of all files that cannot be read.
    """
    groups = [format] if format else _formats(old, new)
    changes: list[ContractChange] = []
    problems: list[Problem] = []
    for name in groups:
        comparison = Comparison(
            old=old if format else _of(name, old),
            new=new if format else _of(name, new),
            changed=None if changed is None else frozenset(changed),
            moved=moved or {},
            witnesses=witnesses,
            old_revision=old_revision,
            new_revision=new_revision,
            as_of=as_of,
        )
        try:
            changes += format_named(name).compare(comparison)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*sorted(set(problems)))
    return identified(changes)


class Compared(NamedTuple):
    """The changes between two paths on disk, and the formats of what stands there."""

    formats: tuple[str, ...]
    changes: list[ContractChange]


def compare_paths(old: Path, new: Path, *, format: str = "", witnesses: bool = True, as_of: str = "") -> Compared:
    """Compare two files with what they refer to, or two folders. ``format`` stands for what would be recognised.

    A change of two files is that of the new file; its old cause names the old one. Raises InputError with the problems
    of all files that cannot be read.
    """
    changes: list[ContractChange] = []
    problems: list[Problem] = []
    found = sides(old, new, format)
    for each in found:
        try:
            changes += _asked(
                each,
                compare(
                    each.old,
                    each.new,
                    changed=each.changed,
                    format=each.format,
                    witnesses=witnesses,
                    moved=each.moved,
                    as_of=as_of,
                ),
            )
        except InputError as error:
            problems += [at for problem in error.problems for at in _at_fault(each, problem)]
    if problems:
        raise InputError(*sorted(set(problems)))
    return Compared(tuple(each.format for each in found), identified(changes))


def _asked(of: Sides, changes: list[ContractChange]) -> list[ContractChange]:
    """Return the changes at the files' own paths; one that the asked file tells is not told by another again."""
    if not of.asked:
        return changes
    told = {(each.cause, each.cause_old) for each in changes if each.contract == of.asked}
    old, new = of.names
    return [
        msgspec.structs.replace(
            each,
            contract=new.get(each.contract, each.contract),
            cause=_at_home(new, each.cause),
            cause_old=_at_home(old, each.cause_old),
            witness=each.witness and _held_at_home(old, new, each.witness),
        )
        for each in changes
        if each.contract == of.asked or (each.cause, each.cause_old) not in told
    ]


def _at_home(names: Mapping[str, str], cause: Cause | None) -> Cause | None:
    return msgspec.structs.replace(cause, path=names.get(cause.path, cause.path)) if cause else None


def _held_at_home(old: Mapping[str, str], new: Mapping[str, str], witness: Witness) -> Witness:
    def at_home(names: Mapping[str, str], addresses: tuple[str, ...]) -> tuple[str, ...]:
        paths = (parse_address(each).contract for each in addresses)
        return tuple(
            f"{Address(names.get(path, path))}{''.join(each.partition('#')[1:])}"
            for path, each in zip(paths, addresses, strict=True)
        )

    return msgspec.structs.replace(witness, old_at=at_home(old, witness.old_at), new_at=at_home(new, witness.new_at))


def _at_fault(of: Sides, problem: Problem) -> list[Problem]:
    """Return a problem under the path of the file that has it: both sides stand at one path."""
    path = problem.path
    found = [
        names[path]
        for names, side in zip(of.names, (of.old, of.new), strict=True)
        if path in names and problem in _problems(of.format, path, side[path])
    ]
    return [msgspec.structs.replace(problem, path=home) for home in found] or [problem]


def _problems(format: str, path: str, content: bytes) -> tuple[Problem, ...]:
    try:
        format_named(format).surface(path, content)
    except InputError as error:
        return error.problems
    return ()


def _formats(*sides: Mapping[str, bytes]) -> list[str]:
    found = {each.name for side in sides for path, content in side.items() if (each := format_of(path, content))}
    return sorted(found)


def _of(name: str, side: Mapping[str, bytes]) -> dict[str, bytes]:
    recognises = format_named(name).recognises
    return {path: content for path, content in side.items() if recognises(path, content)}
