"""Compares the options of a declaration that change neither encoding nor meaning of data by themselves."""

from collections.abc import Iterator

from juncture.contracts.model import Levels
from juncture.contracts.names import Named
from juncture.contracts.protobuf.draft import SAFE, SOURCE, Draft, Spot
from juncture.contracts.protobuf.features import Features
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.syntax import Option, Options, Word, notation

_ELSEWHERE = frozenset(
    {"default", "json_name", "packed", "features", "message_set_wire_format", "allow_alias", "idempotency_level"}
) | frozenset(f"features.{name}" for name in Features._fields)
"""Options whose meaning other comparisons judge."""
_INERT = frozenset(
    {
        "lazy",
        "unverified_lazy",
        "weak",
        "debug_redact",
        "retention",
        "targets",
        "deprecated_legacy_json_field_conflicts",
        "features.enforce_naming_style",
        "features.enforce_proto_limits",
    }
)
"""Options that neither data nor generated code shows."""
_UNSAID = {"jstype": Word("JS_NORMAL"), "deprecated": Word("false")}
"""What counts where an option is not given (descriptor.proto): to say it changes nothing."""
HTTP = "(google.api.http)"


def option_changes(
    part: Part,
    old: Options,
    new: Options,
    at: Spot,
    was: Spot,
    *,
    types: tuple[Named | None, Named | None] = (None, None),
    operations: tuple[str, ...] = (),
) -> Iterator[Draft]:
    """Yield what changed among the options of one declaration; for a file each option is a part of its own."""
    before, after = _by_name(old), _by_name(new)
    of_file = part.kind == "file"
    for name in sorted(before.keys() | after.keys()):
        left, right = before.get(name, []), after.get(name, [])
        told_old, told_new = _told(left, of_file), _told(right, of_file)
        if told_old == told_new or name in _ELSEWHERE or name == HTTP:
            continue
        rule, levels = _judge(name, right, of_file)
        yield Draft(
            rule,
            Part("option", name) if of_file else part,
            levels,
            told_old,
            told_new,
            at=Spot(at.path, right[0].line) if right else at,
            was=Spot(was.path, left[0].line) if left else was,
            types=types,
            operations=operations,
        )


def _by_name(options: Options) -> dict[str, list[Option]]:
    found: dict[str, list[Option]] = {}
    for each in options:
        if _UNSAID.get(each.name) != each.value:
            found.setdefault(each.name, []).append(each)
    return found


def _told(options: list[Option], value_only: bool) -> str:
    return ", ".join(notation(each.value) if value_only else each.notation for each in options)


def _judge(name: str, new: list[Option], of_file: bool) -> tuple[str, Levels]:
    if name == "deprecated":
        return ("deprecated-added" if new and new[-1].value == Word("true") else "deprecated-removed"), SAFE
    if name in _INERT:
        return "option-without-effect-changed", SAFE
    if name.startswith("("):
        return "custom-option-changed", SAFE
    return ("file-option-changed" if of_file else "option-changed"), SOURCE
