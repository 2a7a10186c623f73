"""CODEOWNERS patterns as a trie of path segments: all rules are followed at once, down the folders of a path.

A folder remembers which nodes of the trie its files continue from, so a path costs a few dictionary look-ups:
by name, by extension, and by the few wildcards that are left.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from juncture.catalog.codeowners_model import DEEP, Ownership, Pattern, Rule, Step, Wildcard
from juncture.facts.problem import InputError, Problem

MAX_COSTLY = 2_000
"""Wildcards that have to be tried one by one, and inner ``**``, that a file may hold (threats.md T13)."""


Match = Callable[[str], object]


class _Node:
    """Where patterns with the same beginning continue, and the numbers of the rules that end here."""

    __slots__ = (
        "any",
        "by_extension",
        "by_regex",
        "deep",
        "files",
        "literals",
        "loops",
        "suffixes",
        "trees",
        "wildcards",
    )

    def __init__(self, loops: bool = False) -> None:
        self.loops = loops
        self.literals: dict[str, _Node] = {}
        self.by_regex: dict[str, _Node] = {}
        self.suffixes: dict[str, _Node] = {}
        self.by_extension: dict[str, list[tuple[Match, _Node]]] = {}
        self.wildcards: list[tuple[Match, _Node]] = []
        self.any: _Node | None = None
        self.deep: _Node | None = None
        self.files: list[int] = []
        self.trees: list[int] = []

    def child(self, step: Step) -> "_Node":
        if isinstance(step, str):
            return self.literals.setdefault(step, _Node())
        if step is DEEP:
            if self.loops:
                return self
            self.deep = self.deep or _Node(loops=True)
            return self.deep
        if isinstance(step, Wildcard):
            return self._wildcard(step)
        self.any = self.any or _Node()
        return self.any

    def _wildcard(self, step: Wildcard) -> "_Node":
        if step.suffix_only:
            return self.suffixes.setdefault(step.extension, _Node())
        if step.regex not in self.by_regex:
            node = self.by_regex[step.regex] = _Node()
            bucket = self.by_extension.setdefault(step.extension, []) if step.extension else self.wildcards
            bucket.append((re.compile(step.regex + r"\Z", re.DOTALL).match, node))
        return self.by_regex[step.regex]


def _follow(nodes: tuple[_Node, ...], name: str) -> tuple[_Node, ...]:
    """Return the nodes that one more segment leads to."""
    _, dot, extension = name.rpartition(".")
    reached: list[_Node] = []
    for node in nodes:
        if name in node.literals:
            reached.append(node.literals[name])
        if dot and extension in node.suffixes:
            reached.append(node.suffixes[extension])
        if dot and extension in node.by_extension:
            reached += [target for match, target in node.by_extension[extension] if match(name)]
        for match, target in node.wildcards:
            if match(name):
                reached.append(target)
        if node.any is not None:
            reached.append(node.any)
    return tuple(reached)


class _Place:
    """What all folders share that continue from the same nodes below the same rules. The places are found as asked.

    ``answers`` and ``below`` are by the nodes that one more name leads to: the owners of a file of that name, the
    place of a folder of that name.
    """

    __slots__ = ("answers", "below", "nodes", "trees")

    def __init__(self, nodes: tuple[_Node, ...], trees: tuple[int, ...]) -> None:
        self.nodes = nodes
        self.trees = trees
        self.answers: dict[tuple[_Node, ...], Ownership] = {}
        self.below: dict[tuple[_Node, ...], _Place] = {}


class Matcher:
    """The rules of one file, ready to be asked. Raises InputError where they would be too slow to follow."""

    def __init__(self, path: str, rules: Sequence[Rule], steps: Callable[[str], Pattern]) -> None:
        self.rules = rules
        root = _Node()
        costly = 0
        for number, rule in enumerate(rules):
            pattern = steps(rule.pattern)
            node = root
            for place, step in enumerate(pattern.steps):
                costly += (isinstance(step, Wildcard) and not step.suffix_only) or (step is DEEP and place > 0)
                node = node.child(step)
            if costly > MAX_COSTLY:
                raise InputError(Problem(path, rule.line, f"more than {MAX_COSTLY:,} wildcards in its patterns"))
            if pattern.file:
                node.files.append(number)
            if pattern.tree:
                node.trees.append(number)
        self._places = {"": _Place(_closed([root]), self._in_force(root.trees))}

    def owners(self, path: str) -> Ownership:
        """Return who owns a file, by its path from the root of the repository."""
        folder, _, name = path.rpartition("/")
        place = self._places.get(folder) or self._enter(folder)
        reached = _follow(place.nodes, name)
        answer = place.answers.get(reached)
        if answer is None:
            numbers = {*place.trees, *(number for node in reached for number in node.files)}
            answer = place.answers[reached] = self._decide(numbers)
        return answer

    def _enter(self, folder: str) -> _Place:
        known, names = folder, []
        while known not in self._places:
            known, _, name = known.rpartition("/")
            names.append(name)
        place = self._places[known]
        for name in reversed(names):
            known = f"{known}/{name}" if known else name
            place = self._places[known] = self._below(place, _follow(place.nodes, name))
        return place

    def _below(self, place: _Place, reached: tuple[_Node, ...]) -> _Place:
        if reached not in place.below:
            trees = {*place.trees, *(number for node in reached for number in node.trees)}
            nodes = _closed([*(node for node in place.nodes if node.loops), *reached])
            place.below[reached] = _Place(nodes, self._in_force(trees))
        return place.below[reached]

    def _in_force(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return the last rule and the last exclusion of every section, in file order."""
        last = {(self.rules[number].section, self.rules[number].excludes): number for number in sorted(numbers)}
        return tuple(sorted(last.values()))

    def _decide(self, numbers: Iterable[int]) -> Ownership:
        in_force = [self.rules[number] for number in self._in_force(numbers)]
        excluded = {rule.section for rule in in_force if rule.excludes}
        deciding = [rule for rule in in_force if rule.excludes or rule.section not in excluded]
        if not deciding:
            return Ownership("unmatched")
        owners = tuple(dict.fromkeys(owner for rule in deciding if not rule.excludes for owner in rule.owners))
        first = next((rule for rule in deciding if rule.owners and not rule.excludes), deciding[0])
        lines = tuple(rule.line for rule in deciding)
        return Ownership("owned" if owners else "unowned", owners, first.line, first.pattern, lines)


def _closed(nodes: Iterable[_Node]) -> tuple[_Node, ...]:
    """Return the nodes and those that ``**`` reaches without taking a folder."""
    closed: dict[int, _Node] = {}
    for node in nodes:
        closed[id(node)] = node
        if node.deep is not None:
            closed[id(node.deep)] = node.deep
    return tuple(closed.values())
