"""What a file hands to functions of other files: where these show no types, the call says what they are given."""

from collections.abc import Iterator, Mapping

from juncture.catalog.paths import stem
from juncture.code.known import Known
from juncture.code.language import language
from juncture.code.model import tail
from juncture.code.origins import TOLD
from juncture.code.owners import Owners
from juncture.code.sites import sites, unwrap
from juncture.code.syntax import Source, span
from juncture.facts.problem import InputError
from juncture.flow.files import Files
from juncture.flow.spelt import last

UNTYPED = frozenset({"typescript", "python"})
"""Languages in which a parameter may show no type."""
_LONGEST = 200


class Handed:
    """The functions that files call with a value of a contract's type, each with this type."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._found: dict[str, list[tuple[str, str]]] = {}

    def to(self, path: str, other: str, known: Known) -> Mapping[str, str]:
        """Return, by a function's name, the type that one file gives another's functions first, where it is one."""
        name = stem(other)
        leading = [item for item in self._files.facts(path).imports if tail(item.module) == name or name in item.names]
        if not leading or self._files.facts(path).language not in UNTYPED:
            return {}
        names = {each for item in leading for each in (*item.names, item.alias)}
        qualifiers = {name, *(item.alias or item.module for item in leading)}
        types: dict[str, set[str]] = {}
        for callee, type_ in self._calls(path, known):
            qualifier, _, called = callee.rpartition(".")
            if qualifier in qualifiers or (not qualifier and called in names):
                types.setdefault(called, set()).add(type_)
        return {called: min(found) for called, found in types.items() if len(found) == 1 and min(found)}

    def _calls(self, path: str, known: Known) -> list[tuple[str, str]]:
        """Return what a file calls, each with the contract's type that it gives first, empty for anything else."""
        if path not in self._found:
            try:
                self._found[path] = list(self._read(path, known))
            except InputError as error:
                self._files.unread[path] = str(error.problems[0])
                self._found[path] = []
        return self._found[path]

    def _read(self, path: str, known: Known) -> Iterator[tuple[str, str]]:
        source = Source(path, language(self._files.facts(path).language), self._files.content(path))
        owners = Owners(source, known)
        for site in sites(source, ["call"]):
            given = site.positional(0)
            if given is not None:
                node = unwrap(source, given)
                type_ = owners.expressions.built(node) or owners.of(source.start(node, _LONGEST), span(node)[0])[0]
                yield site.callee, self._told(owners, known, type_)

    @staticmethod
    def _told(owners: Owners, known: Known, type_: str) -> str:
        """Return a type where it is a contract's, empty for any other."""
        real = owners.brought.real(type_)
        named = type_ and last(real) in known.members
        if not named or not known.ours(real, owners.origins.of(owners.brought.full(type_))):
            return ""
        return real if real.startswith(TOLD) else last(real)
