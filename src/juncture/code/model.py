"""What is read in source code. Every record is a pure function of one file."""

import re
from functools import lru_cache

import msgspec

_STEP = re.compile(r"[/\\]|::")
_SCRIPT = re.compile(r"\.(?:js|ts|jsx|tsx|mjs)$")


class Value(msgspec.Struct, frozen=True):
    """Where a string in code comes from: a literal, an environment variable, a named constant, or unknown.

    ``kind`` is ``literal``, ``env``, ``name``, ``type`` or ``unknown``. ``text`` is the literal, the variable, the
    name as written (``kafka.Topic``) or, of a topic, the type of its messages. ``default`` is the literal an
    environment variable falls back to.
    """

    kind: str
    text: str
    default: str = ""


class Import(msgspec.Struct, frozen=True):
    """An import. ``module`` as written; ``names`` imported from it; ``alias`` the name it goes by here."""

    line: int
    module: str
    names: tuple[str, ...] = ()
    alias: str = ""


class Reference(msgspec.Struct, frozen=True):
    """A generated client that is built, or a generated server that is implemented or registered.

    ``side`` is ``client`` or ``server``; ``service`` the contract's own name of the service
    (``CartService``); ``via`` the module of the import that brings the generated code, empty where the language
    needs none; ``text`` the line, stripped.
    """

    side: str
    service: str
    line: int
    via: str
    text: str


class TopicEnd(msgspec.Struct, frozen=True):
    """A place that produces to or consumes from a topic. ``side`` is ``produces`` or ``consumes``."""

    side: str
    topic: Value
    line: int
    text: str


class Wrapper(msgspec.Struct, frozen=True):
    """Own code around a topic, by which others produce or consume.

    ``name`` is a function with its class (``Workers.register``) that is given the topic as its ``argument``, counted
    from 0; or a class or variable that holds ``topic`` and on which one of ``verbs`` is called; ``argument`` is then
    -1.
    """

    name: str
    side: str
    line: int
    argument: int = -1
    topic: Value = Value("unknown", "")
    verbs: str = ""


class Constant(msgspec.Struct, frozen=True):
    """A named constant, variable or function whose value is one string."""

    name: str
    value: Value
    line: int


class EnvRead(msgspec.Struct, frozen=True):
    """A read of an environment variable."""

    name: str
    line: int
    default: str = ""


class Address(msgspec.Struct, frozen=True):
    """A host that the code calls: as it writes it in a URL, or the environment variable that it is read from."""

    host: Value
    line: int
    text: str


class Signal(msgspec.Struct, frozen=True):
    """A log, metric or trace that the code emits. ``kind`` is ``log``, ``metric`` or ``trace``.

    ``name`` is what it is called: of what a span carries, the key.
    """

    kind: str
    name: str
    line: int


class Flag(msgspec.Struct, frozen=True):
    """A feature flag that the code asks for."""

    name: str
    line: int


class SourceFacts(msgspec.Struct, frozen=True):
    """What one source file does with the world outside it.

    ``package`` is the package or namespace that the file declares. ``generated`` is the contract file named by a
    generator's header (``demo.proto``), or ``?`` where the header names none; empty for code people write.
    ``test`` tells whether the file is a test, a mock or a fixture, by its path and its content; ``topical`` whether it
    has a word beside which a constant may name a topic.
    """

    language: str
    package: str = ""
    generated: str = ""
    test: bool = False
    topical: bool = False
    imports: tuple[Import, ...] = ()
    references: tuple[Reference, ...] = ()
    topics: tuple[TopicEnd, ...] = ()
    wrappers: tuple[Wrapper, ...] = ()
    env: tuple[EnvRead, ...] = ()
    addresses: tuple[Address, ...] = ()
    flags: tuple[Flag, ...] = ()


class Access(msgspec.Struct, frozen=True):
    """An access of a member by one of its generated names.

    ``name`` is the identifier as written (``GetZipCode``); ``receiver`` the expression it is taken from, as
    written; in a pattern or a literal the keys that lead to it (``order.address``). ``owner`` is the type that the
    file itself shows the receiver to have, as written without pointers and wrappers (``pb.Address``), empty where
    it shows none; for ``declare`` it is the own type. ``root`` is the type shown for the receiver's first name where
    the receiver's own type is not shown (``req.Address`` with ``req *pb.ShipOrderRequest``). ``how`` is ``read``,
    ``write``, ``implements`` (the function that serves an operation), ``declare`` (an own type repeats the member),
    ``pass`` (handed on by a name alone: shorthand, forwarding) or ``forward`` (given a local name that is only put
    under the member's own name again). ``literal`` is the kind of literal the access commits to (``string``,
    ``number``, ``bool``, ``null``), empty where none; ``takes`` the kind that its surroundings take the value for: a
    declared type, a conversion, a method of strings. ``unshown`` tells that the receiver is what a function without
    types is given, of which nothing shows the type, ``called`` that the member is called as a method. ``whole`` is the
    statement or expression around it, on one line, without the blocks that it opens. ``origin`` is where the file has
    the name of the owner, else of the root, from: a module as written, ``.`` for its own declaration, ``:`` and a
    package for one that a contract tells, empty where nothing shows it.
    """

    name: str
    line: int
    text: str
    how: str
    receiver: str = ""
    owner: str = ""
    literal: str = ""
    root: str = ""
    takes: str = ""
    unshown: bool = False
    called: bool = False
    whole: str = ""
    origin: str = ""


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """What a source file is, without what it says.

    ``ends`` tells that it produces to a topic or consumes from one; ``modules`` are the last names of what it imports.
    """

    language: str
    package: str = ""
    generated: str = ""
    test: bool = False
    ends: bool = False
    modules: tuple[str, ...] = ()


def outline(facts: SourceFacts) -> Outline:
    """Return the outline of a source file."""
    modules = dict.fromkeys(tail(item.module) for item in facts.imports)
    return Outline(facts.language, facts.package, facts.generated, facts.test, bool(facts.topics), tuple(modules))


@lru_cache(100_000)
def tail(module: str) -> str:
    """Return the last name of a module as written."""
    last = _STEP.split(module.rstrip("/"))[-1]
    return _SCRIPT.sub("", last).rpartition(".")[2]
