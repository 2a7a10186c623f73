"""The one way to compare contracts: files of two sides in, changes out."""

from collections.abc import Collection, Mapping

from juncture.contracts.formats import Comparison, format_named, format_of
from juncture.contracts.model import ContractChange, identified
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


def _formats(*sides: Mapping[str, bytes]) -> list[str]:
    found = {each.name for side in sides for path, content in side.items() if (each := format_of(path, content))}
    return sorted(found)


def _of(name: str, side: Mapping[str, bytes]) -> dict[str, bytes]:
    recognises = format_named(name).recognises
    return {path: content for path, content in side.items() if recognises(path, content)}
