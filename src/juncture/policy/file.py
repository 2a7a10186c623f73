"""Reads ``juncture.yaml`` over the built-in default, strictly; a nested one can only tighten."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.facts.rule import family, rule
from juncture.policy.form import NESTED, AreaForm, PolicyForm
from juncture.policy.meaning import problems
from juncture.policy.model import CustomReader, FolderSeverities, Policy, ProtectedArea, Waiver
from juncture.policy.rating import rated
from juncture.repository.document import Document
from juncture.repository.strict import read

NAME = "juncture.yaml"
BUILT_IN = "built-in"
_WEIGHT = ("off", "note", "warn", "block")
_NEED = ("off", "optional", "required")
_Item = TypeVar("_Item")


@cache
def builtin() -> Policy:
    """Return the policy of a repository that has none: a policy file like any other."""
    content = files("juncture.policy").joinpath("builtin.yaml").read_bytes()
    form, document = read(BUILT_IN, content, PolicyForm)
    return _policy(BUILT_IN, content, form, document, kept=())


def load(path: str, content: bytes) -> Policy:
    """Return what the root's policy file says, over the built-in default.

    A built-in area gives way to one of the same id, or to its id under ``unprotected``. Raises InputError with all
    problems of the file, each with its line.
    """
    default = builtin()
    form, document = read(path, content, PolicyForm)
    _raise(problems(form, document, {area.id for area in default.protected}))
    kept = tuple(
        area for area in default.protected if area.id not in form.unprotected and area.id not in form.protected
    )
    policy = _policy(path, content, form, document, kept)
    return policy if "stability" in document.value else msgspec.structs.replace(policy, stability=default.stability)


def assemble(contents: Mapping[str, bytes]) -> Policy:
    """Return the policy of a tree from the contents of every ``juncture.yaml`` in it, by path. Raises InputError."""
    policy = load(NAME, contents[NAME]) if NAME in contents else builtin()
    for path in sorted(contents):
        if path != NAME:
            policy = tighten(policy, path, contents[path])
    return policy


def is_policy(path: str) -> bool:
    """Whether a path is the root's policy file or a nested one."""
    return path.rpartition("/")[2] == NAME


def tighten(parent: Policy, path: str, content: bytes) -> Policy:
    """Return the parent with what the policy file at ``path`` adds for its folder.

    It may protect more, raise severities, ask for more evidence, name public contracts, utilities and validation
    commands; its globs start at its folder. Raises InputError where it would loosen anything.
    """
    folder = path.rpartition("/")[0]
    form, document = read(path, content, PolicyForm)
    found = problems(form, document, set(), parent.groups)
    found += [
        Problem(path, document.line_of(key), f"{key!r} in a folder; only the root's {NAME} may say it")
        for key in document.value
        if key not in NESTED
    ]
    found += _loosened(parent, form, document)
    if set(folder) & set("*?[]{}\\") and (form.public or form.utilities):
        said = "globs in a folder whose own name has a sign of globs; say them in the root's file"
        found.append(Problem(path, document.line_of("public" if form.public else "utilities"), said))
    _raise(found)
    own = _policy(path, content, form, document, kept=())
    areas = [msgspec.structs.replace(area, folder=folder) for area in own.protected]
    return msgspec.structs.replace(
        parent,
        digest=hashlib.sha256(f"{parent.digest} {path} {own.digest}".encode()).hexdigest(),
        protected=tuple(sorted([*parent.protected, *areas], key=lambda area: area.id)),
        folders=(*parent.folders, FolderSeverities(folder, own.severities)) if own.severities else parent.folders,
        public=tuple(dict.fromkeys([*parent.public, *_below(folder, own.public)])),
        utilities=_joined(parent.utilities, {kind: _below(folder, globs) for kind, globs in own.utilities.items()}),
        validation=_joined(parent.validation, own.validation),
        evidence={**parent.evidence, **{kind: own.evidence[kind] for kind in document.value.get("evidence", ())}},
    )


def _policy(path: str, content: bytes, form: PolicyForm, document: Document, kept: tuple[ProtectedArea, ...]) -> Policy:
    areas = [_area(path, key, area, document.line_of("protected", key)) for key, area in form.protected.items()]
    return Policy(
        source=path,
        digest=hashlib.sha256(content).hexdigest(),
        mode=form.mode,
        protected=tuple(sorted([*kept, *areas], key=lambda area: area.id)),
        aliases=form.aliases,
        domains=form.domains,
        severities={key: str(severity) for key, severity in form.severities.items()},
        waivers=tuple(msgspec.convert(waiver, Waiver, from_attributes=True) for waiver in form.waivers),
        public=form.public,
        baseline=form.baseline,
        validation=form.validation,
        wire_only=form.wire_only,
        stability=form.stability,
        released=form.released,
        approvers=form.approvers,
        groups=form.groups,
        approval_days=form.approvals.days,
        carriers=form.approvals.carriers,
        signers=form.signers,
        evidence=msgspec.structs.asdict(form.evidence),
        redirects={key.replace("_", "-"): text for key, text in msgspec.structs.asdict(form.redirects).items() if text},
        utilities=form.utilities,
        readers=tuple(msgspec.convert(reader, CustomReader, from_attributes=True) for reader in form.readers),
    )


def _area(path: str, key: str, area: AreaForm, line: int) -> ProtectedArea:
    said = msgspec.structs.asdict(area)
    return ProtectedArea(id=key, line=0 if path == BUILT_IN else line, source=path, **said)


def _loosened(parent: Policy, form: PolicyForm, document: Document) -> list[Problem]:
    """Tell what a nested policy says that is weaker than what holds above it."""
    found = []
    areas = {area.id for area in parent.protected}
    for key in form.protected:
        if key in areas:
            said = f"area {key!r} is protected above; a nested policy adds areas under ids of their own"
            found.append(Problem(document.path, document.line_of("protected", key), said))
    for rule_id, severity in form.severities.items():
        weaker = [one for one in _rules(rule_id) if _WEIGHT.index(severity) < _WEIGHT.index(_above(parent, one))]
        if weaker:
            said = (
                f"{rule_id} is {severity}; a nested policy only raises, and {weaker[0]} is {_above(parent, weaker[0])}"
            )
            found.append(Problem(document.path, document.line_of("severities", rule_id), said))
    for kind in document.value.get("evidence", ()):
        need, above = getattr(form.evidence, kind), parent.evidence[kind]
        if _NEED.index(need) < _NEED.index(above):
            said = f"evidence of {kind} is {need}; a nested policy only raises, and it is {above}"
            found.append(Problem(document.path, document.line_of("evidence", kind), said))
    return found


def _rules(rule_id: str) -> list[str]:
    name, _, key = rule_id.partition("/")
    return list(family(name)) if key == "*" else [rule_id]


def _above(parent: Policy, rule_id: str) -> str:
    return rated(rule_id, rule(rule_id).severity, parent.severities)


def _below(folder: str, globs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{folder}/{glob}" for glob in globs)


def _joined(
    above: Mapping[str, tuple[_Item, ...]], own: Mapping[str, tuple[_Item, ...]]
) -> dict[str, tuple[_Item, ...]]:
    keys = sorted(above.keys() | own.keys())
    return {key: tuple(dict.fromkeys([*above.get(key, ()), *own.get(key, ())])) for key in keys}


def _raise(found: list[Problem]) -> None:
    if found:
        raise InputError(*sorted(found))
