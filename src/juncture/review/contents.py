"""What the holds have to know about each path of a change: content, kind, users, who owns it, what it governs."""

import hashlib
from collections.abc import Mapping, Sequence

from juncture.catalog.codeowners import PLACES, Codeowners
from juncture.catalog.open import read_owners
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError
from juncture.policy import data
from juncture.policy.model import ProtectedArea
from juncture.policy.protection import Touched
from juncture.repository.cache import printable
from juncture.repository.git import Entry
from juncture.repository.tree import ABSENT, SUBMODULE, GitTree, Tree
from juncture.review.files import FileKind
from juncture.review.situation import Situation

_KINDS = {FileKind.CONTRACT: "contract", FileKind.CODE: "code", FileKind.TEST: "code", FileKind.GENERATED: "code"}
_OWNER_FILES = frozenset(path for paths in PLACES.values() for path in paths)


def touched(
    situation: Situation, target: GitTree, owners: Codeowners | None, public: Mapping[str, str]
) -> list[Touched]:
    """Return every changed path as the holds see it; old content is that of the target's tip."""
    paths = list(situation.kinds)
    old = _digests(target, paths)
    new = _digests(situation.head.tree, paths)
    by_contract = _by_contract(situation.changes)
    governed = _governed(situation, target, owners)
    return [
        Touched(
            path=printable(path),
            old_mode=_mode(target.entries.get(path)),
            old_sha256=old.get(path, ""),
            new_mode=_mode(situation.head.tree.entries.get(path)),
            new_sha256=new.get(path, ""),
            kind=_KINDS.get(kind, "other"),  # type: ignore[arg-type]
            test=kind is FileKind.TEST,
            generated=kind is FileKind.GENERATED,
            semantic=bool(by_contract.get(path)) or (kind is FileKind.CONTRACT and path in situation.not_read),
            packages=_packages(situation, path),
            data=data.classes(change.part for change in by_contract.get(path, ())),
            public=path in public,
            users=_users(situation, path, by_contract.get(path, ())),
            service=situation.service(path),
            owners=owners.owners(path).owners if owners else (),
            governs=governed if path in _OWNER_FILES else (),
        )
        for path, kind in situation.kinds.items()
    ]


def _mode(entry: Entry | None) -> str:
    return entry.mode if entry else ABSENT


def _digests(tree: Tree, paths: Sequence[str]) -> dict[str, str]:
    """Return the sha256 of each path's content; a submodule's is its commit id, a link's that of its blob id."""
    digests = {}
    for path, content in tree.read([path for path in paths if path in tree.entries]):
        entry = tree.entries[path]
        if content is not None:
            digests[path] = hashlib.sha256(content).hexdigest()
        else:
            digests[path] = entry.blob if entry.mode == SUBMODULE else hashlib.sha256(entry.blob.encode()).hexdigest()
    return digests


def _by_contract(changes: Sequence[ContractChange]) -> dict[str, list[ContractChange]]:
    """Return the changes by the file that holds them, on either side."""
    found: dict[str, list[ContractChange]] = {}
    for change in changes:
        for path in {change.contract, *(cause.path for cause in (change.cause, change.cause_old) if cause)}:
            found.setdefault(path, []).append(change)
    return found


def _packages(situation: Situation, path: str) -> tuple[str, ...]:
    surfaces = (catalog.surfaces.get(path) for catalog in (situation.base, situation.head))
    return tuple(sorted({surface.package for surface in surfaces if surface and surface.package}))


def _users(situation: Situation, path: str, changes: Sequence[ContractChange]) -> tuple[str, ...]:
    """Return the services that use a changed part which base already had, its providers among them."""
    existing = {change.fingerprint for change in changes if change.old}
    users = {i.service for i in situation.impacts if i.change in existing and i.answer != "unknown"}
    contract = situation.base.contract_of(path)
    if contract and existing:
        users |= {service for group, service in contract.providers.items() if _serves(group, changes)}
    if existing and not situation.impacts:
        users |= {situation.base.owned.service(file) for file in situation.base.bindings.files(path)} - {""}
    return tuple(sorted(users))


def _serves(group: str, changes: Sequence[ContractChange]) -> bool:
    return any(operation.startswith(f"{group}/") for change in changes for operation in change.operations)


def _governed(situation: Situation, target: GitTree, owners: Codeowners | None) -> tuple[str, ...]:
    """Return the protected areas some of whose files get other owners by head's CODEOWNERS (threats.md T1)."""
    if not any(path in _OWNER_FILES for path in situation.kinds):
        return ()
    try:
        after = read_owners(situation.head.tree)
    except InputError:
        after = None  # nobody would own anything: every area below counts as given away
    return tuple(
        area.id
        for area in situation.policy.protected
        if any(_changes_owner(owners, after, path) for path in target.entries if _lies_in(area, path))
    )


def _changes_owner(before: Codeowners | None, after: Codeowners | None, path: str) -> bool:
    old = before.owners(path).owners if before else ()
    return old != (after.owners(path).owners if after else ())


def _lies_in(area: ProtectedArea, path: str) -> bool:
    from juncture.policy.protection import covers  # noqa: PLC0415

    return covers(area, Touched(path=path, kind="code"))
