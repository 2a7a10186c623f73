"""The objects in a manifest, and how to reach into them without trusting their shape."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from juncture.repository.document import Document


class Object(NamedTuple):
    """One object of a document, and where in the document it stands.

    ``lines`` are given for a document that was rendered: for each of its lines that of the template.
    """

    document: Document
    place: tuple[str | int, ...]
    value: dict[str, Any]
    lines: Sequence[int] = ()

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.document.path

    @property
    def kind(self) -> str:
        """The kind, as written."""
        return text(self.value.get("kind"))

    @property
    def name(self) -> str:
        """The name, empty where none is given."""
        return text(at(self.value, "metadata", "name"))

    @property
    def namespace(self) -> str:
        """The namespace, empty where none is given."""
        return text(at(self.value, "metadata", "namespace"))

    def line(self, *where: str | int) -> int:
        """Return the line of what a path of keys leads to; of its nearest parent where it is absent."""
        line = self.document.line_of(*self.place, *where)
        return self.lines[line - 1] if 0 < line <= len(self.lines) else line


def objects(
    document: Document, place: tuple[str | int, ...], value: Any, lines: Sequence[int] = ()
) -> Iterator[Object]:
    """Yield the objects of a document; a ``List``, or a list of one kind, yields its items."""
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str) or "apiVersion" not in value:
        return
    if value["kind"].endswith("List") and isinstance(value.get("items"), list) and not place:
        for number, item in enumerate(value["items"]):
            yield from objects(document, ("items", number), item, lines)
    else:
        yield Object(document, place, value, lines)


def at(value: Any, *where: str) -> Any:
    """Return what a path of keys leads to, None where it leads nowhere."""
    for step in where:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def text(value: Any) -> str:
    """Return a scalar as text, as it would reach a container; empty for what is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def words(value: Any) -> list[str]:
    """Return the scalars of a list as text."""
    return [text(item) for item in value if text(item)] if isinstance(value, list) else []


def items(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """Return the mappings of a list with their positions."""
    return [(n, item) for n, item in enumerate(value) if isinstance(item, dict)] if isinstance(value, list) else []


def labels(value: Any) -> dict[str, str]:
    """Return a mapping of labels as text."""
    return {key: text(item) for key, item in value.items()} if isinstance(value, dict) else {}
