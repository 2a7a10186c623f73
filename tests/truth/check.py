"""Verify that every labelled line still is the line that was read: python tests/truth/check.py REPOS_DIR."""

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def labels() -> list[dict]:
    """Every edge and every use, as they stand in the files."""
    edges = tomllib.loads((HERE / "edges.toml").read_text(encoding="utf-8"))
    uses = tomllib.loads((HERE / "uses.toml").read_text(encoding="utf-8"))
    return edges["edge"] + uses["use"]


def repository(root: Path, name: str) -> Path | None:
    """The folder that holds a repository, in either layout."""
    for folder in (root / name.replace("/", "+") / "repo", root / name):
        if folder.is_dir():
            return folder
    return None


def blob(folder: Path, revision: str, path: str) -> list[bytes] | None:
    """The lines of a file at a revision."""
    argv = ["git", "-C", str(folder), "cat-file", "blob", f"{revision}:{path}"]
    done = subprocess.run(argv, capture_output=True, check=False)
    return done.stdout.split(b"\n") if done.returncode == 0 else None


def mismatches(root: Path) -> list[str]:
    """What does not match, one sentence each."""
    found: list[str] = []
    read: dict[tuple[str, str, str], list[bytes] | None] = {}
    missing: set[str] = set()
    for label in labels():
        name, revision, path, line = label["repository"], label["revision"], label["path"], label["line"]
        folder = repository(root, name)
        if folder is None:
            missing.add(f"{name}: no such repository in {root}")
            continue
        key = (name, revision, path)
        if key not in read:
            read[key] = blob(folder, revision, path)
        lines = read[key]
        place = f"{name}@{revision[:12]}:{path}:{line}"
        if lines is None:
            found.append(f"{place}: no such file")
        elif not 1 <= line <= len(lines):
            found.append(f"{place}: no such line")
        elif hashlib.sha256(lines[line - 1]).hexdigest() != label["sha256"]:
            found.append(f"{place}: another line: {lines[line - 1].decode(errors='replace').strip()[:80]}")
    return [*sorted(missing), *found]


def main(argv: list[str]) -> int:
    """Print the mismatches; 0 if there are none."""
    if len(argv) != 1:
        sys.stderr.write("usage: python tests/truth/check.py REPOS_DIR\n")
        return 2
    wrong = mismatches(Path(argv[0]))
    for sentence in wrong:
        sys.stdout.write(sentence + "\n")
    sys.stdout.write(f"{len(labels())} labels, {len(wrong)} mismatches\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
