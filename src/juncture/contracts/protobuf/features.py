"""Features of editions: what each syntax means by default, and how a setting is inherited.

Defaults are those of Feature Settings for Editions (protobuf.dev/editions/features); proto2 and proto3 are
editions with other defaults. Features of single languages (``pb.java``) are options, not features, here.
"""

import re
from typing import NamedTuple

from juncture.contracts.protobuf.syntax import Aggregate, Options, Word


class Features(NamedTuple):
    """The features that decide how data is encoded and read, each with its value."""

    field_presence: str
    enum_type: str
    repeated_field_encoding: str
    utf8_validation: str
    message_encoding: str
    json_format: str


_EDITION = Features("EXPLICIT", "OPEN", "PACKED", "VERIFY", "LENGTH_PREFIXED", "ALLOW")
DEFAULTS = {
    "proto2": Features("EXPLICIT", "CLOSED", "EXPANDED", "NONE", "LENGTH_PREFIXED", "LEGACY_BEST_EFFORT"),
    "proto3": Features("IMPLICIT", "OPEN", "PACKED", "VERIFY", "LENGTH_PREFIXED", "ALLOW"),
    "2023": _EDITION,
    "2024": _EDITION,
    "2026": _EDITION,
}
_SETTING = re.compile(r"\b(\w+) : (\w+)")


def settings(options: Options) -> dict[str, str]:
    """Return the features that these options set themselves, by name."""
    found: dict[str, str] = {}
    for option in options:
        if option.name.startswith("features.") and isinstance(option.value, Word):
            found[option.name.removeprefix("features.")] = option.value.text
        elif option.name == "features" and isinstance(option.value, Aggregate):
            found.update(_SETTING.findall(option.value.text))
    return {name: value for name, value in found.items() if name in Features._fields}


def inherit(outer: Features, options: Options) -> Features:
    """Return the features inside a declaration with these options."""
    return outer._replace(**settings(options)) if options else outer
