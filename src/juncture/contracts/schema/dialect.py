"""What sets the dialects of schemas apart, as far as meaning goes."""

from typing import NamedTuple


class Dialect(NamedTuple):
    """A dialect.

    ``siblings`` tells whether keywords beside ``$ref`` count. ``nullable`` names the keywords that allow null.
    ``judge`` is the JSON Schema draft that a validator applies once those are lowered. ``one_way`` tells whether
    ``readOnly`` and ``writeOnly`` keep a property out of requests or responses (OpenAPI, Schema Object); elsewhere they
    only annotate it (JSON Schema Validation, 9.4).
    """

    name: str
    siblings: bool
    nullable: tuple[str, ...] = ()
    judge: str = "2020-12"
    one_way: bool = False


OPENAPI_2 = Dialect("openapi-2.0", siblings=False, nullable=("x-nullable",), one_way=True)
OPENAPI_3_0 = Dialect("openapi-3.0", siblings=False, nullable=("nullable", "x-nullable"), one_way=True)
OPENAPI_3_1 = Dialect("openapi-3.1", siblings=True, one_way=True)
DRAFTS = {
    "4": Dialect("draft-4", siblings=False, judge="4"),
    "6": Dialect("draft-6", siblings=False, judge="6"),
    "7": Dialect("draft-7", siblings=False, judge="7"),
    "2019-09": Dialect("2019-09", siblings=True, judge="2019-09"),
    "2020-12": Dialect("2020-12", siblings=True, judge="2020-12"),
}


def draft(uri: object) -> Dialect:
    """Return the dialect that a ``$schema`` names; the latest where it names none that is known."""
    text = uri if isinstance(uri, str) else ""
    for name, dialect in DRAFTS.items():
        if f"draft-0{name}/" in text or f"draft/{name}/" in text:
            return dialect
    return DRAFTS["2020-12"]
