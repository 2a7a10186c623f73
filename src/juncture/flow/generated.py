"""Evidence by generated code: files that reach it, and in them the generated form of a part's name.

A text match alone is never a use. The file must reach the generated code, must name the type or one that carries it,
and the access must be on a receiver that may be of the type. Where another type that the file reaches has a member of
the same name and nothing shows which is meant, nobody can tell.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from juncture.catalog.bindings import Binding
from juncture.catalog.units import is_aside
from juncture.code.known import NOTHING, Known
from juncture.code.model import Access
from juncture.code.origins import TOLD
from juncture.facts.problem import InputError
from juncture.flow.bound import Bound
from juncture.flow.clients import clients
from juncture.flow.files import Files
from juncture.flow.found import Dependence, Doubt, Found
from juncture.flow.handed import Handed
from juncture.flow.namesakes import Namesakes
from juncture.flow.naming import Naming
from juncture.flow.recognise import Recognised, mentioned, recognised
from juncture.flow.returned import Returned
from juncture.flow.sought import Sought
from juncture.flow.spelt import last
from juncture.flow.told import Telling


class Generated:
    """Finds uses through generated code in one tree; ``near`` in another."""

    def __init__(self, files: Files, near: "Generated | None" = None) -> None:
        self.files = files
        self._naming: Naming = Naming(files, near._naming if near else None)
        self._bound = Bound(files)
        self._telling = Telling(files, self._naming)
        self._namesakes = Namesakes(files, self._bound)
        self._returned = Returned(files, self._bound, self._namesakes)
        self._handed = Handed(files)

    def search(self, contract: str, part: Sought) -> Iterator[Found | Doubt]:
        """Yield the uses of a part, and the places of which nobody can tell."""
        bound = self._bound.of(self.files.canonical(contract))
        candidates = self._candidates(bound, contract, part)
        for path in candidates:
            yield from self._in_file(path, contract, part, bound[path])
        for path, binding in self._holding(contract, part):
            if path not in bound:
                yield from self._in_file(path, contract, part, binding, shown=True)
        if part.kind == "member" and part.member and not part.of_enum:
            seen = set(bound)
            beside = {path: self._bound.neighbours(path) for path in candidates if not self.files.outline(path).test}
            self.files.load(each for path in beside for each in beside[path])
            for path, neighbours in beside.items():
                fresh = [each for each in neighbours if each not in seen]
                seen.update(fresh)
                yield from self._beside(path, contract, part, bound[path], fresh)

    def bound(self, contract: str) -> Collection[str]:
        """Return the files that reach the generated code of a contract."""
        return self._bound.of(self.files.canonical(contract)).keys()

    def dependences(self, contract: str, part: Sought) -> Iterator[Dependence]:
        """Yield, for each service, the first line that names what carries the part: a type or a client."""
        bound = self._bound.of(self.files.canonical(contract))
        seen: set[str] = set()
        for path in self._candidates(bound, contract, part):
            service = self.files.service(path)
            if service in seen or self.files.outline(path).test:
                continue
            line = self._carrying_line(path, bound[path], contract, part)
            if line:
                seen.add(service)
                yield Dependence(service, path, line, self.files.line(path, line))

    def carried_by(self, contract: str, part: Sought) -> tuple[Collection[str], Collection[str]]:
        """Return the names of types that contain the part's type, and of the operations that carry it."""
        surface = self.files.catalog.surfaces.get(contract)
        if surface is None or part.kind not in ("member", "type"):
            return [part.type] if part.type else [], [part.part] if part.kind == "operation" else []
        full = f"{surface.package}.{part.type}" if surface.package else part.type
        reach = self._naming.reach(contract)
        declared = [each for each in reach.declarations(full) if each.path == contract]
        holders = {each.name.rpartition(".")[2] for each in reach.holders(*declared)}
        return sorted(holders), sorted({carrier.operation for carrier in reach.carriers(*declared)})

    def _holding(self, contract: str, part: Sought) -> Iterator[tuple[str, Binding]]:
        """Yield the files that reach only contracts whose types or operations hold the part's type.

        An access there is a use where it shows its type.
        """
        if part.kind != "member" or part.of_enum:
            return
        others = self._holders(contract, part) - {contract}
        spelt = [name.encode() for name in _last_words(part)]
        for other in sorted({self.files.canonical(each) for each in others} - {self.files.canonical(contract)}):
            bound = self._bound.of(other)
            self.files.load(bound)
            for path, binding in bound.items():
                written = self.files.catalog.owned.service(path) or not is_aside(path)
                named = written and any(name in self.files.content(path).lower() for name in spelt)
                if named and not self._named_alike(path, contract, part):
                    yield path, binding

    def _named_alike(self, path: str, contract: str, part: Sought) -> bool:
        """Tell whether another contract near a file declares a type of the same name."""
        surfaces = self.files.catalog.surfaces
        bound = [each for each in self._bound.contracts(path) if each in surfaces]
        near = {there for each in bound for there in self._naming.names(each).near(each)} - {contract}
        return any(last(item.name) == part.type_name for each in near for item in surfaces[each].types)

    def _holders(self, contract: str, part: Sought) -> set[str]:
        """Return the contracts whose types or operations hold the part's type."""
        surface = self.files.catalog.surfaces.get(contract)
        if surface is None:
            return set()
        full = f"{surface.package}.{part.type}" if surface.package else part.type
        reach = self._naming.reach(contract)
        declared = [each for each in reach.declarations(full) if each.path == contract]
        carriers = {each.path for each in reach.carriers(*declared)}
        return carriers | {each.path for each in reach.holders(*declared)}

    def _candidates(self, bound: dict[str, Binding], contract: str, part: Sought) -> list[str]:
        """Return the files of services that reach the contract and name what carries the part."""
        written = self.files.catalog.owned
        paths = [path for path in bound if written.service(path) or not is_aside(path)]
        if part.languages is not None:
            paths = [path for path in paths if self.files.outline(path).language in part.languages]
        self.files.load(paths)
        if part.kind == "contract":
            return paths
        types, operations = self.carried_by(contract, part)
        wanted = {name for name in types if name}
        wanted |= {name for path in paths for name in self._bound.built_on(path, wanted)}
        wanted |= {word for name in operations for word in name.split("/")}
        wanted |= {name for name in (part.group, part.type_name) if name}
        # Generated names differ in case and separators only: get_quote, getQuote.
        spelt = {re.escape(name).replace("_", "_?") for name in (*wanted, *map(_snake, wanted)) if name}
        pattern = re.compile("|".join(sorted(spelt) or ["(?!)"]).encode(), re.IGNORECASE)
        return [path for path in paths if self.files.has(path, pattern)]

    def _recognised(
        self, path: str, part: Sought, binding: Binding, contract: str, handed: Mapping[str, str] | None = None
    ) -> Recognised:
        """Return what a file has of a part; ``handed`` is what another file gives its functions."""
        surface = self.files.catalog.surfaces.get(contract)

        def tell() -> Known:
            known = self._known(path, contract)
            return known._replace(handled={**known.handled, **handed}) if handed else known

        def ours(type_: str, origin: str) -> bool:
            return self._namesakes.ours(path, contract, type_, origin)

        return recognised(path, self.files.facts(path), self.files.content(path), binding, part, tell, surface, ours)

    def _known(self, path: str, contract: str) -> Known:
        """Return what contracts, and the service's own functions, tell of the types in a file."""
        facts = self.files.facts(path)
        contracts = [each for each in (*self._bound.contracts(path), contract) if each in self.files.catalog.surfaces]
        known = self._telling.of(facts.language, contracts)
        beside = self._returned.of(path)

        def ours(type_: str, origin: str) -> bool:
            return any(self._namesakes.ours(path, each, type_, origin) for each in contracts)

        functions = {name: type_ for name, type_ in beside.functions.items() if last(type_) in known.members}
        held = clients(self.files.lines(path), facts.references)
        return known._replace(functions=functions, bases=beside.bases, clients=held, ours=ours)

    def _in_file(
        self, path: str, contract: str, part: Sought, binding: Binding, *, shown: bool = False
    ) -> Iterable[Found | Doubt]:
        """Yield what one file has of a part; ``shown`` asks for what shows its type, and doubts nothing else."""
        try:
            found = self._recognised(path, part, binding, contract)
        except InputError as error:
            self.files.unread[path] = str(error.problems[0])
            return
        for access in found.certain:
            if not shown or access.owner:
                yield self._found(path, part, access, binding.how)
        for access, rivals in () if shown else found.doubtful:
            if not self.files.test(path, access.line):
                also = " and ".join([part.type_name, *rivals[:2]])
                why = f"`{path}:{access.line}` has `{access.name}`, a member of {also}; nothing there shows which"
                yield Doubt(self.files.service(path), path, access.line, why)

    def _found(self, path: str, part: Sought, access: Access, how: str) -> Found:
        return Found(
            service=self.files.service(path),
            path=path,
            line=access.line,
            text=access.text.strip(),
            how=access.how,
            kind=access.literal or access.takes,
            name=access.name,
            part=part.part,
            test=self.files.test(path, access.line),
            reader=f"{self.files.outline(path).language}: {how}; {access.name} is {part.part}",
            whole=access.whole,
        )

    def _beside(
        self, path: str, contract: str, part: Sought, binding: Binding, neighbours: Collection[str]
    ) -> Iterable[Found | Doubt]:
        """Yield accesses in files that reach no generated code themselves, but may be given what this one handles."""
        surface, spoken = self.files.catalog.surfaces.get(contract), self.files.outline(path).language
        naming = [each for each in neighbours if mentioned(spoken, self.files.content(each), part, surface)]
        known = self._known(path, contract) if naming else NOTHING
        for other in naming:
            handed = self._handed.to(path, other, known)
            try:
                found = self._recognised(other, part, binding, contract, handed)
            except InputError as error:
                self.files.unread[other] = str(error.problems[0])
                continue
            # A file that reaches contracts itself has the name from those of their types that have it.
            doubtful = () if self.files.catalog.bindings.of(other) else found.doubtful
            accesses: list[Access] = [*found.certain, *(access for access, _ in doubtful)]
            own = re.search(rf"\b(?:class|interface|type)\s+{part.type_name}\b".encode(), self.files.content(other))
            for access in accesses:
                if access.origin.startswith(TOLD) and not handed:
                    yield self._found(other, part, access, f"code beside it shows a {part.type_name}")
                elif access.owner and handed and not own:
                    yield self._found(other, part, access, f"{path} hands it a {part.type_name}, which {binding.how}")
                elif access.how != "declare" and not access.owner:
                    why = f"`{other}:{access.line}` has `{access.name}`, and `{path}` may hand it a {part.type_name}"
                    yield Doubt(self.files.service(other), other, access.line, why)

    def _carrying_line(self, path: str, binding: Binding, contract: str, part: Sought) -> int:
        """Return the first line that names a type or builds a client that carries the part; 0 where none does."""
        facts = self.files.facts(path)
        types, operations = self.carried_by(contract, part)
        groups = {operation.partition("/")[0] for operation in operations}
        clients = [reference.line for reference in facts.references if reference.service in groups]
        words = {*types, *(operation.rpartition("/")[2] for operation in operations)} - {""}
        if part.kind == "contract":
            return binding.line
        if not words:
            return min(clients, default=0)
        pattern = re.compile(rf"\b({'|'.join(sorted(map(re.escape, words)))})\b")
        skipped = {item.line for item in facts.imports}
        lines = enumerate(self.files.lines(path), 1)
        named = next((number for number, text in lines if number not in skipped and pattern.search(text)), 0)
        return min([*clients, *([named] if named else [])], default=0)


def _last_words(part: Sought) -> set[str]:
    """Return the last word of a member's name, lower case: every generated form of the name ends with it, or nearly."""
    words = re.findall(r"[A-Za-z][a-z0-9]*|[0-9]+", part.name)
    return {words[-1].lower()} if words else {part.name.lower()}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
