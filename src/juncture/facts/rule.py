"""The one registry of rules: data in ``rules/<family>.toml``, read when a family is first asked for."""

import difflib
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from juncture.facts.steps import StepId


class Rule(msgspec.Struct, frozen=True):
    """What a judgement means, written once.

    ``id`` is ``family/name``. ``severity`` is the default that policy may re-rate: ``note``, ``warn`` or
    ``block``. ``compatibility`` is set for rules about contracts: ``breaking``, ``risky`` or
    ``compatible``; ``order`` then says who must be deployed first so that nobody is hurt on the way, ``none`` where no
    order helps. ``equivalents`` maps a peer's name to the peer's own rule ids. ``source`` names the
    section of a specification or of the process that the rule comes from.
    """

    id: str
    title: str
    step: StepId
    severity: str
    why: str
    fix: str
    compatibility: str = ""
    order: Literal["none", "consumers-first", "providers-first", "any"] | None = None
    source: str = ""
    equivalents: dict[str, list[str]] = msgspec.field(default_factory=dict)


class UnknownRuleError(KeyError):
    """No rule has this id. ``rule`` is the id that was asked for."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule

    def __str__(self) -> str:
        known = [rule_id for name in families() for rule_id in family(name)]
        alike = difflib.get_close_matches(self.rule, known, n=1)
        hint = f"did you mean {alike[0]}?" if alike else "`juncture explain` lists them all"
        return f"no rule is called {self.rule!r}; {hint}"


def about(name: str) -> str:
    """Return what the rules of a family are about: the remark at the head of its file, empty where there is none."""
    text = _source(name).read_text("utf-8")
    head = text.partition("\n\n")[0] if text.startswith("#") else ""
    return " ".join(line.removeprefix("#").strip() for line in head.splitlines())


@cache
def family(name: str) -> dict[str, Rule]:
    """Return the rules of one family by id, in file order. Raises UnknownRuleError for an unknown family."""
    tables = tomllib.loads(_source(name).read_text("utf-8"))
    return {f"{name}/{key}": msgspec.convert({"id": f"{name}/{key}", **table}, Rule) for key, table in tables.items()}


def _source(name: str) -> Traversable:
    source = files("juncture.facts").joinpath("rules", f"{name}.toml")
    if not name.isidentifier() or not source.is_file():
        raise UnknownRuleError(name)
    return source


def families() -> list[str]:
    """Return the names of all families, sorted."""
    folder = files("juncture.facts").joinpath("rules")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def rule(rule_id: str) -> Rule:
    """Return the rule with this id. Raises UnknownRuleError."""
    try:
        return family(rule_id.partition("/")[0])[rule_id]
    except KeyError as error:
        raise UnknownRuleError(rule_id) from error
