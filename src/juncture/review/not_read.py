"""Contracts of formats that have no reader: named as such, outside the verdict."""

from collections.abc import Mapping

from juncture.repository.changes import ChangeSet

_FORMATS = {".avdl": "Avro IDL", ".thrift": "Thrift", ".wsdl": "WSDL", ".fbs": "FlatBuffers", ".capnp": "Cap'n Proto"}


def not_read(change_set: ChangeSet) -> Mapping[str, str]:
    """Return the changed contracts that nobody reads, path to format, in path order."""
    named = (
        (path, next((name for end, name in _FORMATS.items() if path.endswith(end)), "")) for path in change_set.changes
    )
    return {path: name for path, name in sorted(named) if name}
