"""What the form of a policy cannot say by itself: globs, dates, principals, rules that exist."""

import datetime
import difflib
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from juncture.facts.problem import Problem
from juncture.facts.rule import UnknownRuleError, families, family, rule
from juncture.policy.form import AreaForm, PolicyForm
from juncture.policy.globs import parsed
from juncture.repository.document import Document

RESERVED = frozenset({"governance", "break", "foreign-ownership"})
"""Ids of holds that no area may take."""

_AREA_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_PRINCIPAL = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_./-]*)?|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+")
_KEY = re.compile(
    r"(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]{40,}={0,3}( [ -~]*)?"
)
_LEARNED = "conventions"


def principal(name: str) -> bool:
    """Whether a name is a login, a team or an address: ASCII, no wildcard (threats.md T4, T17)."""
    return bool(_PRINCIPAL.fullmatch(name))


class Check(NamedTuple):
    """A place of the file, by its keys, and what is wrong there."""

    place: tuple[str | int, ...]
    said: str


def problems(
    form: PolicyForm, document: Document, switchable: Collection[str], groups: Collection[str] = ()
) -> list[Problem]:
    """Return what is wrong with a policy that has the right form.

    ``switchable`` are the built-in areas; ``groups`` those that a policy above defines.
    """
    found = [*_globs(form), *_people(form, {*form.groups, *groups}), *_values(form)]
    for number, key in enumerate(form.unprotected):
        if key not in switchable:
            allowed = ", ".join(sorted(switchable)) or "none here"
            found.append(Check(("unprotected", number), f"{key[:60]!r} is no built-in area; allowed: {allowed}"))
    return [Problem(document.path, document.line_of(*check.place), check.said) for check in found]


def _people(form: PolicyForm, groups: Collection[str]) -> Iterator[Check]:
    for key, area in form.protected.items():
        yield from (Check(("protected", key), said) for said in _area(key, area, groups))
    yield from (Check(("approvers",), said) for said in _principals(form.approvers, groups))
    for name, members in form.groups.items():
        if not _GROUP.fullmatch(name):
            yield Check(("groups", name), f"group {name[:60]!r}; letters, digits, ., _ and - are allowed")
        yield from (Check(("groups", name), said) for said in _principals(members, ()))
    for name, keys in form.signers.items():
        yield from (Check(("signers", name), said) for said in _signer(name, keys))


def _values(form: PolicyForm) -> Iterator[Check]:
    for rule_id, severity in form.severities.items():
        yield from (Check(("severities", rule_id), said) for said in _severity(rule_id, severity))
    for number, waiver in enumerate(form.waivers):
        if not is_date(waiver.expires):
            yield Check(("waivers", number, "expires"), f"{waiver.expires} is no day of the calendar")
    for number, reader in enumerate(form.readers):
        if reader.pattern.count("{to}") != 1 or "\n" in reader.pattern:
            yield Check(("readers", number, "pattern"), "the text of one line with one {to} in it is expected")
    for name, commands in form.validation.items():
        if any(not command or not command[0] for command in commands):
            yield Check(("validation", name), "an empty command; each is a list: [pytest, tests]")


def is_date(text: str) -> bool:
    """Whether a text is a day, YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _globs(form: PolicyForm) -> Iterator[Check]:
    places: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [
        (("public",), form.public),
        (("wire_only",), form.wire_only),
        (("stability",), form.stability),
    ]
    places += [(("domains", key), globs) for key, globs in form.domains.items()]
    places += [(("utilities", key), globs) for key, globs in form.utilities.items()]
    places += [(("readers", number, "paths"), reader.paths) for number, reader in enumerate(form.readers)]
    for key, area in form.protected.items():
        places += [(("protected", key, "paths"), area.paths), (("protected", key, "exclude"), area.exclude)]
        places.append((("protected", key, "packages"), area.packages))
    for place, globs in places:
        for number, glob in enumerate(globs):
            # `stability` takes both: what has a / is a path, anything else a package.
            is_package = place[-1] == "packages" or (place[0] == "stability" and "/" not in glob)
            try:
                parsed(glob, "." if is_package else "/")
            except ValueError as error:
                yield Check((*place, number), f"glob {glob[:60]!r}: {error}")


def _area(key: str, area: AreaForm, groups: Collection[str]) -> Iterator[str]:
    if not _AREA_ID.fullmatch(key) or key in RESERVED:
        reserved = ", ".join(sorted(RESERVED))
        yield f"area {key[:60]!r}; an id of lower case letters, digits and - is expected, and none of {reserved}"
    if not (area.paths or area.packages or area.contracts or area.data):
        yield f"area {key!r} selects nothing; say paths, packages, contracts or data"
    yield from _principals(area.approvers, groups)
    people = {name for name in area.approvers if name not in groups and "/" not in name}
    if area.approvers and len(people) == len(area.approvers) and len(people) < area.min:
        yield f"area {key!r} asks for {area.min} approvers and names {len(people)}"


def _principals(names: tuple[str, ...], groups: Collection[str]) -> Iterator[str]:
    for name in names:
        if name not in groups and not principal(name):
            near = difflib.get_close_matches(name[:60], list(groups), 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            expected = "@login, @org/team, an address or a name under groups is expected"
            yield f"{name[:60]!r} is no approver; {expected}{hint}"


def _signer(name: str, keys: tuple[str, ...]) -> Iterator[str]:
    if not principal(name) or "/" in name:
        yield f"signer {name[:60]!r}; @login or an address is expected"
    if not keys or not all(_KEY.fullmatch(key) for key in keys):
        yield f"keys of {name[:60]!r}; public SSH keys are expected: ssh-ed25519 AAAA…"


def _severity(rule_id: str, severity: str) -> Iterator[str]:
    name, _, key = rule_id.partition("/")
    if name == _LEARNED and severity == "block":
        yield f"{rule_id} is block; what is learned from the repository never blocks; allowed: off, note, warn"
    try:
        known = list(family(name)) if key == "*" else [rule(rule_id).id]
    except UnknownRuleError:
        known = []
    if not known:
        every = [one for group in families() for one in (*family(group), f"{group}/*")]
        near = difflib.get_close_matches(rule_id[:80], every, 1)
        hint = f"; did you mean {near[0]!r}?" if near else "; `juncture explain` lists them all"
        yield f"no rule is called {rule_id[:80]!r}{hint}"
