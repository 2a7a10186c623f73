"""What an expression shows of the type of its value: by what it builds, casts to, or calls."""

from typing import TYPE_CHECKING

from juncture.code.declared import DeclaredTypes
from juncture.code.exchanged import remote, returned
from juncture.code.given import PATH_LENGTH
from juncture.code.known import Known
from juncture.code.language import pattern
from juncture.code.sites import Site, site_of, unwrap
from juncture.code.syntax import Source, child

if TYPE_CHECKING:
    from ast_grep_py import SgNode

BUILT = (
    r"^((?:\w+\.)*(?!\w*(?:Factory|Service|Builder|Client|Api|Store)\.)[A-Z]\w*)"
    r"\.(?:newBuilder|create|fromPartial|fromJSON|getDefaultInstance|parseFrom|decode|FromString|Parser\.Parse\w+)\("
)
"""How a type's own functions build a value of it."""
_CALLED = r"^(?:(?:this|self|cls)\.|Self::)?(\w+)$"
_REMOTE = r"(?i)(?:client|stub|service|svc|grpc)\w*(?:\(.*\))?(?:\?|!)?(?:\.|->|::)(\w+)$"
_SCHEMA = r"^((?:\w+\.)*[A-Z]\w*)Schema$"
_CREATES = frozenset({"create", "fromBinary", "fromJson", "fromJsonString"})
"""Functions of protobuf-es that are given the schema of what they build."""
_TYPE = r"[A-Z]"
_WORDS = r"[A-Z]?[a-z0-9]+|[A-Z]+"
_DEEPEST = 6


class Expressions:
    """The types that expressions of one file show, beside what contracts tell (``known``)."""

    def __init__(self, source: Source, known: Known, types: DeclaredTypes) -> None:
        self.source = source
        self.syntax = source.language.syntax
        self.known = known
        self.types = types

    def cast(self, node: "SgNode") -> str:
        """Return the type that an expression gives a value, whatever stands around it; empty where it gives none."""
        for _ in range(_DEEPEST):
            kind = node.kind()
            type_ = child(node, self.syntax.casts[kind]) if kind in self.syntax.casts else None
            if type_ is not None:
                return self.types.plain(type_.text()) if pattern(_TYPE).search(type_.text()) else ""
            children = node.named_children()
            if kind not in self.syntax.transparent or len(children) != 1:
                return ""
            node = children[0]
        return ""

    def given(self, node: "SgNode") -> str:
        """Return the type of what an expression gives of a call on a client, empty for any other expression."""
        return returned(self.source, self.known, node) if self.known.clients else ""

    def built(self, node: "SgNode") -> str:
        """Return the type that an expression builds or is cast to, empty where it does not show one."""
        if cast := self.cast(node):
            return cast
        if given := self.given(node):
            return given
        node = unwrap(self.source, node)
        kind = node.kind()
        if kind in self.syntax.literals:
            named = child(node, self.syntax.literals[kind])
            return self.types.plain(named.text()) if named is not None else ""
        site = site_of(self.source, node)
        if site is None:
            return ""
        if site.kind in ("new", "literal"):
            return self.types.plain(site.callee)
        return self._called(node, site)

    def _called(self, node: "SgNode", site: Site) -> str:
        """Return the type that a call builds or is shown to return."""
        chained = pattern(BUILT).match(self.source.start(node, PATH_LENGTH))
        if chained:
            return str(chained[1])
        given = site.positional(0) if site.callee in _CREATES else None
        schema = pattern(_SCHEMA).match(given.text()) if given is not None else None
        if schema:
            return str(schema[1])
        if site.callee in ("new", "make"):
            argument = site.positional(0)
            return self.types.plain(argument.text()) if argument is not None else ""
        called = pattern(_CALLED).match(site.callee)
        if called and called[1] in self.types.results:
            return self.types.results[called[1]]
        if gives := self.returned(site.callee):
            return gives
        constructs = self.syntax.constructors and pattern(r"^(?:\w+\.)*[A-Z]\w*[a-z]\w*$").match(site.callee)
        return site.callee if constructs else ""

    def returned(self, callee: str) -> str:
        """Return what a call of a contract's method on a client returns, empty for any other call."""
        if exchanged := remote(self.known, callee):
            return exchanged[1]
        called = pattern(_REMOTE).search(callee) if self.known.results else None
        found = self.known.results.get(called[1], "") if called else ""
        last = pattern(r"(\w+)(?:<[^()]*>)?$").search(callee)
        return found or (self.function(f"{last[1]}()") if last else "")

    def sent(self, callee: str) -> str:
        """Return what a call of a contract's method on a client is given, empty for any other call."""
        if exchanged := remote(self.known, callee):
            return exchanged[0]
        called = pattern(_REMOTE).search(callee) if self.known.sent else None
        return self.known.sent.get(called[1], "") if called else ""

    def function(self, step: str) -> str:
        """Return what a call of a function of the service's own code returns, empty for anything else."""
        name = step.removesuffix("()")
        many = name != step and len(pattern(_WORDS).findall(name)) > 1  # one word alone is anybody's method
        return self.known.functions.get(name, "") if many else ""

    def argument(self, node: "SgNode") -> str:
        """Return the one type argument of a call, empty where it has none: ``useState<Form>(…)``."""
        given = child(node, "type_arguments")
        types = given.named_children() if given is not None else []
        return self.types.plain(types[0].text()) if len(types) == 1 else ""
