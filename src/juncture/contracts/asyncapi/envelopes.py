"""Writes what an application does as JSON Schema, so that a judge can say what it sends, receives and serves.

An envelope is an object: ``action`` and ``address`` of a channel, or the address of a ``server``, or the
``credentials`` that somebody shows, or the ``type`` of a message's content.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from juncture.contracts.asyncapi.api import Application, Operation, Requirement

Envelope = dict[str, Any]
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def handled(application: Application) -> dict[str, Any]:
    """Return a schema of the messages that an application sends and receives, by action and address."""
    found = [
        {"action": {"const": action}, "address": {"pattern": _pattern(channel.label)}}
        for channel in application.channels
        for action in channel.operations
    ]
    return _any_of([{"required": ["action", "address"], "properties": each} for each in found])


def served(application: Application) -> dict[str, Any]:
    """Return a schema of the servers at which an application is met."""
    patterns = [{"pattern": _pattern(each.address)} for each in application.servers]
    return _any_of([{"required": ["server"], "properties": {"server": each}} for each in patterns])


def let_in(alternatives: Iterable[Requirement]) -> dict[str, Any]:
    """Return a schema of the credentials that one of several alternatives takes."""
    shown = [[{"contains": {"const": each}} for each in sorted(needed)] for needed in alternatives]
    found = [{"allOf": each} if each else {} for each in shown]
    return {"required": ["credentials"], "properties": {"credentials": _any_of(found)}}


def typed(operation: Operation) -> dict[str, Any]:
    """Return a schema of the types of content that go with an operation's messages; one that is not stated is any."""
    texts = [each.content_type.text.lower() for each in operation.messages]
    found: list[Any] = [{"const": each} for each in texts] if all(texts) else [True]
    return {"required": ["type"], "properties": {"type": _any_of(found)}}


def filled(address: str, value: Callable[[str], str]) -> str:
    """Return an address with the value of each placeholder in its place."""
    return _PLACEHOLDER.sub(lambda match: value(match[0][1:-1]), address)


def _any_of(found: list[Any]) -> dict[str, Any]:
    return {"anyOf": found or [False]}


def _pattern(address: str) -> str:
    return "^" + ".+".join(re.escape(each) for each in _PLACEHOLDER.split(address)) + "$"
