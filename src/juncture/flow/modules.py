"""What an import of a repository's own code means: which file it leads to, and what that declares."""

import re
from functools import lru_cache

from juncture.catalog.paths import folder, stem

WHOLE = frozenset({"index", "__init__", "mod"})
"""Files that stand for their folder."""

_SCRIPT = re.compile(r"\.(?:js|ts|jsx|tsx|mjs)$")
_ENDING = re.compile(r"\.[a-z]+$")


def leads(importer: str, module: str, path: str) -> bool:
    """Tell whether an import means a file: a relative path resolves to it, any other ends like it."""
    if module.startswith("./") or module.startswith("../"):
        parts = importer.split("/")[:-1]
        for step in _SCRIPT.sub("", module).split("/"):
            parts = parts[:-1] if step == ".." else parts if step in (".", "") else [*parts, step]
        wanted = "/".join(parts)
    else:
        wanted = module.lstrip("@~/.").replace(".", "/") if "/" not in module else module.lstrip("@~/")
    place, whole = _places(path)
    if place.endswith(f"/{wanted}") or whole.endswith(f"/{wanted}"):
        return True
    # A package goes by its scope and its folder's name: ``@org/common`` is libs/common/src/index.ts.
    scoped = module.startswith("@") and module.count("/") == 1 and stem(path) in WHOLE
    return scoped and f"/{package(path)}".endswith(f"/{module.rpartition('/')[2]}")


@lru_cache(1 << 12)
def _places(path: str) -> tuple[str, str]:
    """Return what an import may call a file: itself without its ending, and its folder where it stands for that."""
    place = f"/{_ENDING.sub('', path)}"
    return place, f"/{folder(path)}" if stem(path) in WHOLE else place


def package(path: str) -> str:
    """Return the folder that a file stands for: of its sources, or of the package that these are."""
    return folder(path).removesuffix("/src")


def declares(names: str) -> "re.Pattern[bytes]":
    """Return a pattern that finds the declaration of one of these names, given as alternatives."""
    return re.compile(rf"\b(?:class|interface|type|enum|struct|def|function)\s+(?:{names})\b".encode())
