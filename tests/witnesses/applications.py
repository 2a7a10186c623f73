"""Re-checks what an application does: its channels, servers, credentials and messages, as AsyncAPI 2 or 3 writes them.

A witness is a line: ``send ADDRESS``, ``receive ADDRESS``, ``server ADDRESS``, ``credentials: A, B`` or
``Content-Type: TYPE``; or a payload as JSON, of which each side says whether one of its schemas takes it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import schemas
from sides import CannotReadError, Side

_YES = {"sent", "received", "served", "let in", "accepted"}
_NO = {"sent no more", "received no more", "served no more", "refused"}
_ACTIONS = {"subscribe": "send", "publish": "receive"}
_TELLING = ("type", "scheme", "in", "name", "bearerFormat", "openIdConnectUrl")


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    witness = change["witness"]
    for side, word in ((old, "old"), (new, "new")):
        verdict = witness[f"{word}_verdict"]
        if verdict not in _YES | _NO:
            return f"the verdict {verdict} is not known"
        if _holds(change, side, witness.get(f"{word}_at", []), witness["text"]) != (verdict in _YES):
            return f"{word}: not {verdict}"
    return ""


def _holds(change: dict[str, Any], side: Side, places: list[str], text: str) -> bool:
    app = _Application(side, change["contract"])
    kind, _, rest = text.partition(" ")
    match kind:
        case "send" | "receive":
            return any(action == kind and _matches(address, rest) for action, address, _ in app.operations())
        case "server":
            return any(_matches(each, rest) for each in app.servers())
        case "credentials:":
            shown = set() if rest == "none" else set(rest.split(", "))
            return any(needed <= shown for place in places for needed in app.requirements(place))
        case "Content-Type:":
            return any(app.takes_type(each, rest) for each in change["operations"])
    drops = "writeOnly" if change["direction"] == "response" else "readOnly"
    instance = json.loads(text)
    return any(schemas.accepts(side, change["contract"], [place], drops, instance) for place in places)


def _matches(address: str, filled: str) -> bool:
    pattern = ".+".join(re.escape(each) for each in re.split(r"\{[^{}]*\}", address))
    return re.fullmatch(pattern, filled) is not None


class _Application:
    """A description, references followed within its files."""

    def __init__(self, side: Side, path: str) -> None:
        self.side = side
        self.path = path
        self.root = side.value(path)
        self.is_v2 = str(self.root.get("asyncapi", "")).startswith("2")

    def operations(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """Yield action, address and messages."""
        channels = {key: self._at(each) for key, each in self._mapping("channels").items()}
        if self.is_v2:
            for address, channel in channels.items():
                for keyword, action in _ACTIONS.items():
                    if keyword in channel:
                        yield action, address, [*self._alternatives(self._at(channel[keyword]).get("message", {}))]
            return
        for raw in self._mapping("operations").values():
            operation = self._at(raw)
            channel = self._at(operation["channel"])
            key = next((key for key, each in channels.items() if each == channel), "")
            listed = operation.get("messages", [*channel.get("messages", {}).values()])
            yield operation.get("action", ""), channel.get("address") or f"?{key}", [self._at(each) for each in listed]

    def servers(self) -> Iterator[str]:
        """Yield addresses."""
        for raw in self._mapping("servers").values():
            server = self._at(raw)
            path = str(server.get("pathname", "")).strip("/")
            written = str(server.get("url", "")).rpartition("://")[2].rstrip("/") or str(server.get("host", ""))
            yield f"{server.get('protocol', '')}://{written}{'/' if path else ''}{path}"

    def requirements(self, place: str) -> list[set[str]]:
        """Return the alternatives at the place of a ``security``."""
        try:
            written = self.side.at(place)
        except CannotReadError:
            written = []  # nothing is asked for
        found = []
        for raw in written:
            each = self._at(raw)
            if "type" in each:
                found.append(self._scheme(each, each.get("scopes", [])))
            else:
                schemes = self.root.get("components", {}).get("securitySchemes", {})
                needed = [self._scheme(self._at(schemes[name]), scopes) for name, scopes in each.items()]
                found.append({one for several in needed for one in several})
        return found or [set()]

    def takes_type(self, operation: str, media: str) -> bool:
        """Return whether one of an operation's messages has this type of content, or states none."""
        action, _, address = operation.partition(" ")
        default = self.root.get("defaultContentType", "")
        found = [
            str(self._merged(each).get("contentType", default)).lower()
            for one, at, messages in self.operations()
            for each in messages
            if (one, at) == (action, address)
        ]
        return media.lower() in found or "" in found

    def _merged(self, message: dict[str, Any]) -> dict[str, Any]:
        traits = [self._at(each) for each in message.get("traits", [])]
        layers = [message, *traits] if self.is_v2 else [*traits, message]
        return {key: value for each in layers for key, value in each.items()}

    def _scheme(self, scheme: dict[str, Any], scopes: list[str]) -> set[str]:
        told = " ".join(str(scheme[key]) for key in _TELLING if scheme.get(key))
        return {told, *(f"{told} {each}" for each in scopes)}

    def _alternatives(self, raw: Any) -> Iterator[dict[str, Any]]:
        message = self._at(raw)
        if "oneOf" not in message:
            yield message
        for each in message.get("oneOf", ()):
            yield from self._alternatives(each)

    def _mapping(self, key: str) -> dict[str, Any]:
        found = self.root.get(key)
        return found if isinstance(found, dict) else {}

    def _at(self, raw: Any) -> dict[str, Any]:
        for _ in range(20):
            reference = raw.get("$ref") if isinstance(raw, dict) else None
            if not isinstance(reference, str):
                break
            if not reference.startswith("#"):
                raise CannotReadError(f"{reference} leads to another file")
            raw = self.side.at(f"{self.path}{reference}")
        return raw if isinstance(raw, dict) else {}
