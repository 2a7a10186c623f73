"""The command as a user runs it: a process, its output, its exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from juncture.lab.example import Demo, build


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return build(tmp_path_factory.mktemp("example") / "repository")


@pytest.fixture
def juncture(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in a folder of the test's own."""

    def run(*arguments: str, cwd: Path = tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "juncture", *arguments],
            cwd=cwd,
            env={**os.environ, "JUNCTURE_CACHE": str(tmp_path / "cache"), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
