"""The one loader for YAML and JSON: plain values, the line of every key and item, and caps.

Values follow the YAML 1.2 core schema (``yes`` and ``on`` are strings). Keys of mappings become strings.
"""

import json
from collections.abc import Iterator
from typing import Any

import orjson

from juncture.facts.problem import InputError, Problem
from juncture.repository.document import Document

MAX_BYTES = 16 * 1024 * 1024


def load(content: bytes, path: str) -> list[Document]:
    """Return the documents of a YAML or JSON file. Raises InputError where it cannot be read whole.

    A file over a cap is refused, never read in part (threats.md T13).
    """
    if len(content) > MAX_BYTES:
        raise InputError(
            Problem(
                path,
                0,
                f"{len(content):,} bytes; files over {MAX_BYTES:,} bytes are not read as YAML or JSON",
            )
        )
    if path.endswith(".json"):
        return [_load_json(content, path)]
    return list(_load_yaml(content, path))


def load_one(content: bytes, path: str) -> Document:
    """Return the single document of a file; an empty file holds None. Raises InputError."""
    documents = load(content, path)
    if len(documents) > 1:
        raise InputError(Problem(path, documents[1].line, "a second document; this file holds one"))
    return documents[0] if documents else Document(path, None)


def _load_json(content: bytes, path: str) -> Document:
    try:
        value = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise InputError(Problem(path, error.lineno, f"not JSON: {error.msg}")) from error
    text = content.decode("utf-8-sig")
    document = Document(path, value, json_text=text)
    if isinstance(value, dict | list):
        try:
            json.loads(text, object_pairs_hook=lambda pairs: _note_duplicates(pairs, document))
        except RecursionError as error:
            raise InputError(
                Problem(path, 0, "nested deeper than a few hundred levels, which are all that is read")
            ) from error
    return document


def _note_duplicates(pairs: list[tuple[str, Any]], document: Document) -> None:
    if len(pairs) != len({key for key, _ in pairs}):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                document.duplicates.append((key, 0))
            seen.add(key)


def _load_yaml(content: bytes, path: str) -> Iterator[Document]:
    # `juncture diff` of two JSON files must not pay for it
    import yaml  # noqa: PLC0415

    from juncture.repository.yaml_events import YamlBuilder  # noqa: PLC0415

    try:
        yield from YamlBuilder(yaml.CSafeLoader(content).get_event, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise InputError(Problem(path, line, f"not YAML: {error.problem or error.context}")) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(Problem(path, 0, f"not YAML: {' '.join(str(error).split())}")) from error
