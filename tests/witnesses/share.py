"""Prints how many breaks of real contracts are proven: `JUNCTURE_CORPUS=FOLDER python tests/witnesses/share.py`.

Each pair is compared from old to new, and from new to old: a contract that its keepers never broke breaks backwards.
Exits 1 where fewer than nine of ten breaks of a pair are proven.
"""

import lzma
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_of

_LEAST = 0.9
_PAIRS = {
    "GitHub REST": ("github-rest", "old", "new"),
    "Kubernetes": ("kubernetes", "old", "new"),
    "GitHub GraphQL": ("github-graphql", "old", "new"),
    "Avro (airy): breaking": ("airy/breaking", "old", "new"),
    "Avro (airy): by accident": ("airy/breaking-by-accident", "old", "new"),
    "Avro (airy): repaired": ("airy/repaired", "old", "new"),
    "AsyncAPI 2 (streetlights)": ("asyncapi/v2", "old", "new"),
    "AsyncAPI 3 (streetlights)": ("asyncapi/v3", "old", "new"),
    "AsyncAPI 2 → 3 (Slack)": ("asyncapi/slack", "slack-v2", "slack-v3.0"),
    "AsyncAPI 3.0 → 3.1 (Slack)": ("asyncapi/slack", "slack-v3.0", "slack-v3.1"),
    "OTLP": ("opentelemetry-proto", "old", "new"),
    "OpenTelemetry demo: type": ("otel-demo/breaking-zip-code", "old", "new"),
    "OpenTelemetry demo: service": ("otel-demo/additive-service", "old", "new"),
    "OpenTelemetry demo: package": ("otel-demo/package-rename", "old", "new"),
    "Pixie: fields": ("pixie/auth-field-removed-and-reserved", "old", "new"),
    "Pixie: event": ("pixie/nats-event-additive", "old", "new"),
}
_Files = dict[str, bytes]


class Share(NamedTuple):
    """How many changes of a pair break, how many of those are proven, and the rules of those that are not."""

    breaking: int
    proven: int
    unproven: tuple[str, ...]

    @property
    def told(self) -> str:
        """The share in percent; a dash where nothing breaks."""
        return f"{self.proven / self.breaking:.0%}" if self.breaking else "–"


def side(folder: Path, begins: str) -> _Files:
    """Return the contracts of a side: a folder of them, or one file, under a path that both sides share."""
    found = next(path for path in sorted(folder.iterdir()) if path.name.startswith(begins))
    if found.is_dir():
        files = {path.relative_to(found).as_posix(): path for path in sorted(found.rglob("*")) if path.is_file()}
    else:
        files = {f"contract{''.join(found.suffixes[-2:] if found.suffix == '.xz' else [found.suffix])}": found}
    contents = {name.removesuffix(".xz"): _content(path) for name, path in files.items()}
    return {name: content for name, content in contents.items() if format_of(name, content)}


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return lzma.decompress(content) if path.suffix == ".xz" else content


def share(old: _Files, new: _Files) -> Share:
    """Compare two sides."""
    breaking = [each for each in compare(old, new) if each.compatibility == "breaking"]
    unproven = tuple(sorted({each.rule for each in breaking if each.proof != "proven"}))
    return Share(len(breaking), sum(each.proof == "proven" for each in breaking), unproven)


def rows(corpus: Path) -> Iterator[tuple[str, Share]]:
    """Yield every pair, forwards and backwards."""
    for name, (folder, *words) in _PAIRS.items():
        old, new = (side(corpus / folder, word) for word in words)
        if not old or not new:
            yield f"{name} (no format reads it)", Share(0, 0, ())
            continue
        yield name, share(old, new)
        yield f"{name}, backwards", share(new, old)


def main() -> int:
    """Print the table; return 1 where a share is too small, 2 where there is no corpus."""
    folder = os.environ.get("JUNCTURE_CORPUS")
    if not folder:
        print("JUNCTURE_CORPUS does not name the folder with real contracts", file=sys.stderr)  # noqa: T201
        return 2
    print("| pair | breaking | proven | share | rules of breaks without a proof |\n|---|---|---|---|---|")  # noqa: T201
    least = 1.0
    for name, found in rows(Path(folder)):
        told = (found.breaking, found.proven, found.told, ", ".join(found.unproven))
        print(f"| {name} | {' | '.join(map(str, told))} |", flush=True)  # noqa: T201
        least = min(least, found.proven / found.breaking if found.breaking else 1.0)
    return 1 if least < _LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
