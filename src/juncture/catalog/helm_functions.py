"""The functions of chart templates, as far as their answer depends on nothing but their arguments.

What depends on the cluster, the clock or chance, and patterns written by others, are UNKNOWN. Source: Go,
text/template ("Functions"); Sprig; Helm Docs, "Template Function List".
"""

import operator
import re
from collections.abc import Callable, Container
from typing import Any

import orjson

MAX_TEXT = 64 * 1024
"""Characters of a text that a function may build."""
MAX_ITEMS = 1000
"""Items of a list that a function may build."""
MAX_WEIGHT = 20_000
"""Values within a map or list that a function may build or write."""


class _Unknown:
    """A value that nobody here can tell; whatever is made of it is unknown, too."""

    def __repr__(self) -> str:
        return UNKNOWN_TEXT


UNKNOWN_TEXT = "\ue000"
"""How an unknown value stands in rendered text: a private character that YAML takes as a plain word."""
UNKNOWN = _Unknown()


def text(value: Any) -> str:
    """Return a value as templates write it; a map or a list is unknown, for no manifest means to hold Go's own form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else UNKNOWN_TEXT


def truth(value: Any) -> bool:
    """Tell whether a condition holds; an unknown one is taken to hold."""
    return value is UNKNOWN or bool(value)


def weight(value: Any, opaque: Container[int] = ()) -> int:
    """Return how many values lie in one, up to a little over MAX_WEIGHT; those whose id is ``opaque`` count as one."""
    count, waiting = 0, [value]
    while waiting and count <= MAX_WEIGHT:
        item = waiting.pop()
        count += 1
        if isinstance(item, dict | list) and id(item) not in opaque:
            waiting += item.values() if isinstance(item, dict) else item
    return count


def yaml(value: Any) -> str:
    """Return a value as YAML text in blocks; what is unknown in it shows."""
    return "\n".join(_yaml(value)) if weight(value) <= MAX_WEIGHT else UNKNOWN_TEXT


def _yaml(value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        lines = []
        for key, item in value.items():
            inner = _yaml(item)
            if isinstance(item, dict | list) and item:
                indent = "  " if isinstance(item, dict) else ""
                lines += [f"{_scalar(key)}:", *(indent + line for line in inner)]
            else:
                lines.append(f"{_scalar(key)}: {inner[0]}")
        return lines
    if isinstance(value, list) and value:
        return [("- " if n == 0 else "  ") + line for item in value for n, line in enumerate(_yaml(item))]
    return [_scalar(value)]


def _scalar(value: Any) -> str:
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=text).decode()


def _default(*values: Any) -> Any:
    given, fallback = values[-1], values[0]
    return given if given or given is UNKNOWN else fallback


def _number(value: Any) -> int:
    try:
        return int(float(value or 0))
    except (ValueError, OverflowError):
        return 0


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict) else 0


def _at(value: Any, *steps: Any) -> Any:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def _indented(size: Any, given: Any) -> str:
    return "\n".join(" " * min(_number(size), 100) + line for line in text(given).split("\n"))


def _printf(form: str, *values: Any) -> Any:
    rest = list(values)

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        value = text(rest.pop(0)) if rest else ""
        return orjson.dumps(value).decode() if found[0].endswith("q") else value

    return re.sub(r"%[-+#0-9.]*[a-zA-Z%]", put, form)


def _merged(*maps: Any) -> dict[str, Any]:
    """Return maps merged deeply; the first to set a key keeps it."""
    found: dict[str, Any] = {}
    for each in maps:
        for key, value in each.items() if isinstance(each, dict) else ():
            if isinstance(value, dict) and isinstance(found.get(key), dict):
                found[key] = _merged(found[key], value)
            else:
                found.setdefault(key, value)
    return found


def overlaid(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return values with those of ``above`` over them, deeply."""
    return _merged(above, below)


def _dict(*pairs: Any) -> dict[str, Any]:
    return {text(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=False)}


def _set(given: Any, key: Any, value: Any) -> Any:
    """Set a key in place; a map within a map could hold itself, and stays unknown."""
    is_flat = not isinstance(value, dict) and not any(isinstance(item, dict | list) for item in _listed(value))
    if isinstance(given, dict) and len(given) < MAX_ITEMS:
        given[text(key)] = value if is_flat else UNKNOWN
    return given


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _kind(value: Any) -> str:
    kinds = {dict: "map", list: "slice", str: "string", bool: "bool", int: "int", float: "float64"}
    return kinds.get(type(value), "invalid")


def _compare(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def compared(one: Any, other: Any) -> Any:
        try:
            return test(one, other)
        except TypeError:
            return UNKNOWN

    return compared


def _cut(size: Any, given: Any) -> str:
    return text(given)[: _number(size)] if _number(size) >= 0 else text(given)[_number(size) :]


def _joined(by: Any, items: Any) -> str:
    return text(by).join(map(text, items if isinstance(items, list) else [items]))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "default": _default,
    "coalesce": lambda *values: next((value for value in values if value), None),
    "required": lambda said, value: value if value not in (None, "") else UNKNOWN,
    "ternary": lambda yes, no, test: yes if truth(test) else no,
    "empty": lambda value: not value,
    "quote": lambda *values: " ".join(orjson.dumps(text(value)).decode() for value in values if value is not None),
    "squote": lambda *values: " ".join("'" + text(value).replace("'", "''") + "'" for value in values),
    "toYaml": yaml,
    "toJson": _scalar,
    "toRawJson": _scalar,
    "toString": text,
    "indent": _indented,
    "nindent": lambda size, given: "\n" + _indented(size, given),
    "trim": lambda given: text(given).strip(),
    "trimAll": lambda signs, given: text(given).strip(text(signs)),
    "trimSuffix": lambda end, given: text(given).removesuffix(text(end)),
    "trimPrefix": lambda start, given: text(given).removeprefix(text(start)),
    "trunc": _cut,
    "replace": lambda old, new, given: text(given).replace(text(old), text(new), MAX_ITEMS) if old else text(given),
    "lower": lambda given: text(given).lower(),
    "upper": lambda given: text(given).upper(),
    "title": lambda given: text(given).title(),
    "kebabcase": lambda given: text(given).replace("_", "-").lower(),
    "snakecase": lambda given: text(given).replace("-", "_").lower(),
    "nospace": lambda given: "".join(text(given).split()),
    "cat": lambda *values: " ".join(map(text, values)),
    "print": lambda *values: "".join(map(text, values)),
    "println": lambda *values: " ".join(map(text, values)) + "\n",
    "printf": _printf,
    "contains": lambda part, given: text(part) in text(given),
    "hasPrefix": lambda start, given: text(given).startswith(text(start)),
    "hasSuffix": lambda end, given: text(given).endswith(text(end)),
    "splitList": lambda by, given: text(given).split(text(by) or None)[:MAX_ITEMS],
    "join": _joined,
    "eq": lambda one, *others: one in others,
    "ne": operator.ne,
    "lt": _compare(operator.lt),
    "le": _compare(operator.le),
    "gt": _compare(operator.gt),
    "ge": _compare(operator.ge),
    "not": lambda value: not value,
    "len": _size,
    "int": _number,
    "int64": _number,
    "float64": lambda value: float(_number(value)),
    "atoi": _number,
    "add": lambda *values: sum(map(_number, values)),
    "add1": lambda value: _number(value) + 1,
    "sub": lambda one, other: _number(one) - _number(other),
    "mul": lambda one, other: (
        _number(one) * _number(other) if abs(_number(one)) < 2**31 > abs(_number(other)) else UNKNOWN
    ),
    "div": lambda one, other: _number(one) // _number(other) if _number(other) else UNKNOWN,
    "mod": lambda one, other: _number(one) % _number(other) if _number(other) else UNKNOWN,
    "max": lambda *values: max(map(_number, values)),
    "min": lambda *values: min(map(_number, values)),
    "until": lambda count: list(range(min(max(_number(count), 0), MAX_ITEMS))),
    "list": lambda *items: list(items),
    "tuple": lambda *items: list(items),
    "first": lambda items: _listed(items)[0] if _listed(items) else None,
    "last": lambda items: _listed(items)[-1] if _listed(items) else None,
    "rest": lambda items: _listed(items)[1:],
    "append": lambda items, item: [*_listed(items)[:MAX_ITEMS], item],
    "prepend": lambda items, item: [item, *_listed(items)[:MAX_ITEMS]],
    "concat": lambda *lists: [item for items in lists for item in _listed(items)][:MAX_ITEMS],
    "uniq": lambda items: [item for n, item in enumerate(_listed(items)) if item not in items[:n]],
    "has": lambda item, items: item in _listed(items),
    "compact": lambda items: [item for item in _listed(items) if item],
    "sortAlpha": lambda items: sorted(map(text, _listed(items))),
    "dict": _dict,
    "get": lambda given, key: given.get(key, "") if isinstance(given, dict) else "",
    "set": _set,
    "unset": lambda given, key: {name: value for name, value in given.items() if name != key},
    "hasKey": lambda given, key: isinstance(given, dict) and key in given,
    "keys": lambda *maps: [key for each in maps if isinstance(each, dict) for key in each],
    "values": lambda given: list(given.values()) if isinstance(given, dict) else [],
    "pick": lambda given, *names: {key: given[key] for key in names if key in given},
    "omit": lambda given, *names: {key: value for key, value in given.items() if key not in names},
    "merge": _merged,
    "mergeOverwrite": lambda *maps: _merged(*reversed(maps)),
    "deepCopy": lambda value: value,
    "index": _at,
    "dig": lambda *given: _default(given[-2], _at(given[-1], *given[:-2])),
    "kindOf": _kind,
    "typeOf": _kind,
    "kindIs": lambda kind, value: _kind(value) == kind,
    "typeIs": lambda kind, value: _kind(value) == kind,
    "lookup": lambda *_: {},
    "semverCompare": lambda *_: True,
}
"""By name. A function that is not here is UNKNOWN; so is any whose argument is, but for those of TOLERANT."""

TOLERANT = frozenset(
    {"default", "coalesce", "quote", "squote", "printf", "print", "dict", "list", "tuple", "set", "get"}
)
TOLERANT |= {
    "toYaml",
    "toJson",
    "indent",
    "nindent",
    "cat",
    "join",
    "trim",
    "lower",
    "trimSuffix",
    "trimPrefix",
    "trunc",
}
TOLERANT |= {"toString", "merge", "mergeOverwrite", "index", "dig", "hasKey", "append", "concat", "replace", "deepCopy"}
TOLERANT |= {"ternary", "pick", "omit", "kindIs", "typeIs", "required"}
"""The functions for which an unknown argument is a piece like any other."""
