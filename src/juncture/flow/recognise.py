"""What in one file is a use of a part: the generated form of its name, on a receiver that may be of its type."""

import re
from collections.abc import Iterable

import msgspec

from juncture.catalog.bindings import Binding
from juncture.code.accesses import accesses
from juncture.code.language import language
from juncture.code.model import Access, SourceFacts
from juncture.code.names import method_names, names_for, type_names, value_names
from juncture.code.syntax import Source
from juncture.flow.sought import Sought

FORWARD = "forward"
"""How a value is handled that is put under its own name into another message, unread."""

_CLIENT = re.compile(r"client|stub|service|server", re.IGNORECASE)
_MADE = re.compile(r"(\w+)\s*(?::=|=|:)")


def recognised(path: str, facts: SourceFacts, content: bytes, binding: Binding, part: Sought) -> list[Access]:
    """Return the accesses of a part in a file that reaches its contract. Raises InputError for a file too large."""
    if part.kind == "contract":
        text = content.decode("utf-8", "replace").split("\n")
        return [Access(binding.module, binding.line, text[binding.line - 1], "read")]
    if part.kind == "operation":
        found = accesses(path, content, method_names(facts.language, part.name))
        return [one for one in found if one.how != "declare" and _on_client(one, facts, part)]
    if part.kind == "member" and part.member:
        if part.of_enum:
            names = value_names(facts.language, part.type, part.name)
        else:
            names = names_for(facts.language, part.name, part.member.names, part.member.repeated)
        owners = {last(name) for name in type_names(facts.language, part.type)}
        every = _forwarded(accesses(path, content, names, values=part.of_enum))
        return [one for one in every if _may_own(one.owner, owners, facts, binding)]
    return list(_named(path, facts, content, part))


def _forwarded(found: Iterable[Access]) -> list[Access]:
    """Return the accesses, those marked whose value is put under its own name, into whatever message, unread.

    A value that is given to anything else may be looked at there.
    """
    every = list(found)
    keyed = {access.line for access in every if access.how == "pass" and not access.receiver}
    return [
        msgspec.structs.replace(one, how=FORWARD) if one.how == "pass" and one.line in keyed else one for one in every
    ]


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
    pattern = re.compile(rf"\b(New|I)?({'|'.join(sorted(map(re.escape, names)))})(Client|Stub|Grpc|Server|Servicer)?\b")
    source = Source(path, language(facts.language), content)
    skipped = {item.line for item in facts.imports}
    for match in pattern.finditer(source.text):
        line = source.line(match.start())
        if line not in skipped and not source.silent.within(match.start()):
            yield Access(match.group(), line, source.line_text(line), "read")
