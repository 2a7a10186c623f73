"""Evidence by resolvers: the functions that a service resolves fields with, and what they read of the schema's types.

Only the service that holds a schema resolves it. An own type stands for a type of the schema where it is called like
it and has none but fields of it.
"""

import re
from collections.abc import Iterator

from juncture.code.accesses import accesses
from juncture.code.known import Known
from juncture.code.language import language
from juncture.code.resolvers import Resolver, resolvers
from juncture.code.served import IMPLEMENTS
from juncture.code.syntax import Source
from juncture.contracts.surface import Surface
from juncture.facts.problem import InputError
from juncture.flow.bound import Bound
from juncture.flow.files import Files
from juncture.flow.found import Found
from juncture.flow.mirrors import Mirrors
from juncture.flow.sought import Sought
from juncture.flow.spelt import last

_RESOLVES = re.compile(rb"@nestjs/graphql|type-graphql|\bresolvers\b|\bResolvers\b")
"""What a file writes that resolves fields."""


class Resolved:
    """Finds uses of GraphQL schemas in the code that serves them, in one tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._mirrors = Mirrors(files, Bound(files))
        self._paths: list[str] | None = None
        self._resolvers: dict[tuple[str, frozenset[str]], list[Resolver]] = {}

    def search(self, contract: str, part: Sought) -> Iterator[Found]:
        """Yield the lines that resolve a field, name an argument of it, or use a field of an own type."""
        surface = self.files.catalog.surfaces[contract]
        types = frozenset(item.name for item in surface.types) | frozenset(surface.groups)
        for path in self._of(contract):
            yield from self._resolving(path, types, part)
            if part.kind == "member" and part.member and not part.of_enum and not part.key:
                yield from self._reading(path, surface, part)

    def _of(self, contract: str) -> list[str]:
        """Return the files of the service that holds a schema which resolve fields."""
        if self._paths is None:
            written = [each for each in self.files.written() if self.files.outline(each).language == "typescript"]
            self.files.load(written)
            self._paths = [each for each in written if _RESOLVES.search(self.files.content(each))]
        holder = self.files.catalog.owned.service(contract)
        return [each for each in self._paths if holder and self.files.service(each) == holder]

    def _resolving(self, path: str, types: frozenset[str], part: Sought) -> Iterator[Found]:
        for one in self._in_file(path, types):
            if (one.type, one.field) != (part.type, part.name):
                continue
            below = one.takes(re.escape(part.key)) if part.key else 0
            if below is not None:
                how = f"resolves {one.type}.{one.field}"
                yield self._found(path, one.line + below, IMPLEMENTS if not part.key else "read", part, how)

    def _in_file(self, path: str, types: frozenset[str]) -> list[Resolver]:
        if (path, types) not in self._resolvers:
            try:
                source = Source(path, language("typescript"), self.files.content(path))
                self._resolvers[path, types] = list(resolvers(source, types))
            except InputError as error:
                self.files.unread[path] = str(error.problems[0])
                self._resolvers[path, types] = []
        return self._resolvers[path, types]

    def _reading(self, path: str, surface: Surface, part: Sought) -> Iterator[Found]:
        def ours(type_: str, origin: str) -> bool:
            return self._mirrors.mirrors(path, surface, type_, origin)

        try:
            found = accesses(path, self.files.content(path), {part.name}, known=Known(ours=ours))
        except InputError as error:
            self.files.unread[path] = str(error.problems[0])
            return
        for one in found:
            if (
                one.how != "declare"
                and last(one.owner) == part.type_name
                and one.origin
                and ours(one.owner, one.origin)
            ):
                how = f"{one.name} of its own {part.type_name}"
                whole = self._found(path, one.line, one.how, part, how)
                yield whole._replace(kind=one.literal or one.takes, name=one.name, whole=one.whole)

    def _found(self, path: str, line: int, how: str, part: Sought, reader: str) -> Found:
        test, text = self.files.test(path, line), self.files.line(path, line)
        words = f"typescript: {reader}, which is {part.part}"
        return Found(self.files.service(path), path, line, text, how, "", part.name, part.part, test, words)
