"""Whether a type that a file names is the contract's, or another one that is called alike.

An import says where a name comes from, a path before it as well; a name that the file, or its package, declares is its
own. Only a contract that is loaded at run time has no types in code but those that people write for it.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from juncture.catalog.bindings import packages
from juncture.catalog.paths import folder, stem
from juncture.code.language import pattern
from juncture.code.model import SourceFacts, tail
from juncture.code.origins import HERE, TOLD
from juncture.contracts.surface import Surface
from juncture.flow.bound import Bound
from juncture.flow.files import Files
from juncture.flow.mirrors import Mirrors
from juncture.flow.spelt import last

_SUFFIX = re.compile(r"(?:_pb2?(?:_grpc)?|_grpc_(?:web_)?pb|_pb_service|_connect(?:web)?|\.pb|_grpc)$")
"""What generators add to the name of a contract's file."""
_CRATE = frozenset({"crate", "self", "super", ""})
_DECLARES = r"\b(?:class|record|interface|enum|struct|object|typealias)\s+(?:class\s+|struct\s+)?{}\b"


class _Asked(NamedTuple):
    """A type as a file names it: the name, its origin as written there, and the contract that it may be of."""

    path: str
    facts: SourceFacts
    contract: str
    surface: Surface
    type: str
    origin: str
    modules: frozenset[str]


class Namesakes:
    """Tells the types of contracts in one tree from those that only share their names."""

    def __init__(self, files: Files, bound: Bound) -> None:
        self._files = files
        self._bound = bound
        self._mirrors = Mirrors(files, bound)
        self._spaces: dict[str, frozenset[str]] = {}
        self._own: dict[tuple[str, str, str], bool] = {}
        self._types: dict[str, frozenset[str]] = {}

    def ours(self, path: str, contract: str, type_: str, origin: str) -> bool:
        """Tell whether a type of a file, with its origin as the file shows it, is one of the contract."""
        surface = self._files.catalog.surfaces.get(contract)
        if surface is None:
            return True
        if origin.startswith(TOLD):
            return origin == f"{TOLD}{surface.package}"
        modules = self._modules(path, contract)
        loaded = any(each.endswith(".proto") for each in modules)
        if origin == HERE or (loaded and origin and origin not in modules):
            return loaded and self._mirrors.mirrors(path, surface, type_, origin)
        asked = _Asked(path, self._files.facts(path), contract, surface, type_, origin, modules)
        leads = _LEADS.get(asked.facts.language)
        return leads is None or leads(self, asked)

    def told(self, path: str, type_: str, origin: str, contracts: Iterable[str]) -> str:
        """Return a type by the name that contracts tell, empty where it is none of theirs."""
        for contract in contracts:
            surface = self._files.catalog.surfaces.get(contract)
            named = surface is not None and last(type_) in self._type_names(contract, surface)
            if surface and named and self.ours(path, contract, type_, origin):
                return f"{TOLD}{surface.package}.{last(type_)}"
        return ""

    def _modules(self, path: str, contract: str) -> frozenset[str]:
        """Return the modules through which a file is known to reach a contract."""
        canonical = self._files.canonical(contract)
        found = {one.module for one in self._files.catalog.bindings.of(path) if one.contract == canonical}
        handed = self._bound.of(canonical).get(path)
        return frozenset(found | ({handed.module} if handed else set()))

    def _named(self, asked: _Asked) -> frozenset[str]:
        """Return the packages and namespaces of a contract."""
        if asked.contract not in self._spaces:
            self._spaces[asked.contract] = frozenset(packages(asked.contract, asked.surface))
        return self._spaces[asked.contract]

    def _type_names(self, contract: str, surface: Surface) -> frozenset[str]:
        if contract not in self._types:
            self._types[contract] = frozenset(last(item.name) for item in surface.types)
        return self._types[contract]

    def _by_package(self, asked: _Asked) -> bool:
        """Judge a name of Java, Kotlin or C#: by its package."""
        spaces, language = self._named(asked), asked.facts.language
        if asked.origin.partition(".")[0] in self._type_names(asked.contract, asked.surface):
            return self._by_package(asked._replace(origin="", type=asked.origin.partition(".")[0]))
        around = _around(asked.facts) if language == "csharp" else [asked.facts.package]
        if asked.origin:
            written = {asked.origin, *(f"{each}.{asked.origin}" for each in around if each and language == "csharp")}
            return any(_inside(each, space) for each in written for space in spaces)
        if self._declared_beside(asked):
            return False
        opened = {item.module for item in asked.facts.imports if "*" in item.names or _opens(language, item.alias)}
        aliased = {item.module for item in asked.facts.imports if item.alias}
        return any(_inside(each, space) for each in (*opened, *around) for space in spaces) or any(
            each in spaces and each not in aliased for each in asked.modules if language == "csharp"
        )

    def _declared_beside(self, asked: _Asked) -> bool:
        """Tell whether another file of the same package, which sees it without an import, declares the name."""
        name, package = last(asked.type), asked.facts.package
        key = self._files.service(asked.path), package, name
        if key not in self._own:
            spelt = re.compile(_DECLARES.format(re.escape(name)).encode())
            own = self._files.index.of_service(key[0], asked.facts.language)
            beside = [each for each in own if self._files.outline(each).package == package]
            self._files.load(beside)
            spaces = self._named(asked)
            self._own[key] = package not in spaces and any(spelt.search(self._files.content(each)) for each in beside)
        return self._own[key]

    def _by_module(self, asked: _Asked) -> bool:
        """Judge a name of Python or TypeScript: by the module that an import brings it from."""
        origin = asked.origin
        if not origin or origin in asked.modules:
            return True
        others = self._files.catalog.bindings.of(asked.path)
        canonical = self._files.canonical(asked.contract)
        mine, its = self._file_names(asked.contract), tail(origin)
        named = {each for each in (its, _SUFFIX.sub("", its)) if each in mine}
        if named:
            rival = [one for one in others if one.contract != canonical and _SUFFIX.sub("", its) == stem(one.copy)]
            return not any(_leads_better(origin, one.copy, asked.contract) for one in rival)
        return self._bound.hands(canonical, asked.path, origin, last(asked.type))

    def _file_names(self, contract: str) -> set[str]:
        known = self._files.catalog.contract_of(contract)
        return {stem(contract), *(stem(each.path) for each in (known.copies if known else ()))}

    def _by_path(self, asked: _Asked) -> bool:
        """Judge a name of Go: by the path of the package that is imported."""
        if asked.origin:
            return asked.origin in asked.modules or "/" not in asked.origin
        dotted = any(item.alias == "." and item.module in asked.modules for item in asked.facts.imports)
        generated = self._files.catalog.bindings.generated.get(folder(asked.path), ())
        return dotted or self._files.canonical(asked.contract) in generated

    def _by_crate(self, asked: _Asked) -> bool:
        """Judge a name of Rust: by the module that a path leads through."""
        steps = set(asked.origin.split("::")) - _CRATE
        spaces = self._named(asked)
        mine = {step for each in spaces for step in (each, each.rpartition(".")[2])}
        mine |= {item.alias for item in asked.facts.imports if item.alias and item.module in spaces}
        through = {each.split("::")[-1] for each in asked.modules} - _CRATE
        return not steps or bool(steps & (mine | through)) or not through

    def _by_namespace(self, asked: _Asked) -> bool:
        """Judge a name of C++: by its namespace."""
        package = asked.surface.package.replace(".", "::")
        names = self._type_names(asked.contract, asked.surface)
        space = "::".join(step for step in asked.origin.split("::") if step not in names)
        return not space or not package or f"::{package}".endswith(f"::{space}")


_LEADS: dict[str, Callable[[Namesakes, _Asked], bool]] = {
    "java": Namesakes._by_package,
    "kotlin": Namesakes._by_package,
    "csharp": Namesakes._by_package,
    "python": Namesakes._by_module,
    "typescript": Namesakes._by_module,
    "go": Namesakes._by_path,
    "rust": Namesakes._by_crate,
    "cpp": Namesakes._by_namespace,
}


def _opens(language: str, alias: str) -> bool:
    """Tell whether an import opens a namespace."""
    return language == "csharp" and not alias


def _around(facts: SourceFacts) -> list[str]:
    """Return the namespaces around the code of a file, its own and those that hold it."""
    parts = facts.package.split(".") if facts.package else []
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _inside(written: str, space: str) -> bool:
    """Tell whether a path is a package, or leads to types within it: these are written with a capital."""
    if written == space:
        return True
    rest = written.removeprefix(f"{space}.") if written.startswith(f"{space}.") else ""
    return bool(rest) and all(pattern(r"^[A-Z]\w*$").match(step) for step in rest.split("."))


def _leads_better(module: str, other: str, mine: str) -> bool:
    """Tell whether a module's path has more in common with another contract's file than with this one's."""
    steps = re.split(r"[./]", _SUFFIX.sub("", module))
    return _common(steps, other) > _common(steps, mine)


def _common(steps: Collection[str], path: str) -> int:
    """Return how many steps at the end of a path are those of a module."""
    wanted = [*folder(path).split("/"), stem(path)]
    count = 0
    for step, mine in zip(reversed(list(steps)), reversed(wanted), strict=False):
        if step != mine:
            break
        count += 1
    return count
