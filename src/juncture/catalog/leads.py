"""The names by which an import of a language may lead to a contract: if none of them is known, it leads to none."""

from collections.abc import Callable, Iterable

from juncture.catalog.paths import stem
from juncture.code.model import Import

SCRIPT_SUFFIXES = ("_grpc_web_pb", "_grpc_pb", "_connectweb", "_connect", "_pb_service", "_pb", ".pb", "_pb2")
HEADERS = (".grpc.pb.h", ".pb.h")
OWN_CRATE = frozenset({"crate", "self", "super"})


def tails(item: Import) -> list[str]:
    """Return a module path and what is left of it as its first steps are dropped."""
    parts = item.module.split("/")
    return ["/".join(parts[start:]) for start in range(len(parts))]


def _heads(item: Import) -> list[str]:
    parts = item.module.replace("::", ".").split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _rust_words(item: Import) -> list[str]:
    own = [part for part in item.module.split("::") if part not in OWN_CRATE]
    return [*_heads(item), *own[:1], *_heads(Import(item.line, "::".join(own)))]


def _python_words(item: Import) -> list[str]:
    words = (word for module in (item.module, *item.names) for word in module.split("."))
    return [word.removesuffix("_grpc").removesuffix("_pb2") for word in words if "_pb2" in word]


def _script_words(item: Import) -> list[str]:
    plain = item.module.removesuffix(".js").removesuffix(".ts").removesuffix(".proto")
    if not plain.rpartition("/")[2].strip("."):
        return [""]  # a folder without its name: the importing file's place decides
    return [stem(plain), *(stem(plain.removesuffix(suffix)) for suffix in SCRIPT_SUFFIXES if plain.endswith(suffix))]


def _header_words(item: Import) -> list[str]:
    return [stem(item.module.removesuffix(suffix)) for suffix in HEADERS if item.module.endswith(suffix)]


WORDS: dict[str, Callable[[Import], Iterable[str]]] = {
    "go": tails,
    "rust": _rust_words,
    **dict.fromkeys(("java", "kotlin", "csharp"), _heads),
    "python": _python_words,
    "typescript": _script_words,
    "cpp": _header_words,
}
"""By language: an import's names, to be looked up among those that contracts are known by."""
