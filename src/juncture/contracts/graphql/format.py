"""GraphQL schemas as a contract format."""

import re

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface

_ENDINGS = (".graphql", ".graphqls", ".gql", ".gqls")
_DEFINITION = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t]*+(?:extend[ \t]++)?
         (?:schema\s*+[@{]|directive\s*+@|(?:type|interface|union|enum|input|scalar)\s++[A-Za-z_])""",
    re.MULTILINE | re.VERBOSE,
)


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file is SDL: it defines types. Operations and fragments alone are no contract."""
    return path.endswith(_ENDINGS) and defines(path, content)


def defines(path: str, content: bytes) -> bool:
    """Return whether a file, whatever its name, defines a type, a directive or the schema."""
    del path
    return _DEFINITION.search(content) is not None


def surface(path: str, content: bytes) -> Surface:
    """Return what an SDL file declares. Raises InputError."""
    from juncture.contracts.graphql.surface import surface as of_file  # noqa: PLC0415

    return of_file(path, content)


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.graphql.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


FORMAT = Format("graphql", 2, _ENDINGS, recognises, surface, compare, whole=defines, by_name=True, placeless=True)
