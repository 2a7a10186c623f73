"""Compares what belongs to a file as a whole: its place, package, syntax, options and public imports."""

from collections.abc import Iterator

from juncture.contracts.protobuf.draft import BREAK, SOURCE, Draft, Spot
from juncture.contracts.protobuf.option_changes import option_changes
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.services import call_path
from juncture.contracts.protobuf.syntax import File

_FILE = Part("file")


def operations(file: File) -> tuple[str, ...]:
    """Return the operations that a file declares."""
    return tuple(f"{service.name}/{rpc.name}" for service in file.services for rpc in service.rpcs)


def first_call(file: File) -> str:
    """Return the path of the first method of a file; empty where it has none."""
    return next((call_path(file, service, rpc) for service in file.services for rpc in service.rpcs), "")


def file_changes(old: File, new: File) -> Iterator[Draft]:
    """Yield the differences of a file that is on both sides, without those of its declarations."""
    if old.path != new.path:
        yield Draft("file-moved", _FILE, SOURCE, old.path, new.path, Spot(new.path, 1), Spot(old.path, 1))
    if old.package != new.package:
        yield _package(old, new)
    yield from _public_imports(old, new)
    yield from option_changes(_FILE, old.options, new.options, Spot(new.path, 1), Spot(old.path, 1))


def _package(old: File, new: File) -> Draft:
    """A package stands in the path of every call and in the type URL of every Any, not in other messages."""
    spots = Spot(new.path, new.package_line), Spot(old.path, old.package_line)
    told = f"package {old.package}" * bool(old.package), f"package {new.package}" * bool(new.package)
    part = Part("package")
    if old.services:
        return Draft("package-changed", part, BREAK, *told, *spots, operations=operations(old), call=first_call(old))
    return Draft("package-changed-without-service", part, SOURCE, *told, *spots)


def _public_imports(old: File, new: File) -> Iterator[Draft]:
    kept = {each.path for each in new.imports if each.kind == "public"}
    for each in old.imports:
        if each.kind == "public" and each.path not in kept:
            part, was = Part("import", each.path), Spot(old.path, each.line)
            told = f'import public "{each.path}"'
            now = next((other for other in new.imports if other.path == each.path), None)
            shown = f'import "{each.path}"' if now else ""
            at = Spot(new.path, now.line if now else 1)
            yield Draft("public-import-removed", part, SOURCE, told, shown, at, was)


def file_removed(file: File) -> Draft:
    """Return the removal of a file with all it declares."""
    return Draft(
        "file-removed",
        _FILE,
        BREAK,
        file.path,
        "",
        None,
        Spot(file.path, 1),
        operations=operations(file),
        call=first_call(file),
    )
