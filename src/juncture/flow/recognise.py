"""What in one file is a use of a part: the generated form of its name, on a receiver that may be of its type."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

import msgspec

from juncture.catalog.bindings import Binding
from juncture.code.accesses import accesses, mentions
from juncture.code.exchanged import handlers
from juncture.code.known import NOTHING, Known
from juncture.code.language import language
from juncture.code.model import Access, SourceFacts
from juncture.code.names import case_names, method_names, names_for, type_names, value_names
from juncture.code.served import IMPLEMENTS, implemented
from juncture.code.syntax import Source
from juncture.contracts.surface import Surface
from juncture.flow.sought import Sought
from juncture.flow.spelt import Ours, group, last, typed, whole

FORWARD = "forward"
"""How a value is handled that is put under its own name into another message, unread."""


_AS_WRITTEN = frozenset({"csharp"})
"""Languages in which Avro's generator leaves the names of fields as they are."""
_CLIENT = re.compile(r"client|stub|service|server", re.IGNORECASE)
_MADE = re.compile(r"(\w+)\s*(?::=|=|:)")


class Recognised(NamedTuple):
    """The accesses of a part in one file. ``doubtful`` are those that may be of other types as well, with these."""

    certain: tuple[Access, ...]
    doubtful: tuple[tuple[Access, tuple[str, ...]], ...] = ()


def recognised(
    path: str,
    facts: SourceFacts,
    content: bytes,
    binding: Binding,
    part: Sought,
    tell: Callable[[], Known],
    surface: Surface | None,
    ours: Ours,
) -> Recognised:
    """Return the accesses of a part in a file that reaches its contract. Raises InputError for a file too large.

    ``tell`` returns what contracts tell of the file; it is asked where that has a name of the part. ``surface`` is the
    contract's: what a whole contract is named by, and what its operations are given. ``ours`` tells a type of the
    contract from one that is called alike.
    """
    if part.kind == "contract" and part.languages is not None:
        text = content.decode("utf-8", "replace").split("\n")
        line = text[binding.line - 1] if binding.line <= len(text) else ""
        return Recognised((Access(binding.module, binding.line, line, "read"),))
    if part.kind == "contract":
        return Recognised(tuple(whole(path, facts, content, binding, surface)))
    if part.kind == "operation":
        names = method_names(facts.language, part.name)
        called = [one for one in accesses(path, content, names) if one.how != "declare"]
        known = tell() if called or part.group.encode() in content else NOTHING
        found = [one for one in called if _on_client(one, facts, part, known)]
        operations = surface.operations if surface else ()
        served = [
            each
            for operation in operations
            if operation.name == f"{part.group}/{part.name}"
            for each in implemented(
                path, facts, content, names, part.group, {last(operation.input), last(operation.output)}
            )
        ]
        served = _marked(path, facts, content, part, known) or served
        lines = {one.line for one in found}
        return Recognised((*found, *(one for one in served if one.line not in lines)))
    if part.kind == "group":
        return Recognised(tuple(group(path, facts, content, binding, part.name)))
    if part.kind == "member" and part.member:
        return _members(path, facts, content, part, tell, surface, ours)
    return Recognised(tuple(typed(path, facts, content, binding, _type_names(facts, part), ours)))


def _marked(path: str, facts: SourceFacts, content: bytes, part: Sought, known: Known) -> list[Access]:
    """Return the marks of the methods that handle an operation."""
    if part.group.encode() not in content:
        return []
    source = Source(path, language(facts.language), content)
    names = method_names(facts.language, part.name)
    marked = [each for each in handlers(source, known) if each.service == part.group and each.method in names]
    return [Access(each.method, each.line, source.line_text(each.line), IMPLEMENTS) for each in marked]


def _type_names(facts: SourceFacts, part: Sought) -> set[str]:
    return {last(name) for name in type_names(facts.language, part.type)} if part.type else {part.name}


def mentioned(spoken: str, content: bytes, part: Sought, surface: Surface | None) -> bool:
    """Tell whether a file has a generated name of a member at all: a cheap question before ``recognised``."""
    cases = frozenset() if part.of_enum else case_names(spoken, part.type, part.name)
    return mentions(content, _names(spoken, part, surface) | cases)


def _names(spoken: str, part: Sought, surface: Surface | None) -> frozenset[str]:
    """Return the names of a member, or of an enum's value, in generated code."""
    if part.of_enum:
        return value_names(spoken, part.type, part.name)
    held = part.member
    names = names_for(spoken, part.name, held.names if held else {}, held.repeated if held else False)
    names |= names_for(spoken, f"{part.name}_case") if part.of_oneof else frozenset()
    is_avro = surface is not None and surface.format == "avro"
    return names | ({part.name} if spoken in _AS_WRITTEN and is_avro else frozenset())


def _members(
    path: str,
    facts: SourceFacts,
    content: bytes,
    part: Sought,
    tell: Callable[[], Known],
    surface: Surface | None,
    ours: Ours,
) -> Recognised:
    spoken = facts.language
    names = _names(spoken, part, surface)
    known = tell() if mentions(content, names) else NOTHING
    every = _forwarded(accesses(path, content, names, values=part.of_enum, known=known))
    owners = {last(name) for name in type_names(spoken, part.type)}
    certain, doubtful = [], []
    for one in every:
        if one.owner in _ANYTHING:
            one = msgspec.structs.replace(one, owner="")  # noqa: PLW2901
        if not _may_own(one, owners, ours, of_enum=part.of_enum) or _is_method(spoken, one):
            continue
        rivals = () if one.owner or part.of_enum else _rivals(one.name, owners, known)
        if rivals and _hides(spoken, one.name, names):
            continue
        unknown = one.unshown and spoken in _NOMINAL and not _alike(one.receiver, part.type_name)
        if rivals or unknown or (one.root and not one.owner and not known.ours(one.root, one.origin)):
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


_NOMINAL = frozenset({"java", "kotlin", "csharp", "rust"})
"""Languages in which everything has one declared type: what shows none is anybody's."""


def _is_method(spoken: str, access: Access) -> bool:
    """Tell whether an access calls what generated code has as a plain member: it is a method of something else."""
    accessor = _ACCESSOR.match(access.name)
    return access.called and not accessor and spoken not in _CALLED


_ACCESSOR = re.compile(
    r"(?:get|set|has|clear|add|put|merge|remove|contains|is|Get|Has|Clear)(?:[A-Z0-9_]|$)|(?:add|put)All"
)
_CALLED = frozenset({"rust", "cpp"})
"""Languages whose generated code may call a member's getter like the member."""


def _alike(receiver: str, type_name: str) -> bool:
    """Tell whether a variable is called like a type: where its type is left out, its name says it."""
    return last(receiver).replace("_", "").lower() == type_name.replace("_", "").lower()


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


def _may_own(access: Access, owners: set[str], ours: Ours, *, of_enum: bool) -> bool:
    """Tell whether a receiver may be of the part's type: it shows no type, or this one, and not another's namesake."""
    if not access.owner:
        return True
    is_unknown = of_enum and not access.origin  # an import may bring the value and not its enum
    return last(access.owner) in owners and (is_unknown or ours(access.owner, access.origin))


def _on_client(access: Access, facts: SourceFacts, part: Sought, known: Known) -> bool:
    """Tell whether a call is on a client of the operation's service: many other things have a method of its name."""
    held = known.clients.get(last(access.receiver).rstrip("?!"), "")
    if held:
        return held == part.group
    if access.owner:
        own = part.group.removesuffix("Service")  # an own interface of a client: MatchingClient for MatchingService
        return part.group in access.owner or (own in last(access.owner) and bool(_CLIENT.search(access.owner)))
    if access.how == "pass" and not access.receiver:
        return False  # a variable of that name, handed on
    receiver = last(access.receiver)
    made = {name for one in facts.references if one.service == part.group for name in _MADE.findall(one.text)}
    return not receiver or receiver in made or part.group in access.receiver or bool(_CLIENT.search(receiver))
