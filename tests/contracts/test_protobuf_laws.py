"""Laws that hold for any two files: equal says nothing, order and layout say nothing, sides mirror each other."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named
from juncture.contracts.model import Compatibility, ContractChange
from juncture.contracts.protobuf.parts import parse_part
from juncture.facts.rule import family

HEAD = 'syntax = "proto3"; package shop;'
TYPES = [
    "int32",
    "int64",
    "string",
    "bytes",
    "bool",
    "Inner",
    "Level",
    "map<string, int32>",
    "repeated string",
    "other.X",
]

fields = st.lists(
    st.tuples(st.sampled_from(TYPES), st.sampled_from("abcdef"), st.integers(1, 8)),
    unique_by=(lambda each: each[1], lambda each: each[2]),
    max_size=5,
).map(lambda found: tuple(f"{kind} {name} = {number};" for kind, name, number in found))
values = st.lists(
    st.tuples(st.sampled_from("PQRS"), st.integers(1, 5)),
    unique_by=(lambda each: each[0], lambda each: each[1]),
    max_size=3,
).map(lambda found: ("ZERO = 0;", *(f"{name} = {number};" for name, number in found)))
rpcs = st.lists(
    st.tuples(st.sampled_from(["Get", "Put"]), st.sampled_from(["M", "Inner"])), unique_by=lambda each: each[0]
).map(lambda found: tuple(f"rpc {name}({kind}) returns ({kind});" for name, kind in found))
Contract = tuple[tuple[str, tuple[str, ...]], ...]
contracts = st.builds(
    lambda *members: tuple(zip(("message M", "message Inner", "enum Level", "service S"), members, strict=True)),
    fields,
    fields,
    values,
    rpcs,
)


def text(contract: Contract, shuffled: Random | None = None) -> bytes:
    """Write a contract; shuffled, in another order and with comments, blanks and empty statements."""
    blocks = []
    for head, members in contract:
        lines = list(members)
        if shuffled:
            first = 1 if head.startswith("enum") else 0  # the first value of an enum is its default
            rest = lines[first:]
            shuffled.shuffle(rest)
            lines = lines[:first] + [f"/* {each} */ {each} // said\n" for each in rest]
        blocks.append(f"{head} {{ {' '.join(lines)} }}")
    if shuffled:
        shuffled.shuffle(blocks)
    return "\n".join([HEAD, *blocks]).encode()


def diff(old: bytes, new: bytes, witnesses: bool = False) -> list[ContractChange]:
    return compare({"a.proto": old}, {"a.proto": new}, witnesses=witnesses)


@given(contracts)
def test_a_file_against_itself_says_nothing(contract: Contract) -> None:
    assert diff(text(contract), text(contract)) == []


@given(contracts, st.randoms(use_true_random=False))
def test_order_and_layout_say_nothing(contract: Contract, random: Random) -> None:
    assert diff(text(contract), text(contract, random)) == []
    surface = format_named("protobuf").surface
    assert surface("a.proto", text(contract)).digest == surface("b.proto", text(contract, random)).digest


@given(contracts, contracts, st.randoms(use_true_random=False))
def test_order_and_layout_change_no_finding(old: Contract, new: Contract, random: Random) -> None:
    def findings(changes: list[ContractChange]) -> list[tuple[str, str, str, str]]:
        return sorted((each.rule, each.part, each.old, each.new) for each in changes)

    assert findings(diff(text(old), text(new))) == findings(diff(text(old), text(new, random)))


@given(contracts, contracts)
def test_a_digest_differs_where_there_is_a_change(old: Contract, new: Contract) -> None:
    digests = {format_named("protobuf").surface("a.proto", text(each)).digest for each in (old, new)}
    assert (len(digests) == 2) == bool(diff(text(old), text(new)))


ADDED = ("field-added", "enum-value-added", "rpc-added")
REMOVED = ("field-removed", "enum-value-removed", "rpc-removed")


@given(contracts, contracts)
def test_swapped_sides_swap_added_and_removed(old: Contract, new: Contract) -> None:
    def parts(changes: list[ContractChange], rules: tuple[str, ...]) -> set[str]:
        return {each.part for each in changes if each.rule.removeprefix("protobuf/") in rules}

    there, back = diff(text(old), text(new)), diff(text(new), text(old))
    assert parts(there, ADDED) == parts(back, REMOVED)
    assert parts(there, REMOVED) == parts(back, ADDED)


@given(contracts, contracts)
def test_every_change_keeps_its_own_word(old: Contract, new: Contract) -> None:
    changes = diff(text(old), text(new), witnesses=True)
    for change in changes:
        rule, levels = family("protobuf")[change.rule], change.levels
        assert levels is not None
        assert change.compatibility == rule.compatibility
        assert (change.compatibility == Compatibility.BREAKING) == (not (levels.wire and levels.json))
        assert str(parse_part(change.part)) == change.part
        assert change.cause or change.cause_old
        assert (change.proof == "proven") <= (change.witness is not None)
    assert len({each.fingerprint for each in changes}) == len(changes)
    assert changes == diff(text(old), text(new), witnesses=True)


MANY = 3_000
CHAIN = "message {0}{1} {{ {2}{3} a = 1; {2}{3} b = 2; }} "
HOSTILE = {
    "fields": ("message M { %s }", lambda n: f"int32 a{n} = {n + 1};", lambda n: f"string b{n} = {n + 1};"),
    "reserved": ("message M { %s }", lambda n: f"int32 a{n} = {2 * n + 1};", lambda n: f"reserved {2 * n + 1};"),
    "oneof": ("message M { oneof o { int32 z = 9999; %s } }", lambda n: f"int32 a{n} = {n + 1};", lambda n: ""),
    "aliases": ("enum E { Z = 0; %s }", lambda n: f"A{n} = 0;", lambda n: f"B{n} = 0;"),
    "options": ("message M { int32 z = 1; %s }", lambda n: f"option (x) = {n};", lambda n: f"option (x) = {n + 1};"),
    "messages": ("%s", lambda n: f"message M{n} {{ int32 a = 1; }}", lambda n: f"message M{n} {{ string a = 1; }}"),
    "services": ("%s", lambda n: f"service S{n} {{ }}", lambda n: f"service T{n} {{ }}"),
    "types": (
        "%s",
        lambda n: CHAIN.format("A", n, "A", n + 1) + CHAIN.format("B", n, "B", n + 1),
        lambda n: CHAIN.format("A", n, "B", n + 1) + CHAIN.format("B", n, "A", n + 1),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_large_and_tangled_contracts_take_no_more_than_their_share(name: str) -> None:
    frame, old, new = HOSTILE[name]
    sides = [f"{HEAD} {frame % ' '.join(member(n) for n in range(MANY))}".encode() for member in (old, new)]
    start = time.perf_counter()
    assert diff(sides[0], sides[1], witnesses=True)
    assert time.perf_counter() - start < 10
