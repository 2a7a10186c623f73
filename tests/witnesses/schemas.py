"""Re-checks instances: each side's schema, as the document has it, is held against the instance by jsonschema-rs.

What is no JSON Schema is lowered to it: ``nullable`` and boolean exclusive bounds of OpenAPI 2.0 and 3.0, the ranges
of ``int32`` and ``int64``; properties that are readOnly are left out of requests, writeOnly ones out of responses.
"""

import json
from typing import Any
from urllib.parse import unquote, urljoin

import jsonschema_rs
from sides import CannotReadError, Side

_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_SINGLE = (
    "items", "additionalItems", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames",
    "contains", "not", "if", "then", "else",
)  # fmt: skip
_RANGES = {"int32": 31, "int64": 63}
_NOT_VALIDATED = ("$id", "id", "$schema", "$anchor", "default", "example", "examples", "xml", "discriminator")
_DRAFTS = {
    "draft-04": jsonschema_rs.Draft4Validator,
    "draft-06": jsonschema_rs.Draft6Validator,
    "draft-07": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
}


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    witness = change["witness"]
    verdicts = witness["old_verdict"], witness["new_verdict"]
    if sorted(verdicts) != ["accepted", "refused"]:
        return f"verdicts are {verdicts}; expected one that accepts and one that refuses"
    drops = "readOnly" if verdicts[0] == "accepted" else "writeOnly"
    try:
        instance = json.loads(witness["text"])
    except ValueError as error:
        return f"the text is no JSON: {error}"
    for side, verdict, word in ((old, verdicts[0], "old"), (new, verdicts[1], "new")):
        places = witness.get(f"{word}_at")
        if not places:
            raise CannotReadError("the witness names no schema")
        says = "accepted" if accepts(side, change["contract"], places, drops, instance) else "refused"
        if says != verdict:
            return f"{word}: {says}, not {verdict}"
    return ""


def accepts(side: Side, contract: str, places: list[str], drops: str, instance: Any, judge: Any = None) -> bool:
    """Whether the schemas at these places all take an instance; properties marked as ``drops`` do not travel.

    The judge is the validator of the draft that the contract is written in, unless another one is given.
    """
    root = side.value(contract)
    lowered = _Lowered(side, root if isinstance(root, dict) else {}, drops)
    whole = {"allOf": [lowered.reference(place) for place in places]}
    lowered.finish()
    whole["$defs"] = lowered.definitions
    try:
        return bool((judge or lowered.judge)(whole, validate_formats=True, offline=True).is_valid(instance))
    except ValueError as error:
        raise CannotReadError(f"the judge does not read the schema: {error}") from error


class _Lowered:
    """A document of all schemas that a place leads to, in a draft that the judge knows."""

    def __init__(self, side: Side, root: dict[str, Any], drops: str) -> None:
        self.side = side
        self.drops = drops
        version = str(root.get("openapi", ""))
        self.nullable = {"nullable", "x-nullable"} if "swagger" in root else {"nullable"} if version < "3.1" else set()
        self.is_described = any(key in root for key in ("openapi", "swagger", "asyncapi"))
        if not self.is_described:
            self.nullable = set()
        written = "draft-07" if "asyncapi" in root else str(root.get("$schema", ""))
        self.judge = next((each for key, each in _DRAFTS.items() if key in written), jsonschema_rs.Draft202012Validator)
        self.siblings = not self.nullable and self.judge not in [*_DRAFTS.values()][:3]
        self.definitions: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self._left: list[str] = []

    def reference(self, place: str) -> dict[str, str]:
        if place not in self._names:
            self._names[place] = f"s{len(self._names)}"
            self._left.append(place)
        return {"$ref": f"#/$defs/{self._names[place]}"}

    def finish(self) -> None:
        while self._left:
            place = self._left.pop()
            self.definitions[self._names[place]] = self._schema(self.side.at(place), place.partition("#")[0])

    def _schema(self, raw: Any, path: str) -> Any:
        if not isinstance(raw, dict):
            return raw
        found = {key: value for key, value in raw.items() if key not in _NOT_VALIDATED}
        target = found.pop("$ref", None)
        if isinstance(target, str):
            reference = self.reference(self._resolved(target, path))
            if not self.siblings:
                return reference
            found["$ref"] = reference["$ref"]
        for key in _MAPS:
            if isinstance(found.get(key), dict):
                found[key] = {name: self._schema(each, path) for name, each in found[key].items()}
        for key in _LISTS:
            if isinstance(found.get(key), list):
                found[key] = [self._schema(each, path) for each in found[key]]
        for key in _SINGLE:
            if isinstance(found.get(key), dict):
                found[key] = self._schema(found[key], path)
        if not isinstance(found.get("required", []), list):
            del found["required"]  # of a parameter
        self._without_unsent(found, raw, path)
        return self._own_keywords(found)

    def _without_unsent(self, found: dict[str, Any], raw: dict[str, Any], path: str) -> None:
        if not self.is_described or not isinstance(raw.get("properties"), dict):
            return
        gone = {name for name, each in raw["properties"].items() if self._is_unsent(each, path)}
        found["properties"] = {name: each for name, each in found["properties"].items() if name not in gone}
        if "required" in found:
            found["required"] = [name for name in found["required"] if name not in gone]

    def _is_unsent(self, raw: Any, path: str, hops: int = 20) -> bool:
        """Whether a property does not travel: it says so, or all that it refers to does."""
        marks = {"readOnly": False, "writeOnly": False}
        self._marked(raw, path, marks, hops)
        return marks[self.drops] and not all(marks.values())

    def _marked(self, raw: Any, path: str, marks: dict[str, bool], hops: int) -> None:
        if not isinstance(raw, dict) or not hops:
            return
        marks.update((mark, True) for mark in list(marks) if raw.get(mark) is True)
        if isinstance(raw.get("$ref"), str):
            place = self._resolved(raw["$ref"], path)
            self._marked(self.side.at(place), place.partition("#")[0], marks, hops - 1)
        inner = raw.get("allOf")
        if isinstance(inner, list) and len(inner) == 1:
            self._marked(inner[0], path, marks, hops - 1)

    def _own_keywords(self, found: dict[str, Any]) -> dict[str, Any]:
        bits = _RANGES.get(str(found.get("format")))
        is_null = any(found.pop(key, None) is True for key in ("nullable", "x-nullable")) and bool(self.nullable)
        if self.nullable:
            for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
                if found.pop(exclusive, None) is True and bound in found:
                    found[exclusive] = found.pop(bound)
            if found.get("type") == "file":
                found["type"] = "string"
        if bits and found.get("type") in ("integer", "number"):
            found = {"allOf": [found, {"minimum": -(2**bits), "maximum": 2**bits - 1}]}
        return {"anyOf": [found, {"type": "null"}]} if is_null else found

    def _resolved(self, written: str, path: str) -> str:
        """Return the place that a reference leads to: within the file, to a file beside it, by its id or anchor."""
        file, _, fragment = written.partition("#")
        home = self._home(file, path) if file else path
        pointer = unquote(fragment)
        if pointer and not pointer.startswith("/"):
            pointer = _anchored(self.side.value(home), pointer)
        return f"{home}#{pointer}"

    def _home(self, file: str, path: str) -> str:
        base = self.side.value(path)
        own = str(base.get("$id", base.get("id", ""))) if isinstance(base, dict) else ""
        if own and urljoin(own, file).rstrip("#") == own.rstrip("#"):
            return path
        if ":" in file:
            raise CannotReadError(f"{file} is not among the files")
        folder = path.rpartition("/")[0]
        steps = [*folder.split("/"), *unquote(file).split("/")] if folder else unquote(file).split("/")
        walked: list[str] = []
        for step in steps:
            if step == ".." and walked and walked[-1] not in ("", ".."):
                walked.pop()
            elif step != ".":
                walked.append(step)
        return "/".join(walked)


def _anchored(root: Any, name: str) -> str:
    edge: list[tuple[str, Any]] = [("", root)]
    while edge:
        pointer, value = edge.pop()
        if isinstance(value, dict):
            if name in (value.get("$anchor"), value.get("$dynamicAnchor")) or f"#{name}" in (
                value.get("$id"),
                value.get("id"),
            ):
                return pointer
            edge += [(f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", each) for key, each in value.items()]
        elif isinstance(value, list):
            edge += [(f"{pointer}/{at}", each) for at, each in enumerate(value)]
    raise CannotReadError(f"no anchor {name}")
