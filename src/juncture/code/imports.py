"""What a file imports, and which import brings a name."""

from collections.abc import Iterator

from juncture.code.language import ImportForm, Language, pattern
from juncture.code.lines import matched
from juncture.code.model import Import
from juncture.code.silence import outside

_NAME = pattern(r"(?:type\s+)?([\w$*]+)(?:\s+as\s+|\s*:\s*)?([\w$]*)")
MAX_IMPORTS = 2_000


def imports(language: Language, text: str) -> tuple[Import, ...]:
    """Return the imports of a file, in order of lines. None stands in a comment or a string."""
    found: list[tuple[int, Import]] = []
    anywhere = False
    for form in language.imports:
        for offset, match in _found(form, text):
            found += [(offset, each) for each in _records(form, match)]
            anywhere = anywhere or form.anywhere
            if len(found) >= MAX_IMPORTS:
                break
    code = outside(language, text, (offset for offset, _ in found), anywhere=anywhere)
    found = sorted((pair for pair in found if pair[0] in code), key=lambda pair: pair[0])
    result, at, line = [], 0, 1
    for offset, record in found:
        line += text.count("\n", at, offset)
        at = offset
        result.append(Import(line, record.module, record.names, record.alias))
    return tuple(result)


def _found(form: ImportForm, text: str) -> Iterator[tuple[int, "dict[str, str]"]]:
    like = pattern(form.like)
    for match in matched(form.block or form.like, form.word, text, anywhere=form.anywhere):
        if not form.block:
            yield _start(match.start(), match[0]), match.groupdict(default="")
            continue
        for inner in like.finditer(match[1]):
            yield _start(match.start(1) + inner.start(), inner[0]), inner.groupdict(default="")


def _start(offset: int, text: str) -> int:
    return offset + len(text) - len(text.lstrip())


def _records(form: ImportForm, groups: dict[str, str]) -> Iterator[Import]:
    module, names, alias = groups["module"], groups.get("names", ""), groups.get("alias", "")
    if form.braces:
        yield from _flat(module)
        return
    module = "".join(module.split())
    if not names:
        yield Import(0, module, (), alias)
        return
    plain = []
    for part in names.split(","):
        name = _NAME.match(part.strip())
        if name and name[2]:
            yield Import(0, module, (name[1],), name[2])
        elif name:
            plain.append(name[1])
    if plain or alias:
        yield Import(0, module, tuple(plain), "")
    if alias:
        yield Import(0, module, (), alias)


def _flat(tree: str) -> Iterator[Import]:
    """Yield the imports of a Rust use tree: ``a::b::{self, c::D as E, f}``."""
    prefixes, piece = [""], ""
    for sign in tree + ",":
        if sign == "{":
            prefixes.append(prefixes[-1] + piece.strip())
            piece = ""
            if len(prefixes) > 20:
                return
        elif sign in ",}":
            if piece.strip():
                yield _leaf(prefixes[-1] + piece.strip())
            piece = ""
            if sign == "}" and len(prefixes) > 1:
                prefixes.pop()
        else:
            piece += sign


def _leaf(path: str) -> Import:
    path, _, alias = path.partition(" as ")
    module, _, name = "".join(path.split()).rpartition("::")
    if name == "self":
        module, _, name = module.rpartition("::")
    return Import(0, module, (name,), alias.strip())


class Brought:
    """The names that a file's imports bring, and the modules that bring them."""

    def __init__(self, language: Language, package: str, records: tuple[Import, ...]) -> None:
        self.language = language
        self.package = package
        self.records = records
        self.modules: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        self.aliases = frozenset(record.alias for record in records if record.alias and not record.names)
        self.open: list[str] = []
        for record in records:
            self._add(record)

    def _add(self, record: Import) -> None:
        separator = self.language.resolve.separator
        if not record.names:
            for name in [record.alias] if record.alias else _goes_by(record.module, separator):
                self.modules.setdefault(name, record.module)
            if self.language.resolve.open and not record.alias:
                self.open.append(record.module)
        for name in record.names:
            if name == "*":
                self.open.append(record.module)
                continue
            self.names.setdefault(name, record.module)
            if record.alias:
                self.renamed[record.alias] = name
            self.modules.setdefault(record.alias or name, self._nested(record.module, name))

    def _nested(self, module: str, name: str) -> str:
        resolve = self.language.resolve
        if not resolve.nested:
            return module
        return module + name if module.endswith(resolve.separator) else module + resolve.separator + name

    def original(self, callee: str) -> str:
        """Return a callee with the name that an import renamed put back in its place."""
        first = pattern(r"^\w+").match(callee)
        if first is None or first[0] not in self.renamed:
            return callee
        return self.renamed[first[0]] + callee[first.end() :]

    def full(self, name: str) -> str:
        """Return the full name of a type that an import gives another one (C#'s ``using Addr = Shop.Address;``)."""
        first, dot, rest = name.partition(".")
        aliased = self.modules.get(first, "") if self.language.resolve.open else ""
        return f"{aliased}{dot}{rest}" if aliased and first in self.aliases else name

    def real(self, name: str) -> str:
        """Return a type by the name that it is imported under, whatever it goes by here; a module's alias stays."""
        full = self.full(name)
        return full if full != name else self.original(name)

    def module(self, qualifier: str) -> str:
        """Return the module that a qualifier stands for, empty where no import brings it."""
        if qualifier in self.modules:
            return self.modules[qualifier]
        separator = self.language.resolve.separator
        first, _, rest = qualifier.partition(separator)
        if rest and first in self.modules and separator not in first:
            brought = self.modules[first]
            if brought.split(separator)[0] == first:
                return qualifier
            return self._nested(brought, rest)
        if rest and self.language.resolve.qualified:
            return qualifier
        return ""

    def type(self, name: str, origin: str = "") -> str:
        """Return the module that brings a type, given by its name or its full path; empty where none does.

        ``origin`` must match the module. Where the language leaves it open which of several modules brings the
        type, all of them are named, separated by ``, ``.
        """
        resolve = self.language.resolve
        outer, _, last = name.rpartition(resolve.separator)
        if outer:
            candidates = [self.module(outer) or (outer if resolve.qualified else "")]
        elif last in self.names:
            candidates = [self.names[last]]
        else:
            candidates = [each for each in self.open if not (resolve.ignore and pattern(resolve.ignore).search(each))]
            if resolve.package and self.package:
                candidates.append(self.package)
        fitting = [each for each in candidates if each and (not origin or pattern(origin).search(each))]
        return ", ".join(dict.fromkeys(fitting))

    def any(self, like: str) -> bool:
        """Tell whether some import matches a pattern, by its module or by the full name of what it brings."""
        search = pattern(like).search
        return any(
            search(record.module) or any(search(f"{record.module}.{name}") for name in record.names)
            for record in self.records
        )


def _goes_by(module: str, separator: str) -> list[str]:
    """Return the names a module may go by where the import gives none."""
    if "/" in module:
        parts = [part for part in module.split("/") if part]
        last = parts[-1] if parts else module
        if pattern(r"^v\d+$").match(last) and len(parts) > 1:
            last = parts[-2]
        last = pattern(r"\.v\d+$").sub("", last)
        return [last, last.replace("-", ""), pattern(r"^go-|[.-]go$").sub("", last).replace("-", "_")]
    parts = module.split(separator)
    return [module, parts[0]] if len(parts) > 1 else [module]
