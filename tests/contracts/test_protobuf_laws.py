"""Laws that hold for any two files: equal says nothing, order and layout say nothing, sides mirror each other."""

from collections.abc import Callable
from random import Random

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


def pair(edit: Callable[[int], str]) -> tuple[bytes, bytes]:
    body = " ".join(f"message M{number} {{ int32 a = 1; }}" for number in range(50))
    return f"{HEAD} {body}".encode(), f"{HEAD} {body} {edit(1)}".encode()


def test_an_edit_of_one_declaration_says_nothing_of_others() -> None:
    (change,) = diff(*pair(lambda number: f"message New{number} {{}}"))
    assert change.part == "New1"
