"""Step 5: tests at their layers (process.md S5, A2, A3)."""

from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.review.files import FileKind
from juncture.review.model import Evidence
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable

_LAYERS = {
    "contract": ("contract", "pact", "consumer", "provider"),
    "integration": (
        "integration",
        "e2e",
        "end-to-end",
        "it",
        "acceptance",
        "functional",
        "system",
        "cypress",
        "tracetest",
    ),
}


def tests(situation: Situation) -> Answer:
    """Say for each changed service which layers of its tests change with it. Reports of runs are not read yet."""
    code = situation.paths(FileKind.CODE)
    changed = situation.paths(FileKind.TEST)
    if not code and not changed:
        return not_applicable("no program code changes; manifests, contracts and generated files are not counted")
    tested = {situation.service(path) for path in changed}
    silent = [name for name in situation.services(FileKind.CODE) if name not in tested]
    evidence = tuple(
        Evidence(StepId.TESTS, layer(path), f"{path} changes with the code", "author", (Provenance(path),))
        for path in changed
        if path in situation.head.tree.entries
    )
    parts = [
        f"{counted(len(evidence), 'test file')} with {counted(len(code), 'source file')}",
        "test reports: not read yet",
    ]
    missing = f"no test changes in {listed(silent)}" if silent else ""
    return Answer(True, "; ".join(parts), tuple(_removed(situation, changed)), missing, evidence=evidence)


def layer(path: str) -> str:
    """Return the layer that a test's path shows: ``contract``, ``integration``, else ``unit``."""
    words = path.lower().replace("_", "/").replace("-", "/").replace(".", "/").split("/")
    return next((name for name, marks in _LAYERS.items() if any(mark in words for mark in marks)), "unit")


def _removed(situation: Situation, changed: list[str]) -> list[Finding]:
    """A test that goes while its service stays is a finding (threats.md T7)."""
    stays = {service.name for service in situation.head.services}
    return [
        finding(
            "tests/removed",
            path,
            f"`{path}` is removed, {situation.service(path)} stays",
            provenance=(Provenance(path, 0, situation.base.tree.revision),),
        )
        for path in changed
        if path not in situation.head.tree.entries and situation.base.owned.service(path) in stays
    ]
