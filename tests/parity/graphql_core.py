"""Holds the GraphQL comparer against graphql-core's own tests: `python tests/parity/graphql_core.py LOCATION`.

LOCATION is a source tree of graphql-python/graphql-core, the same suite as graphql-js has. Its tests are run, and every
pair of schemas that they compare is caught with the breaking and dangerous changes found. Reasons for differences stand
in graphql_core.toml, by case. Exits 1 where one has none.
"""

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from graphql import GraphQLSchema, utilities

from juncture.contracts.formats import Comparison
from juncture.contracts.graphql.compare import compare
from juncture.contracts.model import Compatibility, ContractChange
from juncture.facts.rule import rule

_REASONS = Path(__file__).with_suffix(".toml")
_SUITES = ("tests/utilities/test_find_breaking_changes.py", "tests/utilities/test_find_schema_changes.py")


class Change(NamedTuple):
    """A change in the peer's words: its id, and the names of what it is about."""

    id: str
    names: frozenset[str]


class Case(NamedTuple):
    """Two schemas, and the changes that the peer finds by what they mean."""

    key: str
    old: str
    new: str
    changes: dict[Compatibility, list[Change]]


def cases(location: Path) -> Iterator[Case]:
    """Yield every pair that the tests compare."""
    for suite in _SUITES:
        tree = ast.parse((location / suite).read_text("utf-8"))
        outer = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        names: dict[str, Any] = {"__name__": "suite"}
        _run([node for node in tree.body if node not in outer], names)
        for test in (node for function in outer for node in function.body if isinstance(node, ast.FunctionDef)):
            watch = _Watch()
            _run([test], dict(names), watch.replaced)
            for number, (old, new) in enumerate(watch.pairs):
                yield Case(f"{test.name} {number + 1}", watch.text(old), watch.text(new), _told(old, new))


def _run(nodes: list[ast.stmt], names: dict[str, Any], replaced: dict[str, Any] | None = None) -> None:
    """Execute statements of the peer's tests; a single function is called."""
    names.update(replaced or {})
    exec(compile(ast.Module(nodes, []), "suite", "exec"), names)
    if replaced is not None:
        names[nodes[0].name]()  # type: ignore[attr-defined]


class _Watch:
    """Catches the schemas that a test compares, with the SDL that they were built from."""

    def __init__(self) -> None:
        self.pairs: list[tuple[GraphQLSchema, GraphQLSchema]] = []
        self._texts: list[tuple[GraphQLSchema, str]] = []

    @property
    def replaced(self) -> dict[str, Any]:
        """What a test calls in place of the peer's functions."""
        finders = ("find_breaking_changes", "find_dangerous_changes", "find_schema_changes")
        return {"build_schema": self._built, **{name: self._finder(getattr(utilities, name)) for name in finders}}

    def text(self, schema: GraphQLSchema) -> str:
        """Return a schema as SDL."""
        return next((text for each, text in self._texts if each is schema), None) or utilities.print_schema(schema)

    def _built(self, text: str) -> GraphQLSchema:
        schema = utilities.build_schema(text)
        self._texts.append((schema, text))
        return schema

    def _finder(self, find: Any) -> Any:
        def watched(old: GraphQLSchema, new: GraphQLSchema) -> Any:
            if old is not new and not any(old is left and new is right for left, right in self.pairs):
                self.pairs.append((old, new))
            return find(old, new)

        return watched


def _told(old: GraphQLSchema, new: GraphQLSchema) -> dict[Compatibility, list[Change]]:
    """Return what the peer finds. Descriptions are not held against us: they never count."""
    found: dict[Compatibility, list[Change]] = {each: [] for each in Compatibility}
    for change in utilities.find_schema_changes(old, new):
        if change.type.name != "DESCRIPTION_CHANGED":
            found[_LEVELS[type(change.type).__name__]].append(Change(change.type.name, _names(change.description)))
    return found


_LEVELS = {
    "BreakingChangeType": Compatibility.BREAKING,
    "DangerousChangeType": Compatibility.RISKY,
    "SafeChangeType": Compatibility.COMPATIBLE,
}


def _names(description: str) -> frozenset[str]:
    """The names that a description holds, those of types in it left out."""
    told = re.split(r" (?:changed type|has changed|changed from|added a defaultValue|defaultValue)", description)[0]
    if "union type" in description or "interfaces implemented" in description:
        told = description
    return frozenset(re.findall(r"@?\b[\w]+", told)) - _WORDS


_WORDS = frozenset(
    """A An Argument Directive Enum Field Repeatable Standard The added anymore argument because field flag from
    implemented implements interface interfaces is it longer no not of on optional referenced removed required scalar
    to type union value was by""".split()  # noqa: SIM905 - words are read better than a list of strings
)


def ours(case: Case) -> list[ContractChange]:
    """Return the changes that this project finds."""
    sides = ({"schema.graphql": text.encode()} for text in (case.old, case.new))
    return compare(Comparison(*sides))


class Score(NamedTuple):
    """How the two compare on a case, with what only one of them says."""

    how: str
    theirs: list[str]
    ours: list[ContractChange]


def scored(case: Case) -> Score:
    """Return how the two compare."""
    left = {level: Counter(changes) for level, changes in case.changes.items()}
    only_ours = []
    for change in ours(case):
        ids = rule(change.rule).equivalents.get("graphql-js", [])
        names = frozenset(re.findall(r"@?\w+", change.part))
        same = [each for each in left[change.compatibility] if each.id in ids and each.names == names]
        left[change.compatibility] -= Counter(same[:1])
        if not same:
            only_ours.append(change)
    only_theirs = [
        f"{each.id} {'.'.join(sorted(each.names))}" for counter in left.values() for each in counter.elements()
    ]
    how = _HOW[bool(only_ours), bool(only_theirs)]
    return Score(how, sorted(only_theirs), only_ours)


def main(location: Path) -> int:
    """Print the score and a row for each difference; return 1 where one has no reason."""
    table = tomllib.loads(_REASONS.read_text("utf-8"))
    count: Counter[str] = Counter()
    unexplained = 0
    rows = []
    for case in cases(location):
        score = scored(case)
        count[score.how] += 1
        if score.how != "agreed":
            reason = table["cases"].get(case.key, "")
            unexplained += reason not in table["reasons"]
            said = ", ".join(f"{each.rule} {each.part} ({each.proof})" for each in score.ours)
            rows.append(f"| {score.how} | {case.key} | {', '.join(score.theirs)} | {said} | {reason or 'none'} |")
    print(f"graphql-core {count.total()} pairs: " + ", ".join(f"{count[each]} {each}" for each in _HOW.values()))  # noqa: T201
    print("\n".join([_HEAD, *rows]) if rows else "no difference")  # noqa: T201
    return 1 if unexplained else 0


_HOW = {
    (False, False): "agreed",
    (True, False): "we find more",
    (False, True): "we find less",
    (True, True): "we differ",
}
_HEAD = "| | case | only the peer says | only we say | reason |\n|---|---|---|---|---|"

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
