"""Real repositories for every test that needs one."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A developer's run explores; the main job tries the same examples every time, so that red means a change, and asserts
# no time.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


class Repository:
    """A git repository in a temporary folder, with a fixed author and clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, stdin: bytes | None = None) -> str:
        who = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": "2026-01-01T00:00:00Z"}
        environment = {
            **os.environ,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()},
        }
        result = subprocess.run(
            ["git", "-C", str(self.folder), *arguments], input=stdin, capture_output=True, check=True, env=environment
        )
        return os.fsdecode(result.stdout).strip()

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write files into the work tree; None removes one."""
        for path, content in files.items():
            full = self.folder / path
            if content is None:
                full.unlink()
                continue
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: dict[str, str | bytes | None] | None = None, message: str = "change") -> str:
        """Write files, commit everything, and return the commit's id."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def make_repository(tmp_path: Path) -> Callable[[str], Repository]:
    """A factory for repositories by name."""
    return lambda name="repository": Repository(tmp_path / name)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path / "repository")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real contracts, or a skip that says why."""
    folder = os.environ.get("JUNCTURE_CORPUS")
    if not folder:
        pytest.skip("JUNCTURE_CORPUS names no folder of real contracts")
    return Path(folder)
