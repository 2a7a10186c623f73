"""What an import of a repository's own code means: which file it leads to, and what that declares."""

import re

from juncture.catalog.paths import folder, stem

WHOLE = frozenset({"index", "__init__", "mod"})
"""Files that stand for their folder."""


def leads(importer: str, module: str, path: str) -> bool:
    """Tell whether an import means a file: a relative path resolves to it, any other ends like it."""
    if module.startswith("./") or module.startswith("../"):
        parts = importer.split("/")[:-1]
        for step in re.sub(r"\.(?:js|ts|jsx|tsx|mjs)$", "", module).split("/"):
            parts = parts[:-1] if step == ".." else parts if step in (".", "") else [*parts, step]
        wanted = "/".join(parts)
    else:
        wanted = module.lstrip("@~/.").replace(".", "/") if "/" not in module else module.lstrip("@~/")
    place = re.sub(r"\.[a-z]+$", "", path)
    whole = folder(path) if stem(path) in WHOLE else place
    ending = f"/{wanted}"
    if f"/{place}".endswith(ending) or f"/{whole}".endswith(ending):
        return True
    # A package goes by its scope and its folder's name: ``@org/common`` is libs/common/src/index.ts.
    scoped = module.startswith("@") and module.count("/") == 1 and stem(path) in WHOLE
    return scoped and f"/{package(path)}".endswith(f"/{module.rpartition('/')[2]}")


def package(path: str) -> str:
    """Return the folder that a file stands for: of its sources, or of the package that these are."""
    return folder(path).removesuffix("/src")


def declares(names: str) -> "re.Pattern[bytes]":
    """Return a pattern that finds the declaration of one of these names, given as alternatives."""
    return re.compile(rf"\b(?:class|interface|type|enum|struct|def|function)\s+(?:{names})\b".encode())
