"""What a contract says of the types in code generated from it: what a file need not show itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Known(NamedTuple):
    """The types of contracts by the names that one language's generated code gives them.

    ``members`` maps a type to its members, each with the name of its type, empty for a plain value. ``results`` maps
    a method to what a call of it returns, ``handled`` to what its implementation is given; a method that several
    services have with different types is in neither. ``sent`` maps a method to what a caller gives it, ``functions`` a
    function of the service's own code, in another file, to the type of a contract that it returns, ``bases`` a type of
    the service's own code, in another file, to those that it has members from.
    ``clients`` maps a name of the file to the service that it holds a client of, ``exchanged`` an operation
    (``Carts/Add``) to what it is given and what it returns.
    ``ours`` tells whether a type that the file names, with its origin (``code.origins``), may be a contract's at all.
    A type that a contract tells is written with its package behind a mark: ``:shop.Address``.
    """

    members: Mapping[str, Mapping[str, str]] = {}
    results: Mapping[str, str] = {}
    handled: Mapping[str, str] = {}
    sent: Mapping[str, str] = {}
    functions: Mapping[str, str] = {}
    bases: Mapping[str, Sequence[str]] = {}
    clients: Mapping[str, str] = {}
    exchanged: Mapping[str, tuple[str, str]] = {}
    ours: Callable[[str, str], bool] = lambda type_, origin: True


NOTHING = Known()
