"""Which files handle a contract: by their imports, through modules that hand on what they import, or beside them."""

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from posixpath import join, normpath

from juncture.catalog.bindings import Binding, packages, spaces
from juncture.catalog.model import Copy
from juncture.catalog.paths import folder, stem
from juncture.code.model import Import, tail
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
_NAMING = ("java_package", "csharp_namespace")
"""Options of a contract that say in which package its generated code is."""
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
        self._holders: dict[str, set[str]] | None = None

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
        for path in self._files.writing(_PACKAGES, (f"{each}." for each in spaces)):
            skipped = {item.line for item in self._files.facts(path).imports}
            content = self._files.content(path)
            for match in full.finditer(content):
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
            importers = self._files.index.importing("typescript", stem(copy))
            self._files.learn(importers)
            taking = {
                importer: [one for one in self._files.imports(importer, stem(copy)) if one.alias and not one.names]
                for importer in importers
            }
            self._files.load(importer for importer, items in taking.items() if items)
            for importer, item in ((importer, item) for importer, items in taking.items() for item in items):
                if not self._is_own(importer, item.module):
                    written = re.compile(rf"(?<![\w$.]){re.escape(item.alias)}\.(?:{names})\b".encode())
                    if written.search(self._files.content(importer)):
                        how = f"imports {item.module} as a whole, generated from {copy}"
                        yield importer, Binding(importer, contract, copy, item.line, item.module, item.alias, how)

    def _handing_all(self, contract: str) -> Iterable[tuple[str, Binding]]:
        """Yield the files that hand on all of a module that is generated from a contract (``export * from``)."""
        generated = self._files.catalog.bindings.generated
        for importer in self._files.index.importing("typescript", stem(contract)) if self._names(contract) else ():
            for item in self._files.imports(importer, stem(contract)):
                whole = not item.names and not item.alias
                place = folder(normpath(join(folder(importer), item.module)))
                if whole and item.module.startswith(".") and contract in generated.get(place, ()):
                    how = f"hands on {item.module}, generated from {contract}"
                    yield importer, Binding(importer, contract, contract, item.line, item.module, "", how)
                    break

    def _calling(self, contract: str) -> Iterable[tuple[str, Binding]]:
        """Yield the files that ask NestJS for a client of a contract's service, or mark a handler of one."""
        importing = self._files.index.importing("typescript", "microservices")
        mine = self._groups(contract) if importing else ()
        self._files.learn(importing if mine else ())
        self._files.load(importing if mine else ())
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

    def _groups(self, contract: str) -> Collection[str]:
        """Return the services of a contract of Protobuf, none of anything else."""
        known = self._files.catalog.contract_of(contract)
        is_one = known is not None and known.path == contract and known.format == "protobuf"
        return self._files.catalog.surfaces[contract].groups.keys() if is_one else ()

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
        beside = self._files.index.of_service(self._files.service(path), self._files.outline(path).language)
        return [each for each in beside if each != path and leads(path, module, each)]

    def naming_types(self, service: str, language: str) -> list[str]:
        """Return the files of a service that may name a contract's type: by an import, or a package's full name."""
        paths = self._files.index.of_service(service, language)
        if language in _PACKAGES:
            self._files.load(path for path in paths if not self._bindings.of(path))
        return [path for path in paths if self._bindings.of(path) or (language in _PACKAGES and self._qualifies(path))]

    def _qualifies(self, path: str) -> bool:
        """Tell whether a file writes a full name that begins with the package of some contract."""
        return any(not self._spaces.isdisjoint(_heads(name)) for name in _DOTTED.findall(self._files.content(path)))

    @cached_property
    def _spaces(self) -> set[bytes]:
        alike = {
            (each.package, *map(each.options.get, _NAMING)): each for each in self._files.catalog.headings.values()
        }
        return {each.encode() for heading in alike.values() for each in spaces(heading)}

    def neighbours(self, path: str) -> list[str]:
        """Return the files of the same service and language that may be given what this file handles.

        They import it or are imported by it, or the language lets them see each other.
        """
        own, outline = self._files.facts(path), self._files.outline(path)
        brought = {*outline.modules, *(name for item in own.imports for name in item.names)}
        beside = self._files.index.of_service(self._files.service(path), outline.language)
        if outline.language in _FOLDERS:
            return [other for other in beside if other != path and folder(path) == folder(other)]
        packaged = outline.package if outline.language in _PACKAGES else ""
        return [
            other
            for other in beside
            if other != path
            and (
                (packaged and packaged == self._files.outline(other).package)
                or stem(other) in brought
                or self._imports(other, stem(path))
            )
        ]

    def _imports(self, path: str, name: str) -> bool:
        """Tell whether a file imports something that is called so."""
        modules = self._files.outline(path).modules
        return name in modules or any(name in item.names for item in self._files.facts(path).imports)

    def _closed(self, contract: str, direct: dict[str, Binding]) -> dict[str, Binding]:
        """Follow imports of own modules that import a contract's names, until nothing more is found."""
        found, edge = dict(direct), list(direct)
        names = self._names(contract)
        for _ in range(MAX_STEPS):
            handing = [path for path in edge if self._files.outline(path).language in _HANDING]
            self._files.load(handing)
            importing = {path: list(self._importing(path)) for path in handing}
            self._files.learn(importer for found in importing.values() for _, importer in found)
            fresh: dict[str, Binding] = {}
            for path in handing:
                built = self.built_on(path, names)
                for importer, item in self._leading(path, importing[path]):
                    builds = set(item.names) & built
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

    def _importing(self, path: str) -> Iterable[tuple[str, str]]:
        """Yield the files that import a module called like a file, each after that name."""
        whole = stem(path) in WHOLE
        names = {tail(place) for place in (folder(path), package(path))} if whole else {stem(path)}
        language = self._files.outline(path).language
        for name in sorted(names):
            yield from ((name, importer) for importer in self._files.index.importing(language, name))

    def _leading(self, path: str, importing: Iterable[tuple[str, str]]) -> Iterable[tuple[str, Import]]:
        """Yield the files that import a file of their own repository, with the import."""
        for name, importer in importing:
            for item in self._files.imports(importer, name):
                if leads(importer, item.module, path):
                    yield importer, item


def _heads(name: bytes) -> list[bytes]:
    """Return what a dotted name may be in: its packages and types, outermost first."""
    parts = name.split(b".")
    return [b".".join(parts[:end]) for end in range(1, len(parts))]
