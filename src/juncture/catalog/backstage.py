"""Backstage entities (``catalog-info.yaml``): components, APIs, systems, domains, groups, and what they say of others.

References are ``[kind:][namespace/]name`` without regard to case; each field has its own default kind. Nothing is
fetched: a definition or a location that lies outside the repository is left out. Source: Backstage Docs, "Descriptor
Format of Catalog Entities" and "Entity References".
"""

import posixpath
import re
from typing import Any

import msgspec

from juncture.facts.problem import InputError
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.document import Document

DEFAULT_NAMESPACE = "default"


class Reference(msgspec.Struct, frozen=True):
    """A mention of an entity, in lower case. ``kind`` is empty where neither the text nor its field tells."""

    kind: str
    namespace: str
    name: str
    line: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What the entity itself has as its ``key``."""
        return (self.kind, self.namespace, self.name)


class Entity(msgspec.Struct, frozen=True):
    """An entity. ``kind`` is in lower case, ``name`` and ``namespace`` as written; compare by ``key``.

    ``definition`` is the path of an API's contract from the repository's root; empty where the text stands inline
    (then ``definition_line`` is set), lies elsewhere, or there is none.
    """

    kind: str
    name: str
    namespace: str
    path: str
    line: int
    type: str = ""
    lifecycle: str = ""
    title: str = ""
    owner: Reference | None = None
    system: Reference | None = None
    domain: Reference | None = None
    part_of: tuple[Reference, ...] = ()
    provides: tuple[Reference, ...] = ()
    consumes: tuple[Reference, ...] = ()
    depends_on: tuple[Reference, ...] = ()
    dependency_of: tuple[Reference, ...] = ()
    annotations: dict[str, str] = msgspec.field(default_factory=dict)
    definition: str = ""
    definition_line: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Kind, namespace and name in lower case: what references to it have as their ``key``."""
        return (self.kind, self.namespace.lower(), self.name.lower())


class Target(msgspec.Struct, frozen=True):
    """A file that a Location fans out to: a path from the repository's root, perhaps with ``*``."""

    target: str
    path: str
    line: int


class Entities(msgspec.Struct, frozen=True):
    """What one file declares."""

    entities: tuple[Entity, ...] = ()
    targets: tuple[Target, ...] = ()


_REFERENCE = re.compile(r"(?:(?P<kind>[A-Za-z][A-Za-z0-9]*):)?(?:(?P<namespace>[\w.-]+)/)?(?P<name>[\w.-]+)")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_KINDS = frozenset({"component", "api", "resource", "system", "domain", "group", "user"})
_LISTS = {
    "provides": (("providesApis", "api"),),
    "consumes": (("consumesApis", "api"),),
    "depends_on": (("dependsOn", ""),),
    "dependency_of": (("dependencyOf", ""),),
    "part_of": (("subcomponentOf", "component"), ("subdomainOf", "domain"), ("parent", "group"), ("memberOf", "group")),
}
"""The fields of ``spec`` that an entity's lists come from, with the kind that a reference means when it names none."""


def recognises(path: str, content: bytes) -> bool:
    """Tell whether a file may hold Backstage entities, without parsing it."""
    return path.endswith((".yaml", ".yml")) and b"backstage.io/" in content and b"kind" in content


def read(path: str, content: bytes) -> Entities:
    """Return the entities of a file. Raises InputError for broken YAML; a scaffolder's skeleton holds no entities."""
    if not recognises(path, content):
        return Entities()
    try:
        loaded = documents.load(content, path)
    except InputError:
        if b"{{" in content or b"{%" in content:
            return Entities()  # a skeleton: YAML only once its placeholders are filled in
        raise
    entities: list[Entity] = []
    targets: list[Target] = []
    for document in loaded:
        value = document.value
        if isinstance(value, dict) and _text(value.get("apiVersion")).startswith("backstage.io/"):
            kind = _text(value.get("kind")).lower()
            if kind == "location":
                targets += _targets(document)
            elif kind in _KINDS and _NAME.fullmatch(_text(_at(value, "metadata", "name"))):
                entities.append(_entity(document, kind))
    return Entities(tuple(entities), tuple(targets))


def reference(text: str, line: int, kind: str = "", namespace: str = DEFAULT_NAMESPACE) -> Reference | None:
    """Return what ``[kind:][namespace/]name`` means in a field whose default kind is ``kind``; None if it is none."""
    found = _REFERENCE.fullmatch(text.strip())
    if found is None:
        return None
    return Reference(
        kind=(found["kind"] or kind).lower(),
        namespace=(found["namespace"] or namespace or DEFAULT_NAMESPACE).lower(),
        name=found["name"].lower(),
        line=line,
    )


def _entity(document: Document, kind: str) -> Entity:
    value = document.value
    namespace = _text(_at(value, "metadata", "namespace")) or DEFAULT_NAMESPACE

    def listed(field: str, default: str) -> list[Reference]:
        given = _at(value, "spec", field)
        texts = given if isinstance(given, list) else [given]
        lines = [document.line_of("spec", field, *([n] if isinstance(given, list) else [])) for n in range(len(texts))]
        found = [reference(_text(text), line, default, namespace) for text, line in zip(texts, lines, strict=True)]
        return [item for item in found if item is not None]

    def one(field: str, default: str) -> Reference | None:
        return next(iter(listed(field, default)), None)

    lists = {
        name: tuple(r for field, default in fields for r in listed(field, default)) for name, fields in _LISTS.items()
    }
    definition, definition_line = _definition(document)
    annotations = _at(value, "metadata", "annotations")
    return Entity(
        kind=kind,
        name=_text(_at(value, "metadata", "name")),
        namespace=namespace,
        path=document.path,
        line=document.line_of("metadata", "name"),
        type=_text(_at(value, "spec", "type")),
        lifecycle=_text(_at(value, "spec", "lifecycle")),
        title=_text(_at(value, "metadata", "title")),
        owner=one("owner", "group"),
        system=one("system", "system"),
        domain=one("domain", "domain"),
        annotations={k: _text(v) for k, v in annotations.items()} if isinstance(annotations, dict) else {},
        definition=definition,
        definition_line=definition_line,
        **lists,
    )


def _definition(document: Document) -> tuple[str, int]:
    given = _at(document.value, "spec", "definition")
    if isinstance(given, dict):
        for key in ("$text", "$openapi", "$asyncapi", "$json", "$yaml"):
            if isinstance(given.get(key), str):
                return _inside(document.path, given[key]), document.line_of("spec", "definition", key)
    return "", document.line_of("spec", "definition") if given else 0


def _targets(document: Document) -> list[Target]:
    spec = document.value.get("spec")
    found = []
    for field in ("target", "targets"):
        given = _at(spec, field)
        for number, text in enumerate(given if isinstance(given, list) else [given]):
            target = _inside(document.path, _text(text))
            if target:
                where = (field, number) if isinstance(given, list) else (field,)
                found.append(Target(target, document.path, document.line_of("spec", *where)))
    return found


def _inside(path: str, target: str) -> str:
    """Return a target relative to a file, from the repository's root; empty where it is a URL or leaves the root."""
    if not target or target.startswith(("/", "~")) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target) or "\\" in target:
        return ""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return "" if joined == ".." or joined.startswith("../") else joined


def _at(value: Any, *where: str) -> Any:
    for step in where:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


READER = Reader("backstage", 1, Entities, read)
