"""Evidence by GraphQL documents: which fields, arguments and values the operations in files and code select.

A use is the line of the field. Types are followed from the operation's root, or from a fragment's own type, through the
schema; a document whose root fields the schema does not have is another schema's.
"""

import re
from collections.abc import Iterator

from juncture.contracts.selections import Schema, Selected, selected
from juncture.contracts.surface import Surface
from juncture.flow.files import Files
from juncture.flow.found import Doubt, Found
from juncture.flow.sought import Sought

_ENDINGS = (".graphql", ".gql")
_TAGGED = re.compile(r"\b(?:gql|graphql)(?:\s*+<[^`()]{0,200}>)?\s*+\(?\s*+(?:/\*[^*]{0,200}\*/\s*+)?`")
_LITERAL = re.compile(
    r"([\"`]{1,3}|''')(?=\s*+(?:#[^\n]{0,200}+\s*+){0,5}+(?:query|mutation|subscription|fragment)\b[^\"`]{0,2000}\{)"
)
_BARE = re.compile(r"\b(?:gql|graphql|GraphQL)\(\s*+([\"`]{1,3}|'''|')(?=\s*+\{)")
"""A call that is given a document without a keyword: the selection of a query."""
_SIGN = re.compile(rb"gql|[gG]raph[qQ][lL]|[\"'`]\s{0,40}(?:query|mutation|subscription)\b[^\"'`{]{0,300}\{")
"""How a file shows that it may hold a document."""
_LONGEST = 200_000


class Documents:
    """Finds uses of GraphQL schemas in one tree. Documents are read once for each schema."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._texts: list[tuple[str, int, str]] | None = None
        self._selected: dict[str, list[tuple[str, Selected]]] = {}

    def search(self, contract: str, part: Sought) -> Iterator[Found | Doubt]:
        """Yield the lines of documents that use a part of a schema."""
        taken: dict[str, Selected] = {}
        found = set()
        rivals = self._rivals(contract, part)
        for path, one in self._of(contract):
            if one.kind == "word" and part.kind == "member" and not part.of_enum:
                if one.name == part.name and rivals is not None:
                    found.add(path)
                    why = f"`{path}:{one.line}` has `{one.name}`, a key of {' and '.join([part.type, *rivals[:2]])}"
                    yield (
                        Doubt(self.files.service(path), path, one.line, why) if rivals else self._found(path, one, part)
                    )
            elif _is(one, part):
                found.add(path)
                yield self._found(path, one, part)
            elif one.kind == "variable" and one.type == part.type and part.kind == "member":
                taken.setdefault(path, one)
        for path, one in taken.items():
            if path not in found:
                why = f"`{path}:{one.line}` passes a variable of {one.type}; what it holds is not shown there"
                yield Doubt(self.files.service(path), path, one.line, why)

    def _rivals(self, contract: str, part: Sought) -> list[str] | None:
        """Return the other inputs with a key of this name; None where the part is no key of an input."""
        inputs = [item for item in self.files.catalog.surfaces[contract].types if item.kind == "input"]
        if part.type not in {item.name for item in inputs}:
            return None
        others = (item for item in inputs if item.name != part.type)
        return [item.name for item in others if any(member.name == part.name for member in item.members)]

    def _found(self, path: str, one: Selected, part: Sought) -> Found:
        source = self.files.catalog.sources.get(path)
        reader = f"graphql: a document names {one.name}, which is {part.part}"
        text = self.files.line(path, one.line)
        test = source.test if source else False
        return Found(self.files.service(path), path, one.line, text, "read", "", one.name, part.part, test, reader)

    def _of(self, contract: str) -> list[tuple[str, Selected]]:
        if contract not in self._selected:
            schema = Schema(self._schema(contract))
            found = []
            for path, start, text in self._documents():
                # Of a document that is put together at run time nothing is known.
                found += [(path, one._replace(line=one.line + start)) for one in selected(text, schema) or ()]
            self._selected[contract] = found
        return self._selected[contract]

    def _schema(self, contract: str) -> Iterator[Surface]:
        """Yield the surface of a schema's file, then those of the others: it may be written in several files."""
        surfaces = self.files.catalog.surfaces
        yield surfaces[contract]
        for path in sorted(surfaces):
            if path != contract and surfaces[path].format == "graphql":
                yield surfaces[path]

    def _documents(self) -> list[tuple[str, int, str]]:
        """Return every document of the tree: its path, the line before it, and its text."""
        if self._texts is None:
            tree = self.files.catalog.tree
            schemas = self.files.catalog.surfaces
            own = [path for path in tree.entries if path.endswith(_ENDINGS) and path not in schemas]
            written = self.files.written()
            self.files.load([*own, *written])
            self._texts = [(path, 0, self.files.content(path).decode("utf-8", "replace")) for path in own]
            for path in written:
                content = self.files.content(path)
                if _SIGN.search(content) and len(content) < _LONGEST:
                    text = content.decode("utf-8", "replace")
                    self._texts += [(path, line, each) for line, each in _literals(text)]
        return self._texts


def _literals(text: str) -> Iterator[tuple[int, str]]:
    """Yield the documents that are written in code, with the number of lines before each."""
    starts = [(match.end(), "`") for match in _TAGGED.finditer(text)]
    starts += [(match.end(), match[1]) for match in _BARE.finditer(text)]
    known = {start for start, _ in starts}
    starts += [(match.end(), match[1]) for match in _LITERAL.finditer(text) if match.end() not in known]
    for start, quote in sorted(starts):
        end = text.find(quote, start)
        if end > start:
            # An interpolated fragment is read by itself, where it is written.
            yield text.count("\n", 0, start), re.sub(r"\$\{[^{}]*\}", " ", text[start:end])


def _is(one: Selected, part: Sought) -> bool:
    """Tell whether what a document names is the part."""
    if part.kind == "type":
        return one.name == part.type or (one.kind in ("field", "variable") and one.type == part.type)
    if part.of_enum:
        return one.kind == "word" and one.name == part.name
    if part.key:
        return one.kind == "argument" and (one.type, one.name) == (part.type, f"{part.name}({part.key})")
    return one.kind == "field" and (one.type, one.name) == (part.type, part.name)
