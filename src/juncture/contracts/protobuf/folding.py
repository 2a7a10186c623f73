"""Folds the effects of one setting into one change: a new syntax, a feature of a file or of a message."""

from collections.abc import Iterable, Iterator
from functools import reduce

from juncture.contracts.model import Compatibility, Levels
from juncture.contracts.protobuf import features
from juncture.contracts.protobuf.draft import SAFE, Draft, Sides, Spot, both
from juncture.contracts.protobuf.link import declared
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.syntax import File, Options
from juncture.facts.rule import rule

_RULES = {
    "syntax": ("syntax-changed-encoding", "syntax-changed", "syntax-changed-equivalent"),
    "feature": ("feature-changed-encoding", "feature-changed", "feature-changed-equivalent"),
}


def folded(drafts: Iterable[Draft], sides: Sides) -> Iterator[Draft]:
    """Yield the drafts, those with an origin gathered into one draft for it."""
    gathered: dict[tuple[str, str, Part], list[Draft]] = {}
    for old_path, new_path in sorted(sides.pairs.files.items()):
        if sides.old.files[old_path].syntax != sides.new.files[new_path].syntax:
            gathered[old_path, new_path, Part("syntax")] = []
    for each in drafts:
        if each.origin is None or each.at is None or each.was is None:
            yield each
        else:
            gathered.setdefault((each.was.path, each.at.path, each.origin), []).append(each)
    for (old_path, new_path, part), effects in gathered.items():
        yield _one(part, sides.old.files[old_path], sides.new.files[new_path], tuple(effects))


def _one(part: Part, old: File, new: File, effects: tuple[Draft, ...]) -> Draft:
    levels = reduce(both, (each.levels for each in effects), SAFE)
    if part.kind == "syntax":
        told = old.syntax, new.syntax
        spots = Spot(new.path, new.syntax_line), Spot(old.path, old.syntax_line)
    elif part.kind == "option":
        told, spots = _setting(part.name, old, new)
    else:
        told = effects[0].old, effects[0].new
        spots = _line(new, part.name), _line(old, part.name)
    rule_name = _RULES["syntax" if part.kind == "syntax" else "feature"][_worst(effects, levels)]
    probe = next((each.probe for each in effects if each.probe), None)
    return Draft(rule_name, part, levels, *told, *spots, probe=probe, effects=effects)


def _worst(effects: tuple[Draft, ...], levels: Levels) -> int:
    if not (levels.wire and levels.json):
        return 0
    found = {rule(f"protobuf/{each.rule}").compatibility for each in effects}
    return 1 if Compatibility.RISKY in found else 2


def _setting(name: str, old: File, new: File) -> tuple[tuple[str, str], tuple[Spot, Spot]]:
    feature = name.removeprefix("features.")

    def value(options: Options) -> str:
        return features.settings(options).get(feature, "")

    def line(file: File) -> int:
        return next((each.line for each in file.options if each.name in (name, "features")), 1)

    return (value(old.options), value(new.options)), (Spot(new.path, line(new)), Spot(old.path, line(old)))


def _line(file: File, local: str) -> Spot:
    return Spot(file.path, next((each.node.line for each in declared(file) if each.local == local), 1))
