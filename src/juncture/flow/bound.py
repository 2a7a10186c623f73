"""Which files handle a contract: by their imports, through modules that hand on what they import, or beside them."""

import re
from collections.abc import Collection, Iterable
from posixpath import join, normpath

from juncture.catalog.bindings import Binding, packages, spaces
from juncture.catalog.model import Copy
from juncture.catalog.paths import folder, stem
from juncture.code.model import Import, SourceFacts, tail
from juncture.flow.files import Files
from juncture.flow.modules import WHOLE, declares, leads, package

MAX_STEPS = 8
"""Modules that hand on what others hand on are followed so far."""
_BUILT_ON = re.compile(
    r"\b(?:(?:interface|class)\s{1,9}(?=\w{1,99}[^{;]{0,200}\bextends\b)|type\s{1,9}(?=\w{1,99}\s{0,9}=[^;]{0,200}&))"
    r"(\w{1,99})([^{;]{0,300})"
)
"""A type of TypeScript that extends others, or is an intersection with them."""
_HANDING = frozenset({"typescript", "python"})
"""Languages in which a name imported from a module may be one that the module itself imports."""
_FOLDERS = frozenset({"go"})
"""Languages in which the files of a folder see each other."""
_PACKAGES = frozenset({"java", "kotlin", "csharp"})
_DOTTED = re.compile(rb"[A-Za-z_]\w*+(?:\.\w++)+")
_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", "/index.ts", "/index.tsx", "/index.js")
_OF_SERVICE = ("", "Client", "Controller", "ControllerMethods")
"""What generators add to a service's name."""
_NEST = "@nestjs/microservices"
_BARE_MARK = re.compile(r"@Grpc(?:Stream)?(?:Method|Call)\(\s*\)")
"""A mark that names no service: it is called like the class."""
_CLASS = re.compile(r"\bclass\s{1,9}(\w{1,99})")


class Bound:
    """The files of one tree that handle contracts."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._bindings = files.catalog.bindings
        self._handed: dict[str, dict[str, Binding]] = {}
        self._importing: dict[tuple[str, str], list[str]] | None = None
        self._holders: dict[str, set[str]] | None = None
        self._spaces: set[bytes] | None = None
        self._beside: dict[str, dict[str, list[str]]] | None = None

    def of(self, contract: str) -> dict[str, Binding]:
        """Return the files that reach a canonical contract, in path order, each with what binds it."""
        if contract not in self._handed:
            direct = {
                path: next(b for b in self._bindings.of(path) if b.contract == contract)
                for path in self._bindings.files(contract)
            }
            more = (self._qualified, self._spaced, self._calling, self._handing_all)
            for path, one in (each for find in more for each in find(contract)):
                direct.setdefault(path, one)
            self._handed[contract] = self._closed(contract, direct) if direct else {}
        return self._handed[contract]

    def _qualified(self, contract: str) -> Iterable[tuple[str, Binding]]:
        """Yield the files that write the full name of a contract's type, and import nothing of it."""
        surface = self._files.catalog.surfaces.get(contract)
        names = "|".join(sorted(map(re.escape, self._names(contract))))
        spaces = packages(contract, surface) if surface and names else []
        if not spaces:
            return
        full = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, spaces))})\.(?:{names})\b".encode())
        paths = [path for path in self._files.written() if self._files.outline(path).language in _PACKAGES]
        self._files.load(paths)
        for path in paths:
            skipped = {item.line for item in self._files.facts(path).imports}
            content = self._files.content(path)
            for match in full.finditer(content) if any(each.encode() in content for each in spaces) else ():
                line = content.count(b"\n", 0, match.start()) + 1
                if line not in skipped:
                    module, written = match[1].decode(), match[0].decode()
                    how = f"writes {written}, generated from {contract}"
                    yield path, Binding(path, contract, contract, line, module, "", how)
                    break

    def _spaced(self, contract: str) -> Iterable[tuple[str, Binding]]:
        """Yield the files that import a whole module called like a contract, and write a type of it as its member."""
        names = "|".join(sorted(map(re.escape, self._names(contract))))
        copies = (contract, *(each.path for each in self._copies(contract)))
        for copy in copies if names else ():
            for importer in self._importing_name("typescript", stem(copy)):
                for item in self._files.facts(importer).imports:
                    whole = item.alias and not item.names and tail(item.module) == stem(copy)
                    if not whole or self._is_own(importer, item.module):
                        continue
                    written = re.compile(rf"(?<![\w$.]){re.escape(item.alias)}\.(?:{names})\b".encode())
                    if written.search(self._files.content(importer)):
                        how = f"imports {item.module} as a whole, generated from {copy}"
                        yield importer, Binding(importer, contract, copy, item.line, item.module, item.alias, how)

    def _handing_all(self, contract: str) -> Iterable[tuple[str, Binding]]:
        """Yield the files that hand on all of a module that is generated from a contract (``export * from``)."""
        generated = self._files.catalog.bindings.generated
        for importer in self._importing_name("typescript", stem(contract)) if self._names(contract) else ():
            for item in self._files.facts(importer).imports:
                whole = tail(item.module) == stem(contract) and not item.names and not item.alias
                place = folder(normpath(join(folder(importer), item.module)))
                if whole and item.module.startswith(".") and contract in generated.get(place, ()):
                    how = f"hands on {item.module}, generated from {contract}"
                    yield importer, Binding(importer, contract, contract, item.line, item.module, "", how)
                    break

    def _calling(self, contract: str) -> Iterable[tuple[str, Binding]]:
        """Yield the files that ask NestJS for a client of a contract's service, or mark a handler of one."""
        importing = self._importing_name("typescript", "microservices")
        mine = {group for group, paths in self._services().items() if contract in paths} if importing else ()
        for importer in importing if mine else ():
            text = self._files.content(importer).decode("utf-8", "replace")
            bare = _CLASS.finditer(text) if _BARE_MARK.search(text) else ()
            named = [(one.service, one.line) for one in self._files.facts(importer).references if one.via == _NEST]
            named += [(match[1], text.count("\n", 0, match.start()) + 1) for match in bare]
            asked = ((name, line) for name, line in named if name in mine and self._means(importer, name, contract))
            service, line = next(asked, ("", 0))
            if service:
                how = f"asks for {service} of {contract}, which is loaded at run time"
                yield importer, Binding(importer, contract, contract, line, f"{stem(contract)}.proto", "", how)

    def _means(self, path: str, service: str, contract: str) -> bool:
        """Tell whether a service that code names is a contract's: no other has it, or no other beside the code."""
        holders = self._services()[service]
        own = self._files.service(path)
        near = {
            each
            for each in holders
            for place in (each, *(copy.path for copy in self._copies(each)))
            if self._files.catalog.owned.service(place) == own
        }
        return holders == {contract} or near == {contract}

    def _copies(self, contract: str) -> Iterable[Copy]:
        known = self._files.catalog.contract_of(contract)
        return known.copies if known else ()

    def _services(self) -> dict[str, set[str]]:
        """Return the contracts that have a service, by its name."""
        if self._holders is None:
            self._holders = {}
            for known in self._files.catalog.contracts:
                if known.format == "protobuf":
                    for group in self._files.catalog.surfaces[known.path].groups:
                        self._holders.setdefault(group, set()).add(known.path)
        return self._holders

    def _is_own(self, path: str, module: str) -> bool:
        """Tell whether a relative module is code that people wrote."""
        place = normpath(join(folder(path), module))
        found = (self._files.catalog.sources.get(f"{place}{ending}") for ending in _ENDINGS)
        return not module.startswith(".") or any(facts is not None and not facts.generated for facts in found)

    def contracts(self, path: str) -> list[str]:
        """Return the contracts that a file reaches, as they are written nearest to it."""
        handed = [found[path].copy for found in self._handed.values() if path in found]
        return sorted({*(binding.copy for binding in self._bindings.of(path)), *handed})

    def hands(self, contract: str, path: str, module: str, name: str) -> bool:
        """Tell whether a module that a file imports a name from hands on that of a contract, and has no own one."""
        language = self._files.outline(path).language
        places = [each for each in self.of(contract) if each != path and leads(path, module, each)]
        return any(
            self._files.outline(each).language == language and not declares(name).search(self._files.content(each))
            for each in places
        )

    def meant(self, path: str, module: str) -> list[str]:
        """Return the files of the same service and language that an import of a file may mean."""
        beside = self.of_service(self._files.service(path), self._files.outline(path).language)
        return [each for each in beside if each != path and leads(path, module, each)]

    def names_types(self, path: str) -> bool:
        """Tell whether a file may name a contract's type: it imports one, or writes a package's full name."""
        if self._bindings.of(path):
            return True
        if self._files.outline(path).language not in _PACKAGES:
            return False
        if self._spaces is None:
            headings = self._files.catalog.headings.values()
            self._spaces = {each.encode() for heading in headings for each in spaces(heading)}
        return any(not self._spaces.isdisjoint(_heads(name)) for name in _DOTTED.findall(self._files.content(path)))

    def neighbours(self, path: str) -> list[str]:
        """Return the files of the same service and language that may be given what this file handles.

        They import it or are imported by it, or the language lets them see each other.
        """
        facts, service = self._files.facts(path), self._files.service(path)
        return [
            other
            for other in self.of_service(service, facts.language)
            if other != path and _related(path, facts, other, self._files.facts(other))
        ]

    def _closed(self, contract: str, direct: dict[str, Binding]) -> dict[str, Binding]:
        """Follow imports of own modules that import a contract's names, until nothing more is found."""
        found, edge = dict(direct), list(direct)
        names = self._names(contract)
        for _ in range(MAX_STEPS):
            handing = [path for path in edge if self._files.outline(path).language in _HANDING]
            fresh: dict[str, Binding] = {}
            for path in handing:
                for importer, item in self._importers(path):
                    builds = set(item.names) & self.built_on(path, names)
                    taken = (set(item.names) & names) or ({"*"} & set(item.names)) or not item.names
                    if importer not in found and (builds or (taken and self._hands_on(path, item, names))):
                        how = f"{item.module} hands on what {found[path].how}"
                        fresh[importer] = found[path]._replace(
                            path=importer, line=item.line, module=item.module, alias=item.alias, how=how
                        )
            if not fresh:
                break
            found |= fresh
            edge = list(fresh)
        return {path: found[path] for path in sorted(found)}

    def built_on(self, path: str, names: Collection[str]) -> frozenset[str]:
        """Return the types of a file that have the members of others, of which one is called by these names."""
        found: set[str] = set()
        if self._files.outline(path).language == "typescript" and names:
            text = self._files.content(path).decode("utf-8", "replace")
            wanted = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names)))})\b")
            found = {match[1] for match in _BUILT_ON.finditer(text) if wanted.search(match[2])}
        return frozenset(found)

    def _names(self, contract: str) -> set[str]:
        surface = self._files.catalog.surfaces.get(contract)
        if surface is None:
            return set()
        served = {f"{group}{ending}" for group in surface.groups for ending in _OF_SERVICE}
        return {item.name.rpartition(".")[2] for item in surface.types} | served

    def _hands_on(self, path: str, item: Import, names: set[str]) -> bool:
        """Tell whether a module's names are those that it imports: it declares no own type that is called so."""
        wanted = "|".join(sorted(map(re.escape, set(item.names) & names))) or None
        if wanted is None:
            return stem(path) in WHOLE
        return declares(wanted).search(self._files.content(path)) is None

    def _importing_name(self, language: str, name: str) -> list[str]:
        """Return the files of a language that import a module whose path ends so."""
        if self._importing is None:
            self._importing = {}
            for each in self._files.written():
                outline = self._files.outline(each)
                for module in outline.modules if outline.language in _HANDING else ():
                    self._importing.setdefault((outline.language, module), []).append(each)
        return self._importing.get((language, name), [])

    def _importers(self, path: str) -> Iterable[tuple[str, Import]]:
        """Yield the files that import a module of their own repository, with the import."""
        whole = stem(path) in WHOLE
        names = {tail(place) for place in (folder(path), package(path))} if whole else {stem(path)}
        language = self._files.outline(path).language
        for name, importer in ((each, one) for each in sorted(names) for one in self._importing_name(language, each)):
            for item in self._files.facts(importer).imports:
                if tail(item.module) == name and leads(importer, item.module, path):
                    yield importer, item

    def of_service(self, service: str, language: str) -> list[str]:
        """Return the files of a service in one language, tests left out."""
        if self._beside is None:
            self._beside = {}
            for path in self._files.written():
                outline = self._files.outline(path)
                if not outline.test:
                    spoken = self._beside.setdefault(self._files.service(path), {})
                    spoken.setdefault(outline.language, []).append(path)
        return self._beside.get(service, {}).get(language, [])


def _heads(name: bytes) -> list[bytes]:
    """Return what a dotted name may be in: its packages and types, outermost first."""
    parts = name.split(b".")
    return [b".".join(parts[:end]) for end in range(1, len(parts))]


def _related(path: str, facts: SourceFacts, other: str, others: SourceFacts) -> bool:
    if facts.language in _FOLDERS:
        return folder(path) == folder(other)
    if facts.language in _PACKAGES and facts.package:
        return facts.package == others.package or _imports(facts, other) or _imports(others, path)
    return _imports(facts, other) or _imports(others, path)


def _imports(facts: SourceFacts, path: str) -> bool:
    """Tell whether a file imports something that is called like another file."""
    name = stem(path)
    return any(tail(item.module) == name or name in item.names for item in facts.imports)
