"""A language is data: one file in ``languages/`` says how it is written, ``every.toml`` what holds for all.

A form is one way to write something of interest: which piece of syntax (a site), how its callee looks, which of
the file's imports must bring it, and which argument carries the name.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from juncture.code.grammar import SiteKind, Syntax


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to write a call, a topic, an environment read, a signal or a flag.

    ``word`` must occur in the file, and ``shape`` be found in its text, else the form is not tried: they say how what
    it finds is always written. ``like`` is searched in the callee of the site;
    its groups say what is found: ``service`` the contract's service, ``module`` a qualifier that an import has to
    bring, ``type`` a name that an import has to bring, ``name`` the variable, metric or flag itself.
    ``origin`` must match the module that brings it (``{service}`` stands for what that group found); ``imports``
    must match some import of the file. ``argument`` counts positional arguments from 0, or is ``every`` one, or the
    first that is a ``literal`` string; ``key`` is searched in the names of keyed ones, or in the keys of that
    argument where the form is ``within`` it. ``typed`` is how the file declares what the call is made on; ``least``
    how many positional arguments it has. ``text`` is searched in that argument as written (for references and the keys
    that a trace carries) and adds groups; ``default`` is the argument with the default. A topic is a type of message
    where ``like`` has a group ``message``, or where the argument is a message that is ``built`` in the file. What holds
    a queue produces by its methods ``verbs``.
    """

    word: str
    site: SiteKind
    like: str
    shape: str = ""
    origin: str = ""
    imports: str = ""
    argument: int | Literal["every", "literal"] | None = None
    key: str = ""
    within: bool = False
    typed: str = ""
    least: int = 0
    text: str = ""
    default: int | None = None
    built: bool = False
    verbs: str = ""


class Resolve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a name finds its module. ``ignore`` matches modules that bring no generated code by wildcard."""

    separator: str = "."
    nested: bool = False
    """An imported name used as a qualifier stands for ``module + separator + name``, else for the module."""
    qualified: bool = False
    """A full path may stand without an import."""
    package: bool = False
    """Files of one package see each other."""
    open: bool = False
    """An import of a module brings all its names."""
    ignore: str = ""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What begins with a line. ``word`` stands on the line that a match of ``like`` begins with."""

    word: str
    like: str


class ImportForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An import: ``like`` with the groups ``module``, ``names``, ``alias``; within ``block`` where that is given.

    ``word`` stands on the line that the match begins with; in the match, where it may begin ``anywhere`` in a line.
    """

    word: str
    like: str
    block: str = ""
    anywhere: bool = False
    braces: bool = False


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Templates for what generated code calls the members, types, services and methods of a contract."""

    member: tuple[str, ...]
    repeated: tuple[str, ...] = ()
    writes: str = ""
    """Which of these names change the member."""
    type: tuple[str, ...] = ()
    join: tuple[str, ...] = (".",)
    service: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    value: tuple[str, ...] = ("{raw}",)
    """An enum's values: ``Type`` is the enum, ``Outer`` what a flat value is named after, ``Bare`` the value
    without the enum's name before it."""
    case: tuple[str, ...] = ()
    """The wrappers or marks of a oneof's members."""
    flat: bool = False
    """Values stand in the module beside their enum, not only in it."""


class Wrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Calls that stand for something else when a value is looked for. Searched in the callee."""

    lists: str = ""
    """Builds a list of its arguments."""
    through: str = ""
    """Stands for its first argument."""
    chain: str = ""
    """Stands for the object it is called on."""
    default: str = ""
    """Gives the object it is called on a default."""
    placeholder: str = ""
    """A literal that reads a setting; groups ``name``, ``default``."""
    written: str = ""
    """How such a literal is written in a text."""
    placed: str = ""
    """A literal that is a setting, or a URL whose host is one; groups ``name``, ``default``."""
    injected: str = ""
    """A name that a setting is injected into; groups ``text``, ``name``."""
    generic: str = ""
    """Type wrappers that are looked through for the owner of a member."""
    inside: str = ""
    """Calls that give an element of the object that they are called on, or the object itself."""
    scoped: str = ""
    """Calls whose function takes the members of their object, or of their argument, without naming it."""


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known of a language. ``grammars`` maps an extension to ast-grep's name of the grammar."""

    grammars: dict[str, str]
    syntax: Syntax
    names: Names
    openers: tuple[str, ...]
    """What opens a comment or a string that may span lines."""
    silent: str
    """A comment or a string, from where it opens to where it ends."""
    package: Line | None = None
    tests: tuple[str, ...] = ()
    test_words: tuple[str, ...] = ()
    """Words of which a file with ``test_content`` has one."""
    test_content: str = ""
    """An import of a testing library; a file that has it and a ``test_case`` is a test, whatever its path."""
    test_case: str = ""
    """How a test is defined."""
    test_mark: str = ""
    """The mark of test code within a file of other code."""
    generated: str = ""
    """The line that generators of this language write, by its own convention."""
    imports: tuple[ImportForm, ...] = ()
    resolve: Resolve = Resolve()
    wrap: Wrap = Wrap()
    loads: str = ""
    """A call that loads a contract at run time; what it returns holds the contract's services."""
    client: tuple[Form, ...] = ()
    server: tuple[Form, ...] = ()
    produces: tuple[Form, ...] = ()
    consumes: tuple[Form, ...] = ()
    holds: tuple[Form, ...] = ()
    env: tuple[Form, ...] = ()
    log: tuple[Form, ...] = ()
    metric: tuple[Form, ...] = ()
    trace: tuple[Form, ...] = ()
    flag: tuple[Form, ...] = ()
    name: str = ""


class Every(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for every language: test paths, generated headers, words near constants worth keeping, types."""

    tests: tuple[str, ...]
    comments: tuple[str, ...]
    generated: str
    source: str
    generated_name: str
    contract: str
    constants: tuple[str, ...]
    discovery: tuple[str, ...]
    kinds: dict[str, str]
    takes: dict[str, str]
    """Calls that take a value for a ``string`` or a ``number``, and methods of one."""
    requests: dict[str, str]
    """How calls and routes over HTTP are written."""
    addresses: dict[str, str]
    """How the hosts that code calls are written."""
    settings: dict[str, str]
    """How code asks its configuration."""
    elements: dict[str, str]
    """Methods of a collection that keep its elements, and those whose function is given another value first."""


pattern = cache(re.compile)
"""A compiled pattern; a language's hundred patterns are compiled when first needed."""


@cache
def every() -> Every:
    """Return what holds for every language."""
    return msgspec.toml.decode(_file("every"), type=Every)


@cache
def language(name: str) -> Language:
    """Return a language by the name of its file. Raises KeyError for one that there is no file for."""
    if name not in names():
        raise KeyError(name)
    return msgspec.structs.replace(msgspec.toml.decode(_file(name), type=Language), name=name)


@cache
def names() -> frozenset[str]:
    """Return the names of all languages."""
    entries = files("juncture.code").joinpath("languages").iterdir()
    return frozenset(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")) - {"every"}


def _file(name: str) -> bytes:
    return files("juncture.code").joinpath("languages", f"{name}.toml").read_bytes()


@cache
def _extensions() -> dict[str, tuple[str, str]]:
    return {extension: (name, grammar) for name in names() for extension, grammar in language(name).grammars.items()}


def extension(path: str) -> str:
    """Return the extension of a path with its dot, lower case; empty where it has none."""
    at = path.rfind(".")
    return path[at:].lower() if at > path.rfind("/") else ""


def language_of(path: str) -> str | None:
    """Return the name of the language of a file by its extension, or None."""
    known = _extensions().get(extension(path))
    return known[0] if known else None


def grammar_of(path: str) -> str | None:
    """Return ast-grep's name of the grammar for a file, or None."""
    known = _extensions().get(extension(path))
    return known[1] if known else None


def is_source(path: str) -> bool:
    """Tell whether a path is a source file in a language that is read."""
    return extension(path) in _extensions()
