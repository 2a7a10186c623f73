"""A real browser, and a JupyterLab on a copy of the example that reaches nothing else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
TOKEN = "test-token"
LONGEST = 60
"""Seconds after which a server that does not answer counts as broken."""


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven headless."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium: the browser tests are left out")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


class Lab(NamedTuple):
    """A running JupyterLab: its address, its token, and the work tree it shows."""

    address: str
    root: Path


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """``juncture lab`` on a fresh copy of the example, with every folder of its own."""
    pytest.importorskip("jupyterlab")
    from juncture.lab.example import build  # noqa: PLC0415

    root = build(tmp_path / "example").repository
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {
        name: str(tmp_path / name)
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
            "JUNCTURE_CACHE",
            "HOME",
        )
    }
    for folder in folders.values():
        Path(folder).mkdir(exist_ok=True)
    command = [sys.executable, "-m", "juncture", "lab", "--repo", str(root), "--no-browser", "--port", str(port)]
    command += ["--as-of", "2026-03-02"]
    with (tmp_path / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            command,
            env={**os.environ, **folders, "JUPYTER_TOKEN": TOKEN},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, tmp_path / "lab.log")
        yield Lab(address, root)
    finally:
        os.killpg(server.pid, 15)
        server.wait(LONGEST)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            server_needs_time = 0.1
            time.sleep(server_needs_time)
    raise AssertionError(log.read_text())
