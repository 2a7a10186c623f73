"""Holds the Protobuf comparer against buf's own breaking tests: `python tests/parity/buf.py LOCATION`.

LOCATION is a source tree of bufbuild/buf. Each test names a folder of old and new files, and what buf says of them: a
file, lines and a rule. We agree where a change of ours that has this rule as its equivalent stands in those lines. We
find more where one of ours has a rule that the test's buf.yaml asks for by name, and buf says nothing there. Reasons
for differences stand in buf.toml, by case. Exits 1 where one has none.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError
from juncture.facts.rule import rule

_REASONS = Path(__file__).with_suffix(".toml")
_SUITE = "private/bufpkg/bufcheck"
_TEST = re.compile(r"^func (Test\w+)\(t \*testing\.T\) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FOLDER = re.compile(r'testBreaking\(\s*t,\s*"([^"]+)"')
_SAID = re.compile(r'NewFileAnnotation(?:NoLocation)?(?:OrPath)?\(\s*t,([^)]*?)"([A-Z][A-Z_0-9]+)"', re.DOTALL)
_FILE = re.compile(r'"([^"]*)"')


class Said(NamedTuple):
    """What buf says: a rule at the lines of a file, 0 to 0 for a file as a whole (and for one that is gone)."""

    file: str
    first: int
    last: int
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.rule}" if self.first else f"{self.file} {self.rule}"


class Case(NamedTuple):
    """A test: its folder, both sides, the rules that it asks for by name, and what buf says."""

    key: str
    old: dict[str, bytes]
    new: dict[str, bytes]
    rules: frozenset[str]
    said: tuple[Said, ...]


class Row(NamedTuple):
    """How a statement compares: what buf says, and what we say there.

    Statements of one test by one rule in whose place we say the same have one key, and one reason.
    """

    how: str
    test: str
    said: str
    rule: str
    ours: str

    @property
    def key(self) -> str:
        """The key in the table of reasons."""
        return f"{self.test}: {self.rule} / {self.ours}"


def cases(location: Path) -> Iterator[Case]:
    """Yield the tests that compare two folders."""
    suite = location / _SUITE
    for _, body in _TEST.findall((suite / "breaking_test.go").read_text("utf-8")):
        folder = _FOLDER.search(body)
        if folder is None:
            continue
        data = suite / "testdata/breaking"
        old, new = (_side(data / word / folder[1]) for word in ("previous", "current"))
        yield Case(folder[1], old, new, _rules(data / "current" / folder[1]), tuple(_said(body)))


def _side(folder: Path) -> dict[str, bytes]:
    roots = (_config(folder).get("build") or {}).get("roots") or ["."]
    paths = sorted((root, path) for root in roots for path in (folder / root).rglob("*.proto"))
    return {path.relative_to(folder / root).as_posix(): path.read_bytes() for root, path in paths}


def _rules(folder: Path) -> frozenset[str]:
    breaking = _config(folder).get("breaking") or {}
    return frozenset(breaking.get("use") or ()) - frozenset(breaking.get("except") or ())


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "buf.yaml"
    return (yaml.safe_load(path.read_text("utf-8")) if path.is_file() else None) or {}


def _said(body: str) -> Iterator[Said]:
    for arguments, name in _SAID.findall(body):
        file = _FILE.search(arguments)
        numbers = [int(each) for each in re.findall(r"\b\d+\b", _FILE.sub("", arguments))]
        first, last = (numbers[0], numbers[2]) if len(numbers) >= 3 else (0, 0)
        yield Said(file[1] if file else "", first, last, name)


def rows(case: Case) -> Iterator[Row]:
    """Yield how each statement of buf, and each one of ours that buf does not make, compares."""
    try:
        changes = compare(case.old, case.new, format="protobuf")
    except InputError as error:
        yield from (Row("we find less", case.key, str(each), each.rule, f"refused: {error}") for each in case.said)
        return
    matched: set[str] = set()
    for said in case.said:
        same = [each for each in changes if said.rule in _equivalents(each)]
        found = [each for each in same if _equal(said, each)] or [each for each in same if _is_cause(each, said)]
        matched |= {each.fingerprint for each in found}
        how = "agreed" if found else "we differ" if same else "we find less"
        yield Row(how, case.key, str(said), said.rule, _told([each for each in changes if _stands(each, said)]))
    for change in changes:
        only_ours = _equivalents(change) & case.rules
        if only_ours and change.fingerprint not in matched and change.compatibility != "compatible":
            cause = change.cause or change.cause_old
            place = f"{cause.path}:{cause.line}" if cause else change.contract
            yield Row("we find more", case.key, place, min(only_ours), _told([change]))


def _equal(said: Said, change: ContractChange) -> bool:
    if said.rule not in _equivalents(change):
        return False
    causes = [each for each in (change.cause, change.cause_old) if each]
    if not said.first or change.cause is None:  # what is gone has no line that buf could name
        return not said.file or any(each.path.endswith(said.file) for each in causes)
    return _stands(change, said)


def _stands(change: ContractChange, said: Said) -> bool:
    """Whether a change stands in the lines that buf names."""
    cause = change.cause
    return cause is not None and cause.path.endswith(said.file) and said.first <= cause.line <= said.last


def _is_cause(change: ContractChange, said: Said) -> bool:
    """Whether a setting of the whole file was changed, which we tell once, where it stands."""
    is_of_file = change.part in ("syntax", "package", "file") or change.part.startswith("option:")
    return is_of_file and any(each.path.endswith(said.file) for each in (change.cause, change.cause_old) if each)


def _equivalents(change: ContractChange) -> set[str]:
    return set(rule(change.rule).equivalents.get("buf", ()))


def _told(changes: list[ContractChange]) -> str:
    """Return the rules of changes, harmless ones left out."""
    found = {each.rule.partition("/")[2] for each in changes if each.compatibility != "compatible"}
    return ", ".join(sorted(found)) or "nothing"


def main(location: Path) -> int:
    """Print the score and a row for each kind of difference; return 1 where one has no reason."""
    table = tomllib.loads(_REASONS.read_text("utf-8"))
    found = [row for case in cases(location) for row in rows(case)]
    count = Counter(row.how for row in found)
    places: dict[tuple[str, str], list[str]] = {}
    for row in found:
        if row.how != "agreed":
            places.setdefault((row.how, row.key), []).append(row.said.partition(" ")[0])
    kinds = ("agreed", "we find more", "we find less", "we differ")
    said = count.total() - count["we find more"]
    print(f"buf {said} statements: " + ", ".join(f"{count[each]} {each}" for each in kinds))  # noqa: T201
    print("| | test: its rule / what we say in its place | places | reason |\n|---|---|---|---|")  # noqa: T201
    for (how, key), listed in places.items():
        print(f"| {how} | {key} | {', '.join(listed)} | {table['cases'].get(key, 'none')} |")  # noqa: T201
    unexplained = {key for _, key in places if table["cases"].get(key) not in table["reasons"]}
    unused = sorted(table["cases"].keys() - {key for _, key in places})
    print("\n".join(f"no longer a difference: {key}" for key in unused))  # noqa: T201
    return 1 if unexplained or unused else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
