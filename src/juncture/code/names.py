"""What generated code calls the members, types, services and methods of a contract, by language.

The rules are those of the generators: protoc-gen-go's CamelCase, Java's UnderscoresToCamelCase, Protobuf's JSON
names, prost's snake case. They apply to a name of any contract; a name already in camel case stays.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from juncture.code.language import language


def names_for(language_name: str, member: str, names: Mapping[str, str] = {}, repeated: bool = False) -> frozenset[str]:
    """Return every identifier by which generated code of a language reaches a member.

    ``names`` are the member's own names by language, as an option in the contract gives them: such a name
    replaces the derived ones; ``json`` is added to them.
    """
    templates = language(language_name).names
    wanted = (*templates.member, *(templates.repeated if repeated else ()))
    bases = [names.get(language_name, member)] + ([names["json"]] if "json" in names else [])
    return frozenset(template.format_map(_cases(base)) for base in bases for template in wanted)


def type_names(language_name: str, type_name: str) -> frozenset[str]:
    """Return every name of a type in generated code; ``Outer.Inner`` names a nested one."""
    templates = language(language_name).names
    parts = type_name.split(".")
    last = _pascal(parts[-1])
    fields = {"Last": last, "last": last[:1].lower() + last[1:]}
    joined = {joint.join([*map(_pascal, parts[:-1]), last]) for joint in templates.join}
    if language_name == "rust":
        joined = {"::".join([*map(_snake, parts[:-1]), last])}
    return frozenset(template.format_map(fields | {"Type": each}) for template in templates.type for each in joined)


def service_names(language_name: str, service: str) -> frozenset[str]:
    """Return the names of a service's generated clients and servers."""
    return frozenset(template.format(name=service) for template in language(language_name).names.service)


def method_names(language_name: str, method: str) -> frozenset[str]:
    """Return the names of a call in generated code."""
    return frozenset(template.format_map(_cases(method)) for template in language(language_name).names.method)


def value_names(language_name: str, enum: str, value: str) -> frozenset[str]:
    """Return the names of an enum's value in generated code; ``Order.Status`` names a nested enum.

    Where the value repeats the enum's name (``COLOR_RED`` of ``Color``) C#, prost and protobuf-es leave it out.
    """
    *outer, own = map(_pascal, enum.split("."))
    bare = _bare(own, value)
    fields = {
        "Type": "_".join([*outer, own]),
        "Outer": "_".join(outer or [own]),
        "Bare": _shouted(bare),
        "BARE": bare,
        "Raw": _shouted(value),
    }
    return frozenset(template.format_map(_cases(value) | fields) for template in language(language_name).names.value)


def case_names(language_name: str, message: str, oneof_member: str) -> frozenset[str]:
    """Return the names of a oneof's case in generated code: the wrapper of a member, or the mark that it is set.

    Empty for a language whose generated code names a case by a string.
    """
    fields = {"Type": "_".join(map(_pascal, message.split(".")))}
    templates = language(language_name).names.case
    return frozenset(template.format_map(_cases(oneof_member) | fields) for template in templates)


def _bare(enum: str, value: str) -> str:
    """Return a value without its enum's name before it; the value itself where nothing or a digit would be left."""
    prefix = _snake(enum).upper() + "_"
    rest = value[len(prefix) :] if value.upper().startswith(prefix) else ""
    return rest if rest[:1].isalpha() else value


def _shouted(name: str) -> str:
    """C#'s and prost's name of a value: every word of it capitalised (``NOT_FOUND``: ``NotFound``)."""
    return "".join(each[:1].upper() + (each[1:].lower() if name.isupper() else each[1:]) for each in name.split("_"))


@lru_cache(1 << 14)  # a name is asked for by language after language
def _cases(name: str) -> dict[str, str]:
    json, camel = _json(name), _camel(name)
    return {
        "raw": name,
        "json": json[:1].lower() + json[1:],
        "Json": json[:1].upper() + json[1:],
        "camel": camel,
        "Pascal": camel[:1].upper() + camel[1:],
        "Go": _go(name),
        "snake": _snake(name),
        "UPPER": name.upper(),
        "lower": name.lower(),
    }


def _json(name: str) -> str:
    """Protobuf's JSON name: an underscore makes the next letter upper case."""
    return re.sub(r"_+(.?)", lambda found: found[1].upper(), name)


def _camel(name: str) -> str:
    """Java's and C#'s: a digit, too, makes the next letter upper case."""
    parts = re.sub(r"([0-9])([a-z])", lambda found: found[1] + found[2].upper(), _json(name))
    return parts[:1].lower() + parts[1:]


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def _go(name: str) -> str:
    """protoc-gen-go's GoCamelCase: only an underscore before a lower-case letter goes; a leading one becomes X."""
    if name.startswith("_"):
        name = "X" + name[1:]
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name[:1].upper() + name[1:])


def _snake(name: str) -> str:
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name))
    return re.sub(r"_+", "_", split).lower()
