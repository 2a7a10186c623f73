"""The programs that Juncture is measured beside: installed into the cache folder when a row asks for one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inputs import AbsentError, Pair, repository

HERE = Path(__file__).parent


def command(name: str, told: Mapping[str, Any], sides: Pair, cache: Path) -> list[str]:
    """Return what compares two sides. Raises AbsentError where the peer cannot be had."""
    variable = told.get("env", "")
    if variable and not os.environ.get(variable):
        raise AbsentError(f"no binary named: {variable} is not set")
    if "needs" in told and shutil.which(told["needs"]) is None:
        raise AbsentError(f"needs {told['needs']}, which is not installed")
    if "npm" in told:
        _install(told["npm"], cache / name)
    if any("{git}" in each for each in told["command"]):
        sides = repository(sides, cache / "git" / Path(sides.new).parent.name)
    words = {"{old}": sides.old, "{new}": sides.new, "{git}": sides.git, "{cache}": str(cache), "{here}": str(HERE)}
    words |= {"{python}": sys.executable, f"{{env:{variable}}}": os.environ.get(variable, "")}
    return [_filled(each, words) for each in told["command"]]


def _filled(text: str, words: Mapping[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _install(packages: list[str], folder: Path) -> None:
    ready = folder / "ready"
    if ready.exists() and ready.read_text() == " ".join(packages):
        return
    if shutil.which("npm") is None:
        raise AbsentError("npm is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    told = ["npm", "install", "--prefix", str(folder), *quiet, *packages]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AbsentError(f"npm could not install {packages[0]}: {' '.join(done.stderr.split())[:200]}")
    ready.write_text(" ".join(packages))
