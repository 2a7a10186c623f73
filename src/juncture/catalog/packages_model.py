"""Packages as their manifests show them, whatever the ecosystem."""

import msgspec


class Dependency(msgspec.Struct, frozen=True):
    """A package that another one needs. ``at`` is a path relative to the manifest where it names one.

    ``local`` says that the manifest itself means a package of this repository (``workspace:``, a path, a project).
    """

    name: str
    line: int
    at: str = ""
    local: bool = False


class PackageFile(msgspec.Struct, frozen=True):
    """One manifest. ``members`` are the folders or globs that it takes into its workspace, relative to its own."""

    path: str
    ecosystem: str = ""
    name: str = ""
    line: int = 0
    dependencies: tuple[Dependency, ...] = ()
    members: tuple[str, ...] = ()
