"""``python tests/truth REPOS_DIR``: all that is measured on real repositories, the labels and the last merges of four.

REPOS_DIR holds the repositories as ``owner+name/repo`` or ``owner/name``. Tables of the merges go to reports/.
"""

import subprocess
import sys
from pathlib import Path

import check
import compare

MERGES = {
    "open-telemetry/opentelemetry-demo": "HEAD",
    "pixie-io/pixie": "HEAD",
    "airyhq/airy": "HEAD",
    "GoogleCloudPlatform/microservices-demo": "HEAD",
}
"""The repositories whose last first-parent commits are replayed, and the tip they are counted from."""
LAST = "300"
_REPORTS = Path(__file__).resolve().parents[2] / "reports"


def merges(root: Path) -> int:
    """Replay the last merges of each repository; return the worst exit code."""
    _REPORTS.mkdir(exist_ok=True)
    worst = 0
    for name, tip in MERGES.items():
        folder = check.repository(root, name)
        if folder is None:
            sys.stderr.write(f"{name}: no such repository in {root}\n")
            worst = 2
            continue
        table = _REPORTS / f"backtest-{name.partition('/')[2]}.csv"
        command = [sys.executable, "-m", "juncture", "backtest", "--repo", str(folder), "--target", tip, "--last", LAST]
        sys.stdout.write(f"\n{name}, the last {LAST} first-parent commits\n")
        sys.stdout.flush()
        worst = max(worst, subprocess.run([*command, "--out", str(table)], check=False).returncode)
    return worst


def main(argv: list[str]) -> int:
    """Check the labels, hold the kit against them, and replay merges; 2 where a repository is missing."""
    if len(argv) != 1:
        sys.stderr.write("usage: python tests/truth REPOS_DIR\n")
        return 2
    return check.main(argv) or compare.main(argv) or merges(Path(argv[0]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
