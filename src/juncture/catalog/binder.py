"""Finds which source files reach which contract: an import is followed to the code generated from a contract file."""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

from juncture.catalog.bindings import Binding, outer_class, packages
from juncture.catalog.leads import HEADERS, OWN_CRATE, SCRIPT_SUFFIXES, WORDS, tails
from juncture.catalog.model import Contract
from juncture.catalog.paths import ends_with, folder, shared_folders, stem, without_ending
from juncture.code.model import Import, SourceFacts
from juncture.contracts.surface import Surface


class _Candidate(NamedTuple):
    """A contract file as generators see it."""

    path: str
    contract: str
    surface: Surface


class Binder:
    """Follows the imports of a tree's sources to its contracts."""

    def __init__(
        self, contracts: Iterable[Contract], surfaces: Mapping[str, Surface], sources: Mapping[str, SourceFacts]
    ) -> None:
        self._sources = sources
        self._candidates = [
            _Candidate(path, contract.path, surfaces[path])
            for contract in contracts
            for path in (contract.path, *(copy.path for copy in contract.copies))
            if path in surfaces
        ]
        self._by_stem: dict[str, list[_Candidate]] = {}
        for candidate in self._candidates:
            self._by_stem.setdefault(stem(candidate.path), []).append(candidate)
        self._by_go_package: dict[str, list[_Candidate]] = {}
        for candidate in self._candidates:
            self._by_go_package.setdefault(_go_package(candidate.surface), []).append(candidate)
        self._by_package: dict[str, list[_Candidate]] = {}
        for candidate in self._candidates:
            for name in packages(candidate.path, candidate.surface):
                self._by_package.setdefault(name, []).append(candidate)
        self._generated = self._generated_folders()
        self._modules = self._included_modules()
        packaged, stems = self._by_package.keys(), self._by_stem.keys()
        self._indexed: dict[str, AbstractSet[str]] = {
            "go": self._generated.keys() | self._by_go_package.keys(),
            "rust": packaged | self._modules.keys(),
            **dict.fromkeys(("java", "kotlin", "csharp"), packaged),
            **dict.fromkeys(("python", "cpp"), stems),
            "typescript": stems | {""},
        }
        self._may_lead: dict[tuple[str, str, tuple[str, ...]], bool] = {}
        self._names: dict[str, frozenset[str]] = {}

    def find(self, path: str) -> tuple[Binding, ...]:
        """Return the bindings of one source file."""
        facts = self._sources.get(path)
        return tuple(self._bind(path, facts)) if facts else ()

    def generated(self) -> dict[str, list[str]]:
        """Return, by folder, the contracts whose committed generated code lies there, by its header or its name."""
        found = {place: {c.contract for c in named} for place, named in self._generated.items()}
        for path, facts in self._sources.items():
            name = stem(path)
            suffix = next((each for each in SCRIPT_SUFFIXES if name.endswith(each)), "")
            if facts.generated == "?" and suffix:
                named = {c.contract for c in self._by_stem.get(name.removesuffix(suffix), ())}
                if len(named) == 1:
                    found.setdefault(folder(path), set()).update(named)
        return {place: sorted(contracts) for place, contracts in found.items()}

    def _generated_folders(self) -> dict[str, list[_Candidate]]:
        """Return, by folder, the contracts that committed generated code in it names in its header."""
        folders: dict[str, list[_Candidate]] = {}
        for path, facts in self._sources.items():
            if facts.generated not in ("", "?"):
                named = [c for c in self._by_stem.get(stem(facts.generated), ()) if ends_with(c.path, facts.generated)]
                if not named:
                    named = list(self._by_stem.get(stem(facts.generated), ()))
                if named:
                    nearest = _nearest(path, named)
                    folders.setdefault(folder(path), []).append(nearest)
        return folders

    def _included_modules(self) -> dict[str, list[tuple[str, str]]]:
        """Return, by module name, where Rust code includes which generated package under it."""
        modules: dict[str, list[tuple[str, str]]] = {}
        for path, facts in self._sources.items():
            for item in facts.imports if facts.language == "rust" else ():
                if item.alias and item.module in self._by_package:
                    modules.setdefault(item.alias, []).append((path, item.module))
        return modules

    @cached_property
    def _everywhere(self) -> dict[str, tuple[Import, ...]]:
        """Return what C# imports for all files of a folder in a file that is called after that, by that folder."""
        own = {path: facts.imports for path, facts in self._sources.items() if facts.language == "csharp"}
        return {folder(path): imports for path, imports in own.items() if _GLOBAL.search(path)}

    def _project(self, path: str) -> str:
        place = folder(path)
        while place and place not in self._everywhere:
            place = folder(place)
        return place

    def _bind(self, path: str, facts: SourceFacts) -> Iterable[Binding]:
        if facts.generated:
            return
        find = _FINDERS.get(facts.language)
        seen: set[str] = set()
        # What is loaded at run time is imported by the reference that loads it.
        loaded = [Import(one.line, one.via) for one in facts.references if one.via.endswith(".proto")]
        everywhere = self._everywhere.get(self._project(path), ()) if facts.language == "csharp" else ()
        items = [item for item in (*facts.imports, *loaded, *everywhere) if self._leads(facts.language, item)]
        found = ((item, *pair) for item in items for pair in (find(self, path, item) if find else ()))
        for item, candidate, how in found:
            if candidate.contract not in seen:
                seen.add(candidate.contract)
                yield Binding(path, candidate.contract, candidate.path, item.line, item.module, item.alias, how)
        for package in _packages_around(facts):
            for candidate in _one_per_contract(path, self._by_package.get(package, ())):
                if candidate.contract not in seen:
                    seen.add(candidate.contract)
                    yield Binding(path, candidate.contract, candidate.path, 1, package, "", "the file's own package")

    def _leads(self, language: str, item: Import) -> bool:
        """Tell whether an import has a name by which some contract is known: of most imports no more is asked."""
        asked = language, item.module, item.names
        if asked not in self._may_lead:
            words = WORDS.get(language)
            known = self._indexed.get(language, frozenset())
            self._may_lead[asked] = words is not None and not known.isdisjoint(words(item))
        return self._may_lead[asked]

    def _generated_names(self, candidate: _Candidate) -> frozenset[str]:
        if candidate.path not in self._names:
            self._names[candidate.path] = _generated_names(candidate.surface)
        return self._names[candidate.path]

    def go(self, path: str, item: Import) -> Iterable[tuple[_Candidate, str]]:
        """Follow an import path to a folder of generated code, to the contract's folder, or to ``go_package``."""
        places = tails(item)
        for place in places:
            if place in self._generated:
                return [(c, f"imports {item.module}, generated from {c.path}") for c in self._generated[place]]
        named = [c for place in places if place for c in self._by_go_package.get(place, ())]
        return [(c, f"imports {item.module}, the go_package of {c.path}") for c in _one_per_contract(path, named)]

    def python(self, path: str, item: Import) -> Iterable[tuple[_Candidate, str]]:
        """Follow ``x_pb2`` modules, imported whole or from a package."""
        modules = [item.module] + [f"{item.module}.{name}" for name in item.names]
        for module in modules:
            dotted = module.strip(".")
            for suffix in ("_pb2_grpc", "_pb2"):
                if dotted.endswith(suffix):
                    name = dotted.removesuffix(suffix).replace(".", "/")
                    yield from self._by_module(path, name, f"imports {dotted}")
                    break

    def script(self, path: str, item: Import) -> Iterable[tuple[_Candidate, str]]:
        """Follow a module path of JavaScript or TypeScript to a generated module or a loaded ``.proto``."""
        module = item.module
        if module.endswith(".proto"):
            yield from self._by_module(path, _normal(path, module.removesuffix(".proto")), f"loads {module}")
            return
        plain = module.removesuffix(".js").removesuffix(".ts")
        for suffix in SCRIPT_SUFFIXES:
            if plain.endswith(suffix):
                yield from self._by_module(path, _normal(path, plain.removesuffix(suffix)), f"imports {module}")
                return
        own = _normal(path, plain)
        if self._is_own_code(own):
            return
        imported = set(item.names)
        for candidate, how in self._by_module(path, own, f"imports {module}"):
            if imported & self._generated_names(candidate):
                yield candidate, how

    def _is_own_code(self, module: str) -> bool:
        """Tell whether a module path is code that people wrote, so that no generator made it."""
        endings = (".ts", ".tsx", ".js", ".jsx", ".mjs", "/index.ts", "/index.tsx", "/index.js")
        found = (self._sources.get(module + ending) for ending in endings)
        return any(facts is not None and not facts.generated for facts in found)

    def header(self, path: str, item: Import) -> Iterable[tuple[_Candidate, str]]:
        """Follow an included header of generated C++ to the contract it is named after."""
        for suffix in HEADERS:
            if item.module.endswith(suffix):
                yield from self._by_module(path, item.module.removesuffix(suffix), f"includes {item.module}")
                return

    def package(self, path: str, item: Import) -> Iterable[tuple[_Candidate, str]]:
        """Follow an import of a package or namespace that a contract generates (Java, Kotlin, C#, Rust)."""
        parts = item.module.replace("::", ".").split(".")
        for end in range(len(parts), 0, -1):
            package = ".".join(parts[:end])
            found = self._by_package.get(package, ())
            rest = set(parts[end:]).union(item.names)
            bound = [
                c
                for c in found
                if end == len(parts)
                or not rest
                or rest & self._generated_names(c)
                or outer_class(c.path, c.surface) in rest
            ]
            if bound:
                return [(c, f"imports {item.module}, the package of {c.path}") for c in _one_per_contract(path, bound)]
        return []

    def rust(self, path: str, item: Import) -> Iterable[tuple[_Candidate, str]]:
        """Follow a path to a generated package, or to the module of the crate that includes one."""
        parts = [part for part in item.module.split("::") if part not in OWN_CRATE]
        including = self._modules.get(parts[0], []) if parts else []
        if including and not item.alias:
            place, package = max(including, key=lambda known: (shared_folders(path, known[0]), known))
            parts = [package, *parts[1:]]
            how = f"uses {item.module}, which {place} includes as package {package}"
            return [(c, how) for c, _ in self.package(path, Import(item.line, "::".join(parts), item.names))]
        return self.package(path, item)

    def _by_module(self, path: str, name: str, how: str) -> Iterable[tuple[_Candidate, str]]:
        """Return the contracts whose file name is the module's, the longest match of folders first."""
        named = self._by_stem.get(stem(name), ())
        best = [c for c in named if ends_with(without_ending(c.path), name)] or list(named)
        return [(c, f"{how}, generated from {c.path}") for c in _one_per_contract(path, best)[:1]]


_SAME_PACKAGE = frozenset({"java", "kotlin", "csharp"})
_GLOBAL = re.compile(r"(?:^|/)(?i:(?:_|global)?\w*(?:using|import)s|(?:_|global)\w*(?:using|import))\.cs$")
_FINDERS: dict[str, Callable[[Binder, str, Import], Iterable[tuple[_Candidate, str]]]] = {
    "go": Binder.go,
    "python": Binder.python,
    "typescript": Binder.script,
    "java": Binder.package,
    "kotlin": Binder.package,
    "csharp": Binder.package,
    "rust": Binder.rust,
    "cpp": Binder.header,
}


def _packages_around(facts: SourceFacts) -> list[str]:
    """Return the packages whose names a file sees without an import: its own, in C# also those around it."""
    if facts.language not in _SAME_PACKAGE or not facts.package:
        return []
    parts = facts.package.split(".") if facts.language == "csharp" else [facts.package]
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _normal(path: str, module: str) -> str:
    """Return a module path from the repository's root, as far as it is relative; aliases keep their tail."""
    if not module.startswith("."):
        return module.lstrip("@~/")
    parts = path.split("/")[:-1]
    for step in module.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in (".", ""):
            parts.append(step)
    return "/".join(parts)


def _go_package(surface: Surface) -> str:
    return surface.options.get("go_package", "").partition(";")[0].strip("/")


def _generated_names(surface: Surface) -> frozenset[str]:
    """Return names that generated code declares for a contract: types, services, clients and stubs."""
    names = {item.name.rpartition(".")[2] for item in surface.types}
    for group in surface.groups:
        names |= {group, f"{group}Client", f"{group}Grpc", f"{group}GrpcKt", f"{group}Service", f"{group}Definition"}
        names |= {f"{group}PromiseClient", f"{group}Server", f"{group}Stub", f"{group}ClientImpl", f"I{group}"}
    for member in {member.name for item in surface.types if item.kind == "enum" for member in item.members}:
        names.add(member)
    return frozenset(names)


def _nearest(path: str, candidates: Iterable[_Candidate]) -> _Candidate:
    return min(candidates, key=lambda candidate: (-shared_folders(path, candidate.path), candidate.path))


def _one_per_contract(path: str, candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Return for each contract the copy that is nearest to the importing file."""
    candidates = list(candidates)
    if len(candidates) < 2:
        return candidates
    groups: dict[str, list[_Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.contract, []).append(candidate)
    nearest = [_nearest(path, group) for group in groups.values()]
    first = _nearest(path, nearest) if nearest else None
    return sorted(nearest, key=lambda c: (c != first, c.path))
