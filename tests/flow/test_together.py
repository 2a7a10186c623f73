"""What a service lives through while old and new run together: its own meeting, by what its builds do."""

import pytest

from juncture.contracts.model import Compatibility, ContractChange, Direction, Witness
from juncture.flow.together import Handles, mixed


def change(
    old: str,
    new: str,
    verdicts: tuple[str, str],
    rule: str = "protobuf/field-type-changed",
    direction: Direction = Direction.BOTH,
) -> ContractChange:
    return ContractChange(
        fingerprint="f",
        rule=rule,
        compatibility=Compatibility.BREAKING,
        direction=direction,
        part="Address.zip",
        contract="shop.proto",
        old=old,
        new=new,
        cause=None,
        cause_old=None,
        proof="proven",
        witness=Witness("protobuf", "0a", *verdicts),
    )


RETYPED = change("int32", "string", ('sent "94043", read 0', 'sent 94043, read ""'))
READS = Handles(old_reads=True, new_reads=True, old_writes=False, new_writes=False)
FIRST_READS = READS._replace(old_reads=False)
WRITES = Handles(old_reads=False, new_reads=False, old_writes=True, new_writes=True)


@pytest.mark.parametrize(
    ("handled", "told"),
    [
        (READS, 'an old build reads 0 from a new one; a new build reads "" from an old one'),
        (FIRST_READS, 'an old build reads nothing of it; a new build reads "" from an old one'),
        (READS._replace(new_reads=False), "an old build reads 0 from a new one"),
        (WRITES, 'an old reader reads 0 of what a new build sends; a new reader reads "" of what an old build sends'),
        (WRITES._replace(old_writes=False), "an old reader reads 0 of what a new build sends"),
    ],
)
def test_every_service_has_its_own_meeting(handled, told):
    assert mixed(RETYPED, handled) == told


def test_a_witness_says_nothing_of_the_other_sample():
    # One instance, as new writes it, was judged: what a new reader makes of the old kind the rule has to say.
    shown = change("integer", "string", ("refused", "accepted"), "schema/response-type-changed", Direction.RESPONSE)
    assert mixed(shown, READS) == (
        "an old build refuses what comes from a new one; by the rule, a new consumer of an old provider is hurt"
    )


def test_whoever_writes_the_record_is_told_who_refuses_it():
    removed = change("int32", "", ("refused: no default", ""), "avro/field-removed")
    assert mixed(removed, WRITES._replace(new_writes=False)) == (
        "an old reader refuses what a new build sends: no default"
    )


def test_a_first_reader_is_told_in_a_review(changed):
    code = "from shop import shop_pb2\n\n\ndef f(a: shop_pb2.Address):\n    return a.%s\n"
    base = {"svc/a/Dockerfile": "FROM scratch\n", "svc/a/main.py": code % "city"}
    impact = changed(base, {"svc/a/main.py": code % "zip_code"})["a"]
    assert (impact.state, impact.side) == ("new", "reads")
