"""Hold the kit against the labels: python tests/truth/compare.py REPOS_DIR [OWNER/NAME …].

Prints precision and recall of edges and uses by repository, and every miss and every wrong answer with its place.
"""

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from check import HERE, repository

from juncture.catalog.catalog import Catalog
from juncture.catalog.model import Edge, Service
from juncture.facts.problem import InputError
from juncture.flow.removed import if_removed
from juncture.repository.cache import Cache, default_file
from juncture.repository.git import Git
from juncture.review.place import catalog_at

Label = dict[str, Any]
_JUDGED = {"called", "wired"}


class Score(NamedTuple):
    """What was compared: labels found and missed, answers that are right and wrong, each as a sentence."""

    found: list[str]
    missed: list[str]
    right: list[str]
    wrong: list[str]

    def line(self, name: str) -> str:
        """Return one row of the table."""
        recall = len(self.found) / max(len(self.found) + len(self.missed), 1)
        precision = len(self.right) / max(len(self.right) + len(self.wrong), 1)
        labels, answers = len(self.found) + len(self.missed), len(self.right) + len(self.wrong)
        return f"| {name} | {labels} | {recall:.3f} | {answers} | {precision:.3f} |"


def service_named(catalog: Catalog, name: str, folder: str = "", aliases: Iterable[str] = ()) -> str:
    """Return what the kit calls a labelled service: by its folder, else by a name it goes by; empty for none."""
    if folder:
        there = [s for s in catalog.services if s.path == folder]
        at = [s for s in catalog.services if s.path.startswith(f"{folder}/")]
        around = [s for s in catalog.services if s.path and folder.startswith(f"{s.path}/")]
        for found in (there, at, around):
            if len(found) == 1:
                return found[0].name
    wanted = {_plain(each) for each in (name, *aliases)}
    found = [s for s in catalog.services if wanted & {_plain(each) for each in _names(s)}]
    return found[0].name if found else ""


def _names(service: Service) -> Iterator[str]:
    yield service.name
    for names in service.aliases.values():
        yield from names


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def edges(catalog: Catalog, services: list[Label], labelled: list[Label]) -> Score:
    """Compare the called and wired edges of one repository at one revision."""
    score = Score([], [], [], [])
    told = {label["service"]: label for label in services}
    known: dict[tuple[str, str], str] = {}

    def named(name: str, folder: str = "") -> str:
        label = told.get(name, {})
        key = (name, folder or label.get("folder", ""))
        if key not in known:
            known[key] = service_named(catalog, *key, label.get("aliases", ()))
        return known[key] or name

    def target(label: Label) -> str:
        return label["to"] if label["to"].startswith("topic:") else named(label["to"])

    judged = [
        edge for edge in catalog.edges if _JUDGED & set(edge.strength) and edge.layer in ("sync", "async", "data")
    ]
    by_ends: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in judged:
        by_ends[edge.source, edge.target].update(edge.strength)
    true: dict[str, set[str]] = defaultdict(set)
    for label in labelled:
        ends = (named(label["from"], label.get("folder", "")), target(label))
        true[ends[0]].add(ends[1])
        place = f"{label['from']} → {label['to']} {label['strength']} {label['path']}:{label['line']}"
        if label.get("composed"):
            continue
        if label["strength"] in by_ends[ends] or (label["strength"] == "wired" and by_ends[ends]):
            score.found.append(place)
        else:
            score.missed.append(place)
    for label in services:
        if label.get("complete"):
            _judge(label, named(label["service"], label.get("folder", "")), judged, true, named, score)
    return score


def _judge(label: Label, source: str, judged: list[Edge], true: dict[str, set[str]], named: Any, score: Score) -> None:
    """Judge every edge of a service whose edges are all labelled."""
    aside = set(label.get("unjudged", ()))
    passed = {named(name) for name in aside} | aside
    for edge in judged:
        if edge.source != source or edge.target in passed or edge.target == source:
            continue
        topic = edge.target.startswith("topic:")
        if topic and ("topic:*" in aside or edge.target.startswith("topic:?")):
            continue
        told = f"{source} → {edge.target} {'+'.join(edge.strength)} {edge.provenance[0] if edge.provenance else ''}"
        (score.right if edge.target in true[source] else score.wrong).append(told)


def uses(catalog: Catalog, pairs: list[Label], labelled: list[Label]) -> Score:
    """Compare the uses of parts of one repository at one revision."""
    score = Score([], [], [], [])
    lines: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for label in labelled:
        lines[label["contract"], label["part"], label["service"]].add(f"{label['path']}:{label['line']}")
    answers: dict[tuple[str, str], dict[str, tuple[str, list[str]]] | str] = {}
    for pair in pairs:
        key = (pair["contract"], pair["part"])
        if key not in answers:
            answers[key] = _answer(catalog, *key)
        answer = answers[key]
        name = service_named(catalog, pair["service"], pair.get("folder", "")) or pair["service"]
        if isinstance(answer, str):
            said, told = answer, []
        else:
            said, told = _lines(answer, name, pair.get("folder", ""))
        what = f"{pair['service']} {pair['part']}"
        expected = lines[(*key, pair["service"])]
        tolerated = set(pair.get("tolerated", ()))
        for place in sorted(expected):
            (score.found if place in told else score.missed).append(f"{what} {place} ({said})")
        if pair.get("complete"):
            for place in told:
                if place in expected:
                    score.right.append(f"{what} {place}")
                elif place not in tolerated:
                    score.wrong.append(f"{what} {place}")
    return score


def _lines(answer: dict[str, tuple[str, list[str]]], name: str, folder: str) -> tuple[str, list[str]]:
    """Return what is said of a service and its lines: code of no service of its own goes by its folder's name."""
    said, told = answer.get(name, ("not reached", []))
    shared = {each for each in answer if each.endswith("/") and folder and each.startswith(f"{folder}/")}
    return said, sorted({*told, *(place for each in shared for place in answer[each][1])})


def _answer(catalog: Catalog, contract: str, part: str) -> dict[str, tuple[str, list[str]]] | str:
    """Return, by service, the answer and the lines outside tests; or why there is none."""
    try:
        reached = if_removed(catalog, f"{contract}#{part}")
    except InputError as error:
        return f"no answer: {error.problems[0].message[:80]}"
    return {
        impact.service: (impact.answer, [f"{use.path}:{use.line}" for use in impact.uses if not use.test])
        for impact in reached
    }


def _places(documents: Iterable[dict[str, list[Label]]]) -> list[tuple[str, str]]:
    return sorted({(each["repository"], each["revision"]) for one in documents for of in one.values() for each in of})


def main(argv: list[str]) -> int:
    """Print the tables and every difference; 2 where a repository is missing."""
    if not argv:
        sys.stderr.write("usage: python tests/truth/compare.py REPOS_DIR [OWNER/NAME …]\n")
        return 2
    documents = [tomllib.loads((HERE / name).read_text(encoding="utf-8")) for name in ("edges.toml", "uses.toml")]
    total: dict[str, Score] = {kind: Score([], [], [], []) for kind in ("edges", "uses")}
    cache = Cache(default_file())
    head = "| what | labels | recall | answers | precision |\n|---|---|---|---|---|\n"
    rows: list[str] = []
    for name, revision in _places(documents):
        if argv[1:] and name not in argv[1:]:
            continue
        folder = repository(Path(argv[0]), name)
        if folder is None:
            sys.stderr.write(f"{name}: no such repository in {argv[0]}\n")
            return 2
        catalog = catalog_at(Git(folder), revision, cache)
        here = [
            {
                kind: [each for each in of if (each["repository"], each["revision"]) == (name, revision)]
                for kind, of in one.items()
            }
            for one in documents
        ]
        scores = {
            "edges": edges(catalog, here[0]["service"], here[0]["edge"]),
            "uses": uses(catalog, here[1]["pair"], here[1]["use"]),
        }
        for kind, score in scores.items():
            rows.append(score.line(f"{kind} {name} {revision[:7]}"))
            for kept, new in zip(total[kind], score, strict=True):
                kept.extend(new)
            for word, sentences in (("missed", score.missed), ("wrong", score.wrong)):
                for sentence, times in sorted(Counter(sentences).items()):
                    sys.stdout.write(f"{word} {kind} {name}: {sentence}{f' x{times}' if times > 1 else ''}\n")
    sys.stdout.write(
        head + "\n".join([*rows, *(score.line(f"**{kind}, all**") for kind, score in total.items())]) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
