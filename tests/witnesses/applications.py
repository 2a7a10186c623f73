"""Re-checks what an application does: its channels, servers, credentials and messages, as AsyncAPI 2 or 3 writes them.

A witness is a line: ``send ADDRESS``, ``receive ADDRESS``, ``server ADDRESS``, ``credentials: A, B`` or
``Content-Type: TYPE``; or a payload as JSON, of which each side says whether one of its schemas takes it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import parameters
import schemas
from sides import CannotReadError, Side

_YES = {"sent", "received", "served", "let in", "accepted"}
_NO = {"sent no more", "received no more", "served no more", "refused"}
_ACTIONS = {"subscribe": "send", "publish": "receive"}
_PLACEHOLDER = r"\{([^{}]*)\}"
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
            acts = [(address, key) for action, address, _, key in app.operations() if action == kind]
            return any(app.takes_address(address, rest, key) for address, key in acts)
        case "server":
            return any(app.takes_server(each, rest) for each in app.servers())
        case "credentials:":
            shown = set() if rest == "none" else set(rest.split(", "))
            return any(needed <= shown for place in places for needed in app.requirements(place))
        case "Content-Type:":
            return any(app.takes_type(each, rest) for each in change["operations"])
    drops = "writeOnly" if change["direction"] == "response" else "readOnly"
    instance = json.loads(text)
    return any(schemas.accepts(side, change["contract"], [place], drops, instance) for place in places)


def _filling(address: str, filled: str) -> dict[str, str] | None:
    """Return what stands in each placeholder of an address; None where it is another address."""
    pattern = "(.+)".join(re.escape(each) for each in re.split(_PLACEHOLDER.replace("(", "(?:"), address))
    match = re.fullmatch(pattern, filled)
    return dict(zip(re.findall(_PLACEHOLDER, address), match.groups(), strict=True)) if match else None


class _Application:
    """A description, references followed within its files."""

    def __init__(self, side: Side, path: str) -> None:
        self.side = side
        self.path = path
        self.root = side.value(path)
        self.is_v2 = str(self.root.get("asyncapi", "")).startswith("2")

    def operations(self) -> Iterator[tuple[str, str, list[dict[str, Any]], str]]:
        """Yield action, address and messages, and the key of the channel."""
        channels = {key: self._at(each) for key, each in self._mapping("channels").items()}
        if self.is_v2:
            for address, channel in channels.items():
                for keyword, action in _ACTIONS.items():
                    if keyword in channel:
                        messages = [*self._alternatives(self._at(channel[keyword]).get("message", {}))]
                        yield action, address, messages, address
            return
        for raw in self._mapping("operations").values():
            operation = self._at(raw)
            channel = self._at(operation["channel"])
            key = next((key for key, each in channels.items() if each == channel), "")
            listed = operation.get("messages", [*channel.get("messages", {}).values()])
            address = channel.get("address") or f"?{key}"
            yield operation.get("action", ""), address, [self._at(each) for each in listed], key

    def takes_address(self, address: str, filled: str, key: str) -> bool:
        """Return whether an address is one of a channel, with values that its parameters take."""
        values = _filling(address, filled)
        if values is None:
            return False
        channel = self._at(self._mapping("channels").get(key))
        described = channel.get("parameters") or {}
        return all(self._takes_value(described[name], values[name]) for name in values if name in described)

    def _takes_value(self, raw: Any, text: str) -> bool:
        parameter = self._at(raw)
        if "schema" not in parameter:
            return text in parameter.get("enum", [text])
        place = f"{self.path}#{self._pointer(parameter)}/schema"
        return parameters.takes(self.side, self.path, place, text)

    def _pointer(self, wanted: Any) -> str:
        """Return where a value of the file is written."""
        edge: list[tuple[str, Any]] = [("", self.root)]
        while edge:
            pointer, value = edge.pop()
            if value is wanted:
                return pointer
            pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            edge += [(f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}", each) for key, each in pairs]
        raise CannotReadError("a parameter that is not in the file")

    def servers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield addresses and their variables."""
        for raw in self._mapping("servers").values():
            server = self._at(raw)
            path = str(server.get("pathname", "")).strip("/")
            written = str(server.get("url", "")).rpartition("://")[2].rstrip("/") or str(server.get("host", ""))
            address = f"{server.get('protocol', '')}://{written}{'/' if path else ''}{path}"
            yield address, server.get("variables") or {}

    def takes_server(self, server: tuple[str, dict[str, Any]], filled: str) -> bool:
        """Return whether an address is a server's, with values that its variables may have."""
        values = _filling(server[0], filled)
        listed = {name: self._at(raw).get("enum") for name, raw in server[1].items()}
        return values is not None and all(text in (listed.get(name) or [text]) for name, text in values.items())

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
            for one, at, messages, _ in self.operations()
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
