"""Types that people write for a contract that is loaded at run time: called like a message, with its members alone."""

from collections.abc import Iterable, Mapping

from juncture.code.language import language
from juncture.code.names import names_for
from juncture.code.origins import HERE
from juncture.code.owners import Owners
from juncture.code.syntax import Source
from juncture.contracts.surface import Surface, Type
from juncture.facts.problem import InputError
from juncture.flow.bound import Bound
from juncture.flow.files import Files
from juncture.flow.spelt import last


class Mirrors:
    """Tells which own types of one tree stand for messages."""

    def __init__(self, files: Files, bound: Bound) -> None:
        self._files = files
        self._bound = bound
        self._members: dict[str, Mapping[str, Mapping[str, str]]] = {}

    def mirrors(self, path: str, surface: Surface, type_: str, origin: str) -> bool:
        """Tell whether a type of a file, with its origin as the file shows it, stands for a message of its name."""
        name = last(type_)
        message = next((item for item in surface.types if last(item.name) == name), None)
        if message is None:
            return False
        places = [path] if origin == HERE else self._bound.meant(path, origin)
        return any(_is_part(self._declared(each).get(name, {}), message) for each in places)

    def _declared(self, path: str) -> Mapping[str, Mapping[str, str]]:
        if path not in self._members:
            try:
                self._members[path] = self._files.once("own types", path, lambda: self._own(path))
            except InputError as error:
                self._files.unread[path] = str(error.problems[0])
                self._members[path] = {}
        return self._members[path]

    def _own(self, path: str) -> Mapping[str, Mapping[str, str]]:
        spoken = language(self._files.outline(path).language)
        return Owners(Source(path, spoken, self._files.content(path))).own


def _is_part(members: Iterable[str], message: Type) -> bool:
    """Tell whether a type has members, and none but those of a message."""
    known = {name for each in message.members for name in names_for("typescript", each.name, each.names)}
    held = set(members)
    return bool(held) and held <= known
