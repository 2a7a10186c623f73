"""The hosts and ports that a configuration value names, whatever notation it uses. Nothing is guessed from its name."""

import re

MAX_LENGTH = 16 * 1024
"""Characters of a value that are looked at."""

_SPLIT = re.compile(r"[\s,;|]+")
_PROSE = re.compile(r"[\s=]")
_HOST = re.compile(
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.%]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?=[/?#]|\Z)"
)
_KEY = re.compile(r"(?P<key>[A-Za-z._-]+(?: source)?)=(?:tcp:)?(?P<value>.+)")
_HOST_KEYS = frozenset({"server", "host", "hostname", "address", "addr", "source"})
_WRAPPED = re.compile(r"@tcp\(([^()]*)\)")
_NAMING = frozenset({"dns", "passthrough", "xds", "static", "kubernetes", "k8s"})
"""Schemes of a client's own naming, whose address is a path: ``dns:///host:port``, ``kubernetes:///name.namespace``."""


def addresses(value: str) -> tuple[tuple[str, str], ...]:
    """Return the (host, port) pairs that a value names, in order, each once; the port is empty where none stands.

    Reads URLs (``http://``, ``amqp://user:secret@``, ``jdbc:postgresql://``), ``host:port``, lists of them by comma,
    ``Host=…;Port=…``, ``user@tcp(host:3306)/``, ``dns:///host:port``. A bare word counts as a host without port where
    it is the whole value or an item of a plain list: it means a service only where one of that name is known.
    """
    found: dict[tuple[str, str], None] = {}
    is_plain = not _PROSE.search(value)
    shared_port = ""
    keyed: list[str] = []
    for piece in _SPLIT.split(value[:MAX_LENGTH]):
        key = _KEY.fullmatch(piece) if "://" not in piece.partition("=")[0] else None
        if key and key["key"].lower() == "port":
            shared_port = key["value"] if key["value"].isdecimal() else ""
            continue
        address = _one(key["value"] if key else piece)
        if address and key and not address[1] and "://" not in key["value"]:
            keyed += [address[0]] if key["key"].lower() in _HOST_KEYS else []
        elif address and (address[1] or is_plain or "://" in piece):
            found[address] = None
    found.update(dict.fromkeys((host, shared_port) for host in keyed))
    return tuple(found)


def _one(piece: str) -> tuple[str, str] | None:
    """Return the address in one URL, data source or plain ``host:port``."""
    scheme, is_url, rest = piece.partition("://")
    wrapped = _WRAPPED.search(piece)
    if is_url:
        path = rest.lstrip("/") if scheme.lower() in _NAMING else rest
        piece = re.split(r"[/?#]", path, maxsplit=1)[0].rpartition("@")[2]
    elif wrapped:
        piece = wrapped[1]
    else:
        piece = piece.removeprefix("//").rpartition("@")[2]
    matched = _HOST.match(piece)
    if matched is None or matched["host"].isdecimal():
        return None
    return matched["host"].strip("[]"), matched["port"] or ""
