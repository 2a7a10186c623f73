"""Evidence by keys: JSON keys, record fields and members of own types, in files that handle what carries a property.

Only files that are shown to exchange the message are searched: they call an operation that carries the type, or are an
end of its topic, or name its schema. Where another type there has a property of the same name, nobody can tell.
"""

from collections.abc import Iterable, Iterator

from juncture.catalog.names import words
from juncture.code.accesses import accesses
from juncture.code.language import language, language_of
from juncture.code.model import Access
from juncture.code.names import names_for
from juncture.code.quoted import keyed
from juncture.code.syntax import Source
from juncture.contracts.surface import Surface
from juncture.facts.problem import InputError
from juncture.flow.files import Files
from juncture.flow.found import Doubt, Found
from juncture.flow.recognise import last
from juncture.flow.sought import Sought

_KINDS = (
    "dto",
    "model",
    "request",
    "response",
    "body",
    "payload",
    "message",
    "event",
    "record",
    "data",
    "schema",
    "type",
)


def keys(
    files: Files, contract: str, part: Sought, name: str, handling: Iterable[tuple[str, str]]
) -> Iterator[Found | Doubt]:
    """Yield the lines that use a property by its name, in files that handle it, each given with how that is known."""
    surface = files.catalog.surfaces.get(contract)
    rivals = _rivals(surface, part, name)
    for path, how in handling:
        facts = files.facts(path)
        try:
            every = _accesses(path, files.content(path), name)
        except InputError as error:
            files.unread[path] = str(error.problems[0])
            continue
        for one in every:
            whose = _whose(last(one.owner), part.type_name) if one.owner else None
            if whose is False and one.how != "declare":
                continue
            if whose is not True and (rivals or one.how == "declare") and not files.test(path, one.line):
                also = " and ".join([part.type_name or part.group, *rivals[:2]])
                shows = (
                    f"a property of {also}" if rivals else "and whether its type is that of the contract is not shown"
                )
                why = f"`{path}:{one.line}` has `{one.name}`, {shows}; nothing there shows which"
                yield Doubt(files.service(path), path, one.line, why)
                continue
            reader = f"{facts.language}: {how}; {one.name} is {part.part}"
            yield Found(
                files.service(path),
                path,
                one.line,
                one.text,
                one.how,
                one.literal or one.takes,
                one.name,
                part.part,
                files.test(path, one.line),
                reader,
                whole=one.whole,
            )


def spellings(name: str) -> set[str]:
    """Return the ways that code writes a property's name: as it is, in snake case and in camel case."""
    parts = words(name)
    camel = [word.capitalize() for word in parts]
    return {name, "_".join(parts), "".join([*parts[:1], *camel[1:]]), "".join(camel)} - {""}


def _accesses(path: str, content: bytes, name: str) -> list[Access]:
    """Return the accesses of a property as a member, and as a key that is written as a string."""
    spoken = language_of(path)
    if spoken is None:
        return []
    names = names_for(spoken, name) | {name}
    found = list(accesses(path, content, names))
    lines = {one.line for one in found}
    if name.encode() in content:
        source = Source(path, language(spoken), content)
        found += [one for one in keyed(source, name) if one.line not in lines]
    return sorted(found, key=lambda one: one.line)


def _rivals(surface: Surface | None, part: Sought, name: str) -> list[str]:
    """Return the other types of the contract that have a property of this name."""
    types = surface.types if surface else ()
    return sorted(
        item.name.rpartition(".")[2]
        for item in types
        if item.kind != "enum" and item.name != part.type and any(member.name == name for member in item.members)
    )


def _whose(owner: str, type_name: str) -> bool | None:
    """Tell whether a type in code is called like the contract's; None where the names only share something."""
    mine, its = ([word for word in words(name) if word not in _KINDS] for name in (owner, type_name))
    if mine == its:
        return True
    return None if set(mine) & set(its) else False
