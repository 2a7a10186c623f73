"""Finds which declaration of the old side is which of the new side, whatever file it stands in.

A declaration keeps its identity over a moved file, a changed package, a move to another file of its package,
and a new name where its content is the same and nothing else has that content.
"""

from collections.abc import Mapping

import msgspec

from juncture.contracts.names import Named
from juncture.contracts.protobuf.link import Declaration, Linked, qualified, relative
from juncture.contracts.protobuf.syntax import Enum, Message, Service


class Pairs(msgspec.Struct, frozen=True):
    """Old → new. What is absent from ``types`` and ``services`` was removed.

    ``renamed`` are types that were paired by content. ``copied`` stood in a file that was removed, and another
    file that was there before still declares them: the contract lives on, one copy fewer.
    """

    files: dict[str, str]
    types: dict[Named, Named]
    services: dict[Named, Named]
    renamed: frozenset[Named]
    copied: frozenset[Named]


def pair(old: Linked, new: Linked, moved: Mapping[str, str]) -> Pairs:
    """Return the pairs of two sides. ``moved`` maps old paths to new ones."""
    files = {path: moved.get(path, path) for path in old.files if moved.get(path, path) in new.files}
    old_types, new_types = _types(old), _types(new)
    types = _by_name(old, new, files, old_types, new_types)
    old_services, new_services = dict.fromkeys(old.services, Service), dict.fromkeys(new.services, Service)
    services = _by_name(old, new, files, old_services, new_services)
    for path, target in _moved_files(old, new, files, {**types, **services}).items():
        files[path] = target
    renamed = _renamed(old, new, files, types)
    types.update(renamed)
    known = {each.name for each in new_types} | {each.name for each in new_services}
    copied = frozenset(
        here
        for here in [*old_types, *old_services]
        if here.path not in files and here not in types and here not in services and here.name in known
    )
    return Pairs(files, types, services, frozenset(renamed), copied)


def _types(side: Linked) -> dict[Named, type]:
    return {name: type(each.node) for name, each in side.declarations.items()}


def _by_name(
    old: Linked, new: Linked, files: Mapping[str, str], before: Mapping[Named, type], after: Mapping[Named, type]
) -> dict[Named, Named]:
    """Pair by file and name, then what is left by full name alone."""
    pairs: dict[Named, Named] = {}
    for here, kind in before.items():
        if here.path in files:
            target = files[here.path]
            local = relative(here.name, old.files[here.path].package)
            there = Named(target, qualified(new.files[target].package, local))
            if after.get(there) is kind:
                pairs[here] = there
    taken = set(pairs.values())
    free: dict[str, list[Named]] = {}
    for there in sorted(after.keys() - taken):
        free.setdefault(there.name, []).append(there)
    for here in sorted(before.keys() - pairs.keys()):
        for there in free.get(here.name, ()):
            if after[there] is before[here]:
                pairs[here] = there
                free[here.name].remove(there)
                break
    return pairs


def _moved_files(old: Linked, new: Linked, files: Mapping[str, str], pairs: Mapping[Named, Named]) -> dict[str, str]:
    """Return files whose paired declarations all stand in one file that is new: the file itself moved."""
    targets: dict[str, set[str]] = {}
    for here, there in pairs.items():
        if here.path not in files:
            targets.setdefault(here.path, set()).add(there.path)
    taken = set(files.values())
    found: dict[str, str] = {}
    for path in sorted(targets):
        target = min(targets[path])
        if len(targets[path]) == 1 and target not in taken:
            taken.add(target)
            found[path] = target
    return found


def _renamed(old: Linked, new: Linked, files: Mapping[str, str], types: Mapping[Named, Named]) -> dict[Named, Named]:
    """Pair what is left by content: the same members under another name, and one candidate only."""
    taken = set(types.values())
    candidates: dict[object, list[Named]] = {}
    for there, each in new.declarations.items():
        if there not in taken and _members(each.node):
            candidates.setdefault((there.path, _content(each)), []).append(there)
    found: dict[Named, Named] = {}
    for here, each in old.declarations.items():
        if here in types or here.path not in files or not _members(each.node):
            continue
        matches = candidates.get((files[here.path], _content(each)), [])
        if len(matches) == 1 and matches[0] not in taken:
            taken.add(matches[0])
            found[here] = matches[0]
    return found


def _members(node: Message | Enum) -> int:
    return len(node.fields if isinstance(node, Message) else node.values)


def _content(each: Declaration) -> tuple[object, ...]:
    """What a type holds, without its own name: members by number, name and written type."""
    node = each.node
    if isinstance(node, Enum):
        return ("enum", *sorted((value.number, value.name) for value in node.values))
    return ("message", *sorted((field.number, field.name, field.written_type) for field in node.fields))
