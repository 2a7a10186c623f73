"""Tells which declarations came, went, moved to another file or got another name."""

from collections.abc import Iterator, Set

import msgspec

from juncture.contracts.names import Named
from juncture.contracts.protobuf.draft import BREAK, SAFE, SOURCE, Draft, Sides, Spot, named
from juncture.contracts.protobuf.file_changes import file_removed, operations
from juncture.contracts.protobuf.link import Declaration, qualified
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.services import call_path
from juncture.contracts.protobuf.syntax import Enum, File, Service


def declaration_changes(
    sides: Sides, old_paths: Set[str], new_paths: Set[str], referred: Set[Named]
) -> Iterator[Draft]:
    """Yield what happened to declarations as wholes.

    Only files in ``old_paths`` and ``new_paths`` are looked at. ``referred`` are the old types that another
    type or a method refers to; a message that nothing refers to is sent as it is, and its loss breaks.
    """
    old_targets = set(sides.pairs.types.values()) | set(sides.pairs.services.values())
    known = {each.name for each in sides.old.declarations} | {each.name for each in sides.old.services}
    for path in sorted(old_paths):
        yield from _gone(sides, sides.old.files[path], referred)
    for path in sorted(new_paths):
        yield from _come(sides, sides.new.files[path], old_targets, known)
    yield from _moved(sides, old_paths)


def _gone(sides: Sides, file: File, referred: Set[Named]) -> Iterator[Draft]:
    pairs = sides.pairs
    types = [each for each in sides.old.by_file[file.path] if named(each) not in pairs.types]
    services = [each for each in _service_names(file) if each not in pairs.services]
    lost = [each for each in types if named(each) not in pairs.copied]
    lost_services = [each for each in services if each not in pairs.copied]
    if file.path not in pairs.files:
        whole = len(types) == len(sides.old.by_file[file.path]) and len(services) == len(file.services)
        payloads = [each for each in lost if not isinstance(each.node, Enum) and named(each) not in referred]
        if whole and len(lost) == len(types) and (lost_services or payloads):
            yield msgspec.structs.replace(file_removed(file), lost=named(payloads[0]) if payloads else None)
            return
        if len(lost) + len(lost_services) < len(types) + len(services):
            yield Draft("copy-removed", Part("file"), SOURCE, file.path, "", None, Spot(file.path, 1))
    for each in lost:
        if each.outer is None or named(each.outer) in pairs.types:
            yield _type_removed(sides, each, referred)
    for name in lost_services:
        yield _service_removed(sides, file, name)


def _type_removed(sides: Sides, each: Declaration, referred: Set[Named]) -> Draft:
    outer = sides.pairs.types.get(named(each.outer)) if each.outer else None
    at = Spot(outer.path, sides.new.declarations[outer].node.line) if outer else None
    part, was = Part("declaration", each.local), Spot(each.path, each.node.line)
    if isinstance(each.node, Enum):
        rule, levels, told = "enum-removed", SOURCE, f"enum {each.node.name}"
    elif named(each) in referred:
        rule, levels, told = "message-removed-referenced", SOURCE, f"message {each.node.name}"
    else:
        rule, levels, told = "message-removed", BREAK, f"message {each.node.name}"
    lost = named(each) if rule == "message-removed" else None
    return Draft(rule, part, levels, told, "", at, was, (named(each), None), lost=lost)


def _service_names(file: File) -> list[Named]:
    return [Named(file.path, qualified(file.package, each.name)) for each in file.services]


def _calls(service: Service) -> tuple[str, ...]:
    return tuple(f"{service.name}/{rpc.name}" for rpc in service.rpcs)


def _service_removed(sides: Sides, file: File, name: Named) -> Draft:
    service = sides.old.services[name]
    call = call_path(file, service, service.rpcs[0]) if service.rpcs else ""
    part, was = Part("declaration", service.name), Spot(file.path, service.line)
    told = f"service {service.name}"
    return Draft("service-removed", part, BREAK, told, "", None, was, operations=_calls(service), call=call)


def _come(sides: Sides, file: File, targets: Set[Named], known: Set[str]) -> Iterator[Draft]:
    types = [each for each in sides.new.by_file[file.path] if named(each) not in targets]
    services = [each for each in _service_names(file) if each not in targets]
    whole = len(types) == len(sides.new.by_file[file.path]) and len(services) == len(file.services)
    if whole and file.path not in sides.pairs.files.values():
        names = [each.name for each in types] + [each.name for each in services]
        copy = bool(names) and all(name in known for name in names)
        rule, at = "copy-added" if copy else "file-added", Spot(file.path, 1)
        yield Draft(rule, Part("file"), SAFE, "", file.path, at, operations=operations(file))
        return
    for each in types:
        if each.outer is None or named(each.outer) in targets:
            kind = "enum" if isinstance(each.node, Enum) else "message"
            part, at = Part("declaration", each.local), Spot(file.path, each.node.line)
            yield Draft(f"{kind}-added", part, SAFE, "", f"{kind} {each.node.name}", at, types=(None, named(each)))
    for name in services:
        service = sides.new.services[name]
        part, at = Part("declaration", service.name), Spot(file.path, service.line)
        told = f"service {service.name}"
        yield Draft("service-added", part, SAFE, "", told, at, operations=_calls(service))


def _moved(sides: Sides, old_paths: Set[str]) -> Iterator[Draft]:
    """Yield declarations in another file or with another name, unless what they stand in tells it already."""
    pairs = sides.pairs
    for here, there in sorted(pairs.types.items()):
        if here.path not in old_paths:
            continue
        old, new = sides.old.declarations[here], sides.new.declarations[there]
        outer = old.outer is not None and pairs.types.get(named(old.outer)) == (named(new.outer) if new.outer else None)
        spots = Spot(there.path, new.node.line), Spot(here.path, old.node.line)
        part = Part("declaration", new.local)
        if here in pairs.renamed and not (outer and old.node.name == new.node.name):
            rule = "enum-renamed" if isinstance(old.node, Enum) else "message-renamed"
            yield Draft(rule, part, SOURCE, old.local, new.local, *spots, (here, there))
        elif not outer and pairs.files.get(here.path) != there.path:
            yield Draft("declaration-moved", part, SOURCE, here.path, there.path, *spots, (here, there))
    for here, there in sorted(pairs.services.items()):
        if here.path in old_paths and pairs.files.get(here.path) != there.path:
            before, after = sides.old.services[here], sides.new.services[there]
            spots = Spot(there.path, after.line), Spot(here.path, before.line)
            part = Part("declaration", after.name)
            told = here.path, there.path
            yield Draft("declaration-moved", part, SOURCE, *told, *spots, operations=_calls(before))
