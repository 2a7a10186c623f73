"""What in one file is a use of a part: the generated form of its name, on a receiver that may be of its type."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec

from juncture.catalog.bindings import Binding
from juncture.code.accesses import accesses
from juncture.code.known import Known
from juncture.code.language import language
from juncture.code.model import Access, SourceFacts
from juncture.code.names import case_names, method_names, names_for, type_names, value_names
from juncture.code.syntax import Source
from juncture.flow.sought import Sought

FORWARD = "forward"
"""How a value is handled that is put under its own name into another message, unread."""

_CLIENT = re.compile(r"client|stub|service|server", re.IGNORECASE)
_MADE = re.compile(r"(\w+)\s*(?::=|=|:)")


class Recognised(NamedTuple):
    """The accesses of a part in one file. ``doubtful`` are those that may be of other types as well, with these."""

    certain: tuple[Access, ...]
    doubtful: tuple[tuple[Access, tuple[str, ...]], ...] = ()


def recognised(
    path: str, facts: SourceFacts, content: bytes, binding: Binding, part: Sought, known: Known
) -> Recognised:
    """Return the accesses of a part in a file that reaches its contract. Raises InputError for a file too large."""
    if part.kind == "contract":
        text = content.decode("utf-8", "replace").split("\n")
        line = text[binding.line - 1] if binding.line <= len(text) else ""
        return Recognised((Access(binding.module, binding.line, line, "read"),))
    if part.kind == "operation":
        found = accesses(path, content, method_names(facts.language, part.name))
        return Recognised(tuple(one for one in found if one.how != "declare" and _on_client(one, facts, part)))
    if part.kind == "member" and part.member:
        return _members(path, facts, content, binding, part, known)
    return Recognised(tuple(_named(path, facts, content, part)))


def _members(path: str, facts: SourceFacts, content: bytes, binding: Binding, part: Sought, known: Known) -> Recognised:
    assert part.member is not None
    spoken = facts.language
    if part.of_enum:
        names = value_names(spoken, part.type, part.name)
    else:
        names = names_for(spoken, part.name, part.member.names, part.member.repeated)
        names |= names_for(spoken, f"{part.name}_case") if part.of_oneof else frozenset()
    every = _forwarded(accesses(path, content, names, values=part.of_enum, known=known))
    owners = {last(name) for name in type_names(spoken, part.type)}
    certain, doubtful = [], []
    for one in every:
        if one.owner in _ANYTHING:
            one = msgspec.structs.replace(one, owner="")  # noqa: PLW2901
        if not _may_own(one.owner, owners, facts, binding):
            continue
        rivals = () if one.owner or part.of_enum else _rivals(one.name, owners, known)
        if rivals and _hides(spoken, one.name, names):
            continue
        if rivals:
            doubtful.append((one, rivals))
        else:
            certain.append(one)
    if not part.of_enum:
        lines = {access.line for access in certain}
        cases = accesses(path, content, case_names(spoken, part.type, part.name), values=True)
        certain += [one for one in cases if one.line not in lines and _is_case(spoken, one, part)]
    return Recognised(tuple(sorted(certain, key=lambda one: one.line)), tuple(doubtful))


_ANYTHING = frozenset({"any", "unknown", "object", "Object", "dynamic", "Any", "interface"})
"""Types that show nothing."""


def _is_case(spoken: str, access: Access, part: Sought) -> bool:
    """Tell whether a name is that of a oneof's case: by itself, in an enum of cases, or below the message's module."""
    if spoken in ("go", "cpp"):
        return True  # the name says all: Car_Petrol, kPetrol
    if spoken == "rust":
        module = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", part.type_name).lower()
        return module in access.receiver.split("::")
    return last(access.owner).endswith("Case")


def _hides(spoken: str, name: str, names: Collection[str]) -> bool:
    """Tell whether generated code keeps a member of that name to itself: Java's has getters, its fields are private."""
    return spoken == "java" and f"get{name[:1].upper()}{name[1:]}" in names


def _rivals(name: str, owners: set[str], known: Known) -> tuple[str, ...]:
    """Return the other types of the contracts at hand that have a member by this name."""
    found = (type_ for type_, members in known.members.items() if name in members and type_ not in owners)
    return tuple(sorted(type_ for type_ in found if not type_.endswith("()")))


def _forwarded(found: Iterable[Access]) -> list[Access]:
    """Return the accesses, those marked whose value is put under its own name, into whatever message, unread.

    A value that is given to anything else may be looked at there.
    """
    every = list(found)
    passing = {access.line for access in every if access.how == "pass" and access.receiver}
    keyed = {access.line for access in every if access.line in passing and _receives(access)}
    return [
        msgspec.structs.replace(one, how=FORWARD)
        if one.line in keyed and (one.how == "pass" or _receives(one))
        else one
        for one in every
    ]


def _receives(access: Access) -> bool:
    """Tell whether a member is given what another expression holds: by a key, an assignment or a setter."""
    return not access.literal and (access.how == "write" or (access.how == "pass" and not access.receiver))


def last(name: str) -> str:
    """Return the last segment of a qualified name, whatever separates its segments."""
    return re.split(r"\.|::", name)[-1]


def _may_own(owner: str, owners: set[str], facts: SourceFacts, binding: Binding) -> bool:
    """Tell whether a receiver may be of the part's type: it shows no type, or this one from this contract's import."""
    if not owner:
        return True
    qualifier = owner.rpartition(".")[0]
    if last(owner) not in owners or not qualifier or "." in qualifier:
        return last(owner) in owners
    brought = [item.module for item in facts.imports if qualifier in (item.alias, item.module.rpartition("/")[2])]
    return not brought or binding.module in brought


def _on_client(access: Access, facts: SourceFacts, part: Sought) -> bool:
    """Tell whether a call is on a client of the operation's service: many other things have a method of its name."""
    if access.owner:
        return part.group in access.owner
    receiver = last(access.receiver)
    made = {name for one in facts.references if one.service == part.group for name in _MADE.findall(one.text)}
    return not receiver or receiver in made or part.group in access.receiver or bool(_CLIENT.search(receiver))


def _named(path: str, facts: SourceFacts, content: bytes, part: Sought) -> Iterable[Access]:
    """Yield the code that names a generated type or client; imports, comments and strings are no code that does."""
    names = {last(name) for name in type_names(facts.language, part.type)} if part.type else {part.name}
    pattern = re.compile(
        rf"\b(New|I|E_)?({'|'.join(sorted(map(re.escape, names)))})(Client|Stub|Grpc|Server|Servicer)?\b"
    )
    source = Source(path, language(facts.language), content)
    skipped = {item.line for item in facts.imports}
    for match in pattern.finditer(source.text):
        line = source.line(match.start())
        if line not in skipped and not source.silent.within(match.start()):
            yield Access(match.group(), line, source.line_text(line), "read")
