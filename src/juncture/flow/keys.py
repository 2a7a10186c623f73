"""Evidence by keys: JSON keys, record fields and members of own types, in files that handle what carries a property.

Only files that are shown to exchange the message are searched: they call an operation that carries the type, or are an
end of its topic, or name its schema. Where another type there has a property of the same name, nobody can tell.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

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
from juncture.flow.found import Doubt, Found, Handling
from juncture.flow.handed import UNTYPED
from juncture.flow.sought import Sought
from juncture.flow.spelt import last
from juncture.flow.strangers import of_message

_HEADER = 4
"""Lines in which a handler names what it is given."""
_MARKED = re.compile(r"(?:names|consumes|produces) (\S+)$")
"""How a file is known to handle a message: by its schema, or by its topic."""
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


Exchanged = Callable[[str], Collection[str] | None]


def keys(
    files: Files, surface: Surface | None, part: Sought, name: str, handling: Iterable[Handling], exchanged: Exchanged
) -> Iterator[Found | Doubt]:
    """Yield the lines that use a property by its name, in files that handle it, each given with how that is known.

    ``surface`` is the contract's: another type of it may have a property of that name, where a file exchanges it:
    ``exchanged`` returns the types that a file does, None where that is not known.
    """
    every_rival = _rivals(surface, part, name)
    for path, how, lines, serves in handling:
        types = exchanged(path) if every_rival else None
        rivals = [each for each in every_rival if types is None or each.partition(".")[0] in types or each in types]
        facts = files.facts(path)
        try:
            every = _accesses(path, files.content(path), name)
        except InputError as error:
            files.unread[path] = str(error.problems[0])
            continue
        doubted: list[Access] = []
        if mark := _MARKED.match(how):
            judged = list(of_message(files, path, mark[1], every))
            every = [one for one, _ in judged]
            doubted = [one for one, sure in judged if not sure]
        inside = [one for one in every if any(one.line in each for each in lines)]
        if serves and facts.language not in UNTYPED:
            every = inside = [one for one in inside if _is_given(files, path, lines, part, one)]
        # What the file's other functions handle may be anything.
        for one in inside or every:
            whose = _whose(last(one.owner), part.type_name) if one.owner else None
            if whose is False and one.how != "declare":
                continue
            certain = whose is True or files.test(path, one.line)
            is_elsewhere = bool(lines and not inside) or one in doubted
            why = "" if certain else _why_not(part, rivals, one, is_elsewhere=is_elsewhere)
            if why:
                yield Doubt(files.service(path), path, one.line, f"`{path}:{one.line}` has `{one.name}`, {why}")
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


def _is_given(files: Files, path: str, lines: Iterable[range], part: Sought, one: Access) -> bool:
    """Tell whether an access in a handler is of the contract's type, or of what the handler is given."""
    if one.owner:
        return _whose(last(one.owner), part.type_name) is True
    first = re.match(r"\w+", one.receiver)
    text = files.lines(path)
    heads = ["\n".join(text[each.start - 1 : each.start + _HEADER]) for each in lines if one.line in each]
    return first is not None and any(re.search(rf"\b{first[0]}\b", head.partition("{")[0]) for head in heads)


def _why_not(part: Sought, rivals: Sequence[str], one: Access, *, is_elsewhere: bool) -> str:
    """Return why nobody can tell whether an access is of the property; empty where it is."""
    if rivals:
        types = " and ".join([part.type_name or part.group, *map(last, rivals[:2])])
        return f"a property of {types}; nothing there shows which"
    if one.how == "declare":
        return "and whether its type is that of the contract is not shown; nothing there shows which"
    return "and whether it is given what arrives there is not shown" if is_elsewhere else ""


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
        item.name
        for item in types
        if item.kind != "enum" and item.name != part.type and any(member.name == name for member in item.members)
    )


def _whose(owner: str, type_name: str) -> bool | None:
    """Tell whether a type in code is called like the contract's; None where the names only share something."""
    mine, its = ([word for word in words(name) if word not in _KINDS] for name in (owner, type_name))
    if mine == its:
        return True
    return None if set(mine) & set(its) else False
