"""What an API description says, in one shape for all versions of OpenAPI: operations, and what goes in and out.

Schemas stay where they are written: a record holds their places.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from juncture.contracts.schema.dialect import OPENAPI_2, OPENAPI_3_0, OPENAPI_3_1, Dialect
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.parts import Part, named, worded
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Missing, Sources

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_KINDS = {
    "parameters": "parameter",
    "responses": "response",
    "requestBodies": "body",
    "headers": "header",
    "pathItems": "path",
    "callbacks": "callback",
}


class Located(NamedTuple):
    """An object of a description, references followed: where it is written, and what people call it."""

    place: Place
    part: Part

    @property
    def is_shared(self) -> bool:
        """Whether several operations refer to it: then it comes and goes once, not once for each of them."""
        return len(self.part.words) == 1 and ":" in self.part.words[0]


class Parameter(NamedTuple):
    """A parameter or header. ``how`` is its serialisation; ``schema`` None where it says nothing of its values."""

    name: str
    where: str
    located: Located
    required: bool
    deprecated: bool
    how: str
    schema: Place | None
    textual: bool


class Body(NamedTuple):
    """What is sent: a schema for each media type, None where it says nothing."""

    located: Located
    required: bool
    content: dict[str, Place | None]


class Response(NamedTuple):
    """One answer."""

    located: Located
    content: dict[str, Place | None]
    headers: dict[str, Parameter]


class Lost(NamedTuple):
    """A reference that leads to nothing."""

    place: Place
    reference: str
    reason: str


class Operation(msgspec.Struct, frozen=True):
    """An operation.

    ``name`` is as in ``GET /carts``. ``asks`` is the direction (bits) of its parameters and body, REQUEST unless the
    provider is the one who asks, as in webhooks and callbacks. ``security`` holds alternatives, each a set of
    ``scheme`` and ``scheme scope``. ``stability`` and ``sunset`` are what the widespread extensions say. ``servers`` is
    where it, or its path, lists servers of its own. ``forms`` are the media types of its form fields (OpenAPI 2.0).
    """

    name: str
    method: str
    path: str
    located: Located
    asks: int = REQUEST
    operation_id: str = ""
    deprecated: bool = False
    stability: str = ""
    sunset: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: dict[str, Response] = {}
    security: tuple[frozenset[str], ...] = ()
    callbacks: tuple["Operation", ...] = ()
    servers: Place | None = None
    forms: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()


class Description:
    """One API description of one side: its file, and the files that it may refer to."""

    def __init__(self, sources: Sources, path: str) -> None:
        self.sources = sources
        self.path = path
        value = sources.root(path)
        self.root: dict[str, Any] = value if isinstance(value, dict) else {}
        self.is_v2 = "swagger" in self.root
        self.dialect = _dialect(self.root)
        self.is_later = re.match(r"3\.(?![01]\b)", str(self.root.get("openapi", ""))) is not None
        """Whether it is written in a version after those that are read: as if in OpenAPI 3.1."""
        self.shared: dict[Place, Parameter | Response] = {}
        """What several operations refer to, read once."""
        self._located: dict[tuple[str, str], Located] = {}

    def locate(self, place: Place, part: Part) -> Located | Lost:
        """Return the object at a place, references followed; one that others share has a part of its own."""
        value = self.sources.at(place)
        reference = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(reference, str):
            return Located(place, part)
        key = (place.path, reference)
        known = self._located.get(key)
        if known is not None:
            return known
        target = self.sources.follow(place)
        if isinstance(target, Missing):
            return Lost(place, reference, target.reason)
        shared = self._shared(target)
        if shared is None or target == place:
            return Located(target, part)
        return self._located.setdefault(key, Located(target, shared))

    def _shared(self, place: Place) -> Part | None:
        *_, kind, name = ("", "", *map(str, place.pointer))
        if kind in _KINDS:
            return worded((f"{_KINDS[kind]}:{name}",))
        return None


def _dialect(root: Mapping[str, Any]) -> Dialect:
    if "swagger" in root:
        return OPENAPI_2
    return OPENAPI_3_0 if str(root.get("openapi", "")).startswith("3.0") else OPENAPI_3_1


def schema_part(place: Place, root: str) -> Part | None:
    """Return the part that a schema with a name of its own is, as seen from the description ``root``."""
    pointer = [str(step) for step in place.pointer]
    if pointer[-2:-1] in (["schemas"], ["definitions"], ["$defs"]):
        return named(pointer[-1])
    if place.path != root and len(pointer) <= 1:
        file_name = place.path.rpartition("/")[2]
        return named(pointer[0] if pointer else file_name.rpartition(".")[0] or file_name)
    return None
