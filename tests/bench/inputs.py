"""Puts a pair of contracts to compare on disk, in the cache folder, once."""

import json
import lzma
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class AbsentError(Exception):
    """An input, or a peer, that cannot be had; says why."""


class Pair(NamedTuple):
    """The two sides. ``git`` is a repository whose branch ``old`` holds one, and its work tree the other."""

    old: str
    new: str
    git: str = ""


def pair(name: str, told: Mapping[str, Any], cache: Path) -> Pair:
    """Return an input's two sides. Raises AbsentError."""
    folder = cache / "inputs" / name
    if "text" in told:
        sides = told["text"], told["text"].replace(*told["replace"])
        return _pair([_written(folder / side / told["name"], each) for side, each in zip("ab", sides, strict=True)])
    if "npm" in told:
        return _pair([_package(each, told, cache) for each in told["npm"]])
    corpus = os.environ.get("JUNCTURE_CORPUS")
    if not corpus:
        raise AbsentError("JUNCTURE_CORPUS does not name the folder with real contracts")
    return _pair([_unpacked(Path(corpus, each), folder, told.get("yaml", False)) for each in told["corpus"]])


def repository(sides: Pair, folder: Path) -> Pair:
    """Return the pair with a git repository that holds it, for peers that compare branches."""
    target = folder / Path(sides.new).name
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _git(folder, "init", "--quiet", "--initial-branch", "old")
        for branch, path in (("old", sides.old), ("new", sides.new)):
            _git(folder, "checkout", "--quiet", "-B", branch)
            shutil.copyfile(path, target)
            _git(folder, "add", target.name)
            _git(folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "-m", branch)
    _git(folder, "checkout", "--quiet", "--force", "new")  # a run that was cut off may have left the other branch
    return sides._replace(git=str(folder))


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def _pair(paths: list[Path]) -> Pair:
    return Pair(str(paths[0]), str(paths[1]))


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _unpacked(source: Path, folder: Path, as_yaml: bool) -> Path:
    if not source.exists():
        raise AbsentError(f"the corpus has no {source.name}")
    target = folder / source.name.removesuffix(".xz")
    target = target.with_suffix(".yaml") if as_yaml else target
    if not target.exists():
        content = source.read_bytes()
        content = lzma.decompress(content) if source.suffix == ".xz" else content
        _written(target, _yaml(content) if as_yaml else content.decode())
    return target


def _yaml(content: bytes) -> str:
    import yaml  # noqa: PLC0415

    dumped: str = yaml.dump(json.loads(content), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    return dumped


def _package(named: str, told: Mapping[str, Any], cache: Path) -> Path:
    """Return the folder with a package's files of one ending, as far as wanted. Nothing of a package is run."""
    folder = cache / "packages" / named
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(["npm", "pack", "--silent", named], cwd=cache, capture_output=True, text=True, check=False)
    if packed.returncode:
        raise AbsentError(f"npm has no {named}: {packed.stderr.strip()[-200:]}")
    unfinished = folder.with_name(f"{folder.name}.part")
    archive = cache / packed.stdout.strip().splitlines()[-1]
    with tarfile.open(archive) as members:
        for each in members:
            path = each.name.partition("/")[2]  # npm packs all beneath one folder
            if each.isfile() and path.endswith(told["ending"]) and not path.startswith(tuple(told["without"])):
                members.extract(each.replace(name=path), unfinished, filter="data")
    archive.unlink()
    unfinished.rename(folder)
    return folder
