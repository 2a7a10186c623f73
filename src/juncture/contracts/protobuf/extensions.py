"""Compares extension fields: paired by what they extend and their number or name, judged like fields."""

from collections.abc import Iterator, Set

from msgspec.structs import replace

from juncture.contracts.protobuf import features
from juncture.contracts.protobuf.draft import BREAK, JSON, SAFE, SOURCE, WIRE, Draft, Sides, Spot
from juncture.contracts.protobuf.link import Extension, Linked, relative
from juncture.contracts.protobuf.option_changes import option_changes
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.settings import default, encodings
from juncture.contracts.protobuf.types import Compare, type_verdict

_OPTIONS = "google.protobuf."
"""Extensions of the messages in descriptor.proto are custom options: they are in no data."""


def extension_changes(sides: Sides, old_paths: Set[str], new_paths: Set[str], compare: Compare) -> Iterator[Draft]:
    """Yield the differences of the extensions in the files looked at, wherever in them they are declared."""
    before = _extensions(sides.old, old_paths)
    after = _extensions(sides.new, new_paths)
    left = {(each.extendee, each.field.number): each for each in before}
    right = {(each.extendee, each.field.number): each for each in after}
    names = {(each.extendee, each.name): each for each in after if (each.extendee, each.field.number) not in left}
    for key, old in left.items():
        new = right.get(key) or names.pop((old.extendee, old.name), None)
        if new is None:
            yield _removed(old)
        else:
            names.pop((new.extendee, new.name), None)
            yield from _changed(sides, old, new, compare)
    for new in names.values():
        told = f"extend {new.extendee} {{ {new.field.notation} }}"
        at = Spot(new.file.path, new.field.line)
        yield Draft("extension-added", _part(new), SAFE, "", told, at, types=(None, new.extended))


def _extensions(side: Linked, paths: Set[str]) -> list[Extension]:
    return [each for path in sorted(paths) for each in side.extensions(path)]


def _part(each: Extension) -> Part:
    return Part("extension", relative(each.name, each.file.package))


def _removed(old: Extension) -> Draft:
    told = f"extend {old.extendee} {{ {old.field.notation} }}"
    was = Spot(old.file.path, old.field.line)
    if old.extendee.startswith(_OPTIONS):
        return Draft("custom-option-removed", _part(old), SOURCE, told, "", None, was)
    return Draft("extension-removed", _part(old), BREAK, told, "", None, was, (old.extended, None))


def _changed(sides: Sides, old: Extension, new: Extension, compare: Compare) -> Iterator[Draft]:
    base = Draft(
        "custom-option-redefined",
        _part(new),
        SOURCE,
        old.field.notation,
        new.field.notation,
        Spot(new.file.path, new.field.line),
        Spot(old.file.path, old.field.line),
        (old.extended, new.extended),
    )
    before, after = sides.old.extension_meaning(old), sides.new.extension_meaning(new)
    verdict = type_verdict(sides, before, after, compare)
    names = relative(old.name, old.file.package), relative(new.name, new.file.package)
    if old.extendee.startswith(_OPTIONS):
        if verdict is not None or base.old != base.new:
            yield base
        elif names[0] != names[1]:
            yield replace(base, old=f"({names[0]})", new=f"({names[1]})")
        return
    if old.field.number != new.field.number:
        yield replace(base, rule="field-renumbered", levels=WIRE)
    if names[0] != names[1]:
        yield replace(base, rule="field-renamed", levels=JSON, old=old.field.name, new=new.field.name)
    if verdict is not None:
        told = {"old": old.field.written_type, "new": new.field.written_type}
        yield replace(base, rule=verdict.rule, levels=verdict.levels, **told)
    elif "unknown" not in (before.kind, after.kind):
        for each in (*encodings(before, after), *filter(None, [default(before, after)])):
            draft = replace(base, rule=each.rule, levels=each.levels, old=each.told[0], new=each.told[1])
            yield replace(draft, origin=_origin(old, new, each.feature))
    spots = Spot(new.file.path, new.field.line), Spot(old.file.path, old.field.line)
    yield from option_changes(base.part, old.field.options, new.field.options, *spots, types=base.types)


def _origin(old: Extension, new: Extension, feature: str) -> Part | None:
    """Return what sets a feature where neither extension does itself: the file's syntax, or its own feature."""
    own = [features.settings(each.field.options).get(feature) for each in (old, new)]
    if not feature or own[0] != own[1] or old.field.label != new.field.label:
        return None
    if old.file.syntax != new.file.syntax:
        return Part("syntax")
    in_file = [features.settings(each.file.options).get(feature) for each in (old, new)]
    return Part("option", f"features.{feature}") if in_file[0] != in_file[1] else None
