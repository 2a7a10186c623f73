"""Step 4: the implementation lies with the service it belongs to (process.md S4, C1)."""

from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance
from juncture.review.files import FileKind
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable


def implementation(situation: Situation) -> Answer:
    """Say where the code of the change lies, and which new operation nobody implements here."""
    code = situation.paths(FileKind.CODE)
    findings = tuple(_unserved(situation))
    if not code and not findings:
        return not_applicable("no program code changes; manifests, contracts and generated files are not counted")
    services = situation.services(FileKind.CODE)
    outside = [path for path in code if not situation.service(path)]
    parts = [f"{counted(len(code), 'source file')} in {counted(len(services), 'service')}"]
    if services:
        parts[0] += f" ({listed(services)})"
    if outside:
        parts.append(f"{len(outside)} outside every service ({listed(outside, 2)})")
    return Answer(True, "; ".join(parts), findings)


def _unserved(situation: Situation) -> list[Finding]:
    """Return a finding for each new operation whose provider has no changed source file."""
    changed = set(situation.services(FileKind.CODE))
    found = []
    for name in situation.new_operations:
        path, _, part = name.partition("#")
        contract = situation.head.contract_of(path)
        provider = contract.providers.get(part.partition("/")[0], "") if contract else ""
        if provider not in changed:
            found.append(
                finding(
                    "implementation/unserved",
                    path,
                    f"{part} is new and {f'no source file of {provider}' if provider else 'no known provider'} changes",
                    part=part,
                    provenance=(Provenance(path, 0, situation.head.tree.revision),),
                )
            )
    return found
