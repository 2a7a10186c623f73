"""What the code of a service is given for a name: a variable of its manifest, else a setting of its configuration.

Frameworks bind one name to the other by leaving case and separators out (``KAFKA_ORDERS_TOPIC``,
``Kafka__OrdersTopic`` and ``kafka.orders-topic`` are one key). Sources: Spring Boot, "Relaxed Binding"; ASP.NET Core,
"Configuration providers"; viper, ``SetEnvKeyReplacer``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from juncture.facts.provenance import Provenance

_DEEPEST = 5
"""Values that name settings are followed so far."""
_MAX_LENGTH = 2_000
_PLACEHOLDER = re.compile(r"\$\{(?P<key>[\w.-]+)(?::-?(?P<default>[^{}]*))?\}")
_EXACT = re.compile(r"^[A-Z][A-Z0-9_]*$")
_STEP = re.compile(r"\.|::?|__|->|\?\.")
_OTHER = re.compile(r"[^a-z0-9]+")
_GETTER = re.compile(r"^(?:get|Get|is)(?=[A-Z])|\(\)$")
_HOLDER = re.compile(
    r"(?i)^\w*(?:cfg|conf|config|configs|configuration|settings?|options?|opts|props|properties|env|environment)$"
)
"""What code calls that which holds its configuration."""
_KIND = re.compile(r"(?i)(?:cfg|conf|configs?|configuration|settings?|options?|opts|props|properties)$")
_LOOSE = re.compile(r"(?i)^_?(?:options?|opts|props|properties)$")
"""What code calls so may hold anything."""
_WRAPPED = frozenset({"value", "currentvalue", "all", "default"})
_LOCAL = re.compile(r"\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[?::1?\]?(?=:\d))|^:\d+$")


class Variable(NamedTuple):
    """The value that a manifest gives an environment variable of a service, or a setting has."""

    value: str
    provenance: Provenance


class Member(NamedTuple):
    """What a member of a configuration is called where it is filled from, the likeliest first, and its default."""

    names: tuple[str, ...]
    default: str
    provenance: Provenance


class Given:
    """What one service is given: variables by their exact name, settings by key in the order of their files.

    ``members`` says, when first asked, what the members of its configuration are called there, by the last steps that
    lead to them.
    """

    def __init__(
        self,
        variables: Mapping[str, Variable] = {},
        settings: Iterable[tuple[str, Variable]] = (),
        members: Callable[[], Mapping[str, Iterable[Member]]] = dict,
    ) -> None:
        self.variables = variables
        self._settings = tuple(settings)
        self._tell = members

    def get(self, key: str) -> Variable | None:
        """Return what a key stands for, with the line that says it; None where nothing here does."""
        return self._get(key, 0)

    def named(self, name: str) -> Variable | None:
        """Return what a member of a configuration stands for (``s.cfg.Kafka.Topic``); None where none is meant."""
        for steps in _keys(name):
            found = self._get(".".join(steps), 0)
            found = found or (self._filled(self._only(".".join(steps)), 0) if len(steps) > 1 else None)
            found = found or self._member(".".join(steps[-2:]))
            if found is not None:
                return found
        return None

    def _member(self, steps: str) -> Variable | None:
        """Return what a member is filled with, its default where nothing else is; None where members differ."""
        found: dict[str, Variable] = {}
        for one in self._members.get(steps, ()):
            given = next((known for name in one.names if name and (known := self._get(name, 0))), None)
            given = given or (Variable(one.default, one.provenance) if one.default else None)
            if given is not None:
                found.setdefault(given.value, given)
        return next(iter(found.values())) if len(found) == 1 else None

    def _get(self, key: str, depth: int) -> Variable | None:
        given = self.variables.get(key)
        if given is not None:
            return given
        if _EXACT.match(key):
            return self._filled(self._best(self._by_name.get(key, ())), depth)
        plain = "".join(_steps(key))
        return self._variables.get(plain) or self._filled(self._best(self._by_key.get(plain, ())), depth)

    def _filled(self, found: Variable | None, depth: int) -> Variable | None:
        """Return a setting with the settings that its value names filled in; None where one of them is not known."""
        if found is None or "${" not in found.value:
            return found
        if depth > _DEEPEST:
            return None
        text, at = "", 0
        for one in _PLACEHOLDER.finditer(found.value):
            known = self._get(one["key"], depth + 1)
            value = known.value if known else one["default"]
            if value is None:
                return None
            text, at = text + found.value[at : one.start()] + value, one.end()
        text += found.value[at:]
        return Variable(text, found.provenance) if len(text) <= _MAX_LENGTH and "${" not in text else None

    def filled(self, text: str) -> str:
        """Return a text of code with the settings that it names filled in; empty where one of them is not known."""
        found = self._filled(Variable(text, Provenance("", 0)), 0)
        return found.value if found else ""

    def __iter__(self) -> Iterator[tuple[str, Variable]]:
        """Yield every setting of a file with its key."""
        return iter(self._settings)

    @staticmethod
    def _best(known: Iterable[Variable]) -> Variable | None:
        """Return the first that does not stand for the machine at hand, else the first."""
        known = list(known)
        return next((one for one in known if not _LOCAL.search(one.value)), known[0] if known else None)

    def _only(self, tail: str) -> Variable | None:
        """Return the setting whose key ends with these steps, where all such have one value."""
        found = self._by_tail.get(tail, [])
        return found[0] if len({one.value for one in found}) == 1 else None

    @cached_property
    def _members(self) -> Mapping[str, Iterable[Member]]:
        return self._tell()

    @cached_property
    def _variables(self) -> dict[str, Variable]:
        return {"".join(_steps(name)): one for name, one in reversed(list(self.variables.items()))}

    @cached_property
    def _by_name(self) -> dict[str, list[Variable]]:
        found: dict[str, list[Variable]] = {}
        for key, one in self._settings:
            found.setdefault(key, []).append(one)
        return found

    @cached_property
    def _by_key(self) -> dict[str, list[Variable]]:
        found: dict[str, list[Variable]] = {}
        for key, one in self._settings:
            found.setdefault("".join(_steps(key)), []).append(one)
        return found

    @cached_property
    def _by_tail(self) -> dict[str, list[Variable]]:
        found: dict[str, list[Variable]] = {}
        for key, one in self._settings:
            steps = _steps(key)
            for start in range(1, len(steps) - 1):
                found.setdefault(".".join(steps[start:]), []).append(one)
        return found


def _steps(key: str) -> list[str]:
    return [step for part in _STEP.split(key) if (step := _OTHER.sub("", part.lower()))]


def _keys(name: str) -> Iterator[list[str]]:
    """Yield the keys that a member of a configuration may mean, step by step, the likeliest first.

    What holds it may be all of it (``cfg.Kafka.Topic``) or a section of that name (``kafkaOptions.Topic``).
    """
    parts = [_GETTER.sub("", part) for part in _STEP.split(name)]
    at = next((number for number, part in enumerate(parts[:-1]) if _HOLDER.match(part)), -1)
    if at < 0:
        return
    rest = [step for part in parts[at + 1 :] for step in _steps(part) if step not in _WRAPPED]
    holder = _OTHER.sub("", parts[at].lower())
    section = _OTHER.sub("", _KIND.sub("", parts[at]).lower())
    if len(rest) > 1 or (rest and not _LOOSE.match(parts[at])):
        yield rest
    if rest:
        yield [holder, *rest]
    if rest and section:
        yield [section, *rest]
