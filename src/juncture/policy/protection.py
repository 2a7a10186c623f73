"""Which paths of a change a protected area covers.

The built-in areas stop as few changes as process.md X1 allows: what decides something, never what only describes or
tests it. A shared schema is touched where a part that two services already use is changed, even by an addition; a
message that nobody uses yet is not, so a new service beside the others stops nobody.
"""

from collections.abc import Callable
from functools import cache
from typing import Literal

import msgspec

from juncture.policy.globs import matcher
from juncture.policy.model import ProtectedArea

SHARED_FOLDERS = frozenset({"shared", "common", "libs", "lib", "schemas", "contracts"})
"""Folders whose contracts belong to no service although one may hold the folder."""


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """A path of the change, with what the holds have to know about it; the caller computes it.

    Modes are git's octal ones, ``000000`` where the path is absent; ``old_sha256`` is of the content at the target's
    tip, ``new_sha256`` at head, empty where absent (a symlink's is that of its text, a submodule's its commit id).
    ``kind`` is ``contract``, ``code`` (source, and SQL that changes a schema) or ``other`` (documents, lock files,
    dashboards, manifests). ``test`` and ``generated`` say what the file is.

    Of a contract: ``semantic`` tells whether its meaning changes, ``packages`` are its packages, ``data`` the classes
    of data that the changed parts carry (data.py), ``public`` whether it has users outside the repository. ``users``
    are the services, its provider included, that use a changed part which the base already had (a type or operation; a
    field added to it changes it); a part whose users cannot be told counts with every service that uses the contract.

    ``service`` holds the path, empty where none does. ``owners`` are its owners at the target. ``governs`` names
    the protected areas whose owners this file (CODEOWNERS) gives to others at head.
    """

    path: str
    old_mode: str = "000000"
    old_sha256: str = ""
    new_mode: str = "000000"
    new_sha256: str = ""
    kind: Literal["contract", "code", "other"] = "other"
    test: bool = False
    generated: bool = False
    semantic: bool = False
    packages: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    public: bool = False
    users: tuple[str, ...] = ()
    service: str = ""
    owners: tuple[str, ...] = ()
    governs: tuple[str, ...] = ()


def covers(area: ProtectedArea, touched: Touched) -> bool:
    """Whether the area covers this path of the change."""
    path = touched.path
    if area.folder:
        if not path.startswith(f"{area.folder}/"):
            return False
        path = path.removeprefix(f"{area.folder}/")
    is_wanted = area.covers == "everything" or decides(touched)
    return is_wanted and _selects(area, touched, path) and not _paths(area.exclude)(path)


def decides(touched: Touched) -> bool:
    """Whether the path holds logic: a contract that changes its meaning, or code that people write; no tests."""
    if touched.test:
        return False
    return touched.semantic if touched.kind == "contract" else touched.kind == "code" and not touched.generated


def is_shared(touched: Touched) -> bool:
    """Whether a schema is touched that at least two services use and none owns."""
    is_common = not touched.service or not SHARED_FOLDERS.isdisjoint(touched.path.lower().split("/")[:-1])
    return touched.kind == "contract" and touched.semantic and is_common and len(set(touched.users)) >= 2


def _selects(area: ProtectedArea, touched: Touched, path: str) -> bool:
    tags = {"shared": is_shared(touched), "public": touched.public}
    return (
        _paths(area.paths)(path)
        or any(map(_packages(area.packages), touched.packages))
        or any(tags.get(tag, False) for tag in area.contracts)
        or not set(area.data).isdisjoint(touched.data)
    )


_paths = cache(matcher)


@cache
def _packages(globs: tuple[str, ...]) -> Callable[[str], bool]:
    return matcher(globs, ".")
