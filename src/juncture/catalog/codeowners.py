"""Who must approve a path: the CODEOWNERS file that the forge would use, read as that forge reads it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

import msgspec

from juncture.catalog import codeowners_github, codeowners_gitlab
from juncture.catalog.codeowners_match import Matcher
from juncture.catalog.codeowners_model import Ownership, Parsed, Pattern, Remark, Rule, Section
from juncture.facts.finding import Finding, finding
from juncture.facts.problem import InputError, Problem
from juncture.facts.provenance import Provenance

GITHUB = "github"
GITLAB = "gitlab"
PLACES = {
    GITHUB: (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    GITLAB: ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
}
"""Where each forge looks, in its order; the first one found is the only one used."""

_MAX_BYTES = 16 * 1024 * 1024
_STEPS: dict[str, Callable[[str], Pattern]] = {GITHUB: codeowners_github.steps, GITLAB: codeowners_gitlab.steps}


class Codeowners(msgspec.Struct, frozen=True, dict=True):
    """The rules in force of one CODEOWNERS file. ``findings`` say what is wrong with its other lines."""

    path: str
    dialect: str
    rules: tuple[Rule, ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.path, self.rules, _STEPS[self.dialect])

    def owners(self, path: str) -> Ownership:
        """Return who owns a file, by its path from the root. Folders are remembered: ask for many."""
        return self._matcher.owners(path)


def find(tree_paths: Collection[str]) -> tuple[str, str] | None:
    """Return the path of the CODEOWNERS file in use and its dialect; None where the tree has none.

    The dialect is empty where the paths do not tell: then only the content does, see ``parse``.
    """
    has_file, has_pipeline = ".gitlab/CODEOWNERS" in tree_paths, ".gitlab-ci.yml" in tree_paths
    if PLACES[GITHUB][0] in tree_paths and not (has_file and has_pipeline):
        dialect = GITHUB
    elif has_file or has_pipeline:
        dialect = GITLAB
    else:
        dialect = ""
    for place in PLACES[dialect or GITHUB]:
        if place in tree_paths:
            return place, dialect
    return None


def dead(tree_paths: Iterable[str], used: str) -> tuple[Finding, ...]:
    """Return a finding for every CODEOWNERS file that the forge never reads, ``used`` being the one it does."""
    found = sorted(
        path for path in tree_paths if path.endswith("CODEOWNERS") and path.rpartition("/")[2] == "CODEOWNERS"
    )
    return tuple(
        finding(
            "catalog/codeowners-dead",
            path,
            f"the forge reads {used or 'none here'}, never this file",
            provenance=(Provenance(path, reader="codeowners"),),
        )
        for path in found
        if path != used
    )


def parse(path: str, content: bytes, dialect: str = "") -> Codeowners:
    """Return the rules of a file. Raises InputError where its patterns are too many or too slow to follow.

    Without a dialect a section heading means GitLab, anything else GitHub.
    """
    if len(content) > _MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; at most {_MAX_BYTES:,} are read"))
    # Only a line feed ends a line: the other separators of Unicode may hide text in one (threats.md T17).
    lines = content.decode("utf-8-sig", "replace").split("\n")
    dialect = dialect or (GITLAB if codeowners_gitlab.has_sections(lines) else GITHUB)
    if dialect == GITHUB and len(content) > codeowners_github.MAX_BYTES:
        return Codeowners(path, dialect, findings=(_too_large(path, len(content)),))
    read = codeowners_github.parse if dialect == GITHUB else codeowners_gitlab.parse
    parsed: Parsed = read(lines)
    remarks = [*parsed.remarks, *_hidden(lines)]
    owners = Codeowners(path, dialect, parsed.rules, parsed.sections, _judged(path, remarks))
    _ = owners._matcher  # built here, so that a file nobody could follow is refused when it is read
    return owners


def _judged(path: str, remarks: Iterable[Remark]) -> tuple[Finding, ...]:
    """Return remarks as findings; equal ones about the same pattern are told apart by their order."""
    seen: Counter[tuple[str, str]] = Counter()
    findings = []
    for remark in sorted(remarks, key=lambda remark: (remark.line, remark.rule)):
        pattern = remark.pattern if remark.pattern.isascii() else ascii(remark.pattern)
        place = Provenance(path, remark.line, reader="codeowners")
        ordinal = seen[remark.rule, pattern]
        seen[remark.rule, pattern] += 1
        findings.append(finding(remark.rule, path, remark.message, part=pattern, provenance=(place,), ordinal=ordinal))
    return tuple(findings)


def _too_large(path: str, size: int) -> Finding:
    return finding(
        "catalog/codeowners-too-large",
        path,
        f"{size:,} bytes: GitHub loads no CODEOWNERS file over {codeowners_github.MAX_BYTES:,}, so nothing has owners",
        provenance=(Provenance(path, reader="codeowners"),),
    )


def _hidden(lines: list[str]) -> Iterator[Remark]:
    """Yield a remark on every rule with characters that do not show, or that are not UTF-8 (threats.md T17)."""
    for line, text in enumerate(lines, 1):
        rule = " ".join(text.removesuffix("\r").split("\t")).strip(" ")
        if not rule.startswith("#") and (not rule.isprintable() or "\ufffd" in rule):
            message = f"characters that do not show: {rule[:200]!a}"
            yield Remark("catalog/codeowners-hidden", line, rule.partition(" ")[0], message)
