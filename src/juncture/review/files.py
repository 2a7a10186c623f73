"""The files of a change: what each is, whose it is, and which line says so."""

from enum import StrEnum

from juncture.catalog import agents, compose
from juncture.catalog.catalog import Catalog
from juncture.catalog.codeowners import Codeowners
from juncture.repository.cache import printable
from juncture.repository.changes import ChangeSet
from juncture.review.model import ChangedFile

_DOCUMENTS = (
    ".md",
    ".rst",
    ".txt",
    ".adoc",
    ".png",
    ".svg",
    ".jpg",
    ".jpeg",
    ".gif",
    ".drawio",
    ".puml",
    ".mmd",
    ".pdf",
)
_DOCUMENT_NAMES = frozenset(["LICENSE", "NOTICE", "CODEOWNERS", "AUTHORS", "CHANGELOG", "README"])


class FileKind(StrEnum):
    """What a file of the change is."""

    CONTRACT = "contract"
    CODE = "code"
    TEST = "test"
    GENERATED = "generated"
    MANIFEST = "manifest"
    DOCUMENT = "document"
    OTHER = "other"


def kinds(change_set: ChangeSet, base: Catalog, head: Catalog) -> dict[str, FileKind]:
    """Return what each changed path is, judged on the side where it exists, head first."""
    manifests = {unit.sighting.provenance.path for catalog in (base, head) for unit in catalog.deployed}
    return {change.path: _kind(change.path, base, head, manifests) for change in change_set}


def _kind(path: str, base: Catalog, head: Catalog, manifests: set[str]) -> FileKind:
    facts = head.sources.get(path) or base.sources.get(path)
    if path in head.surfaces or path in base.surfaces:
        return FileKind.CONTRACT
    if facts is not None:
        return FileKind.TEST if facts.test else FileKind.GENERATED if facts.generated else FileKind.CODE
    if path in manifests or compose.recognises(path):
        return FileKind.MANIFEST
    name = path.rpartition("/")[2]
    if path.endswith(_DOCUMENTS) or name in _DOCUMENT_NAMES or agents.is_agents(path):
        return FileKind.DOCUMENT
    return FileKind.OTHER


def changed_files(change_set: ChangeSet, base: Catalog, head: Catalog, owners: Codeowners | None) -> list[ChangedFile]:
    """Return every changed path with its service and its owners at the target."""
    files = []
    for change in change_set:
        owned = owners.owners(change.path) if owners else None
        files.append(
            ChangedFile(
                path=printable(change.path),
                kind=change.kind,
                service=head.owned.service(change.path) or base.owned.service(change.path),
                owners=owned.owners if owned else (),
                owner_rule=f"{owners.path}:{owned.line}" if owners and owned and owned.line else "",
                oddity=change.oddity,
            )
        )
    return files
