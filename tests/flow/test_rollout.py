"""How a break goes live: four meetings of old and new, the safe order, and the sequence for the very part."""

import pytest

from juncture.contracts.model import Compatibility, ContractChange, Direction, Witness
from juncture.flow.meetings import meetings
from juncture.flow.model import Impact, Use, UseState
from juncture.flow.sequence import rollouts


def change(
    rule: str,
    direction: Direction = Direction.RESPONSE,
    old: str = "string",
    new: str = "",
    verdicts: tuple[str, str] | None = None,
) -> ContractChange:
    witness = Witness("jsonschema", "{}", *verdicts) if verdicts else None
    return ContractChange(
        fingerprint="f",
        rule=rule,
        compatibility=Compatibility.BREAKING,
        direction=direction,
        part="Cart.note",
        contract="api.json",
        old=old,
        new=new,
        cause=None,
        cause_old=None,
        proof="proven" if witness else "by-rule",
        witness=witness,
    )


def outcomes(one: ContractChange, kept: frozenset[str] = frozenset()) -> dict[str, str]:
    return {str(each.meeting): str(each.outcome) for each in meetings(one, kept)}


@pytest.mark.parametrize(
    ("rule", "direction", "old_reader", "new_reader", "never"),
    [
        ("schema/response-property-removed", Direction.RESPONSE, "hurt", "safe", "hurt"),
        ("schema/request-required-property-added", Direction.REQUEST, "safe", "hurt", "hurt"),
        ("schema/response-required-property-added", Direction.RESPONSE, "safe", "hurt", "safe"),
        ("schema/request-type-changed", Direction.REQUEST, "hurt", "hurt", "hurt"),
        ("schema/response-type-narrowed", Direction.RESPONSE, "safe", "safe", "safe"),
    ],
)
def test_a_rule_says_who_is_hurt_where_no_witness_does(rule, direction, old_reader, new_reader, never):
    found = outcomes(change(rule, direction))
    assert found == {
        "old-reader": old_reader,
        "new-reader": new_reader,
        "kept": "absent",
        "never-updates": never,
    }


def test_a_witness_decides_and_speaks_in_its_own_words():
    shown = change("schema/response-property-removed", verdicts=("refused", "accepted"))
    old, new, _, never = meetings(shown, frozenset())
    assert (old.outcome, old.proof, old.why) == ("hurt", "proven", "refused")
    assert new.outcome == "safe"
    assert (never.outcome, never.proof) == ("hurt", "proven")


def test_what_a_topic_keeps_is_read_by_new_code_whatever_the_order():
    shown = change("avro/field-added-without-default", verdicts=("", "refused: no default"))
    assert outcomes(shown, frozenset({"f"}))["kept"] == "hurt"
    assert outcomes(shown)["kept"] == "absent"


def impact(service: str, state: UseState, answer: str = "uses", line: int = 7) -> Impact:
    use = Use(f"svc/{service}/a.py", line, "head", "", "cart.note", False, state, "read")
    return Impact("f", service, (), answer, "called", state, "", "", (use,) if answer == "uses" else ())


def test_the_sequence_names_who_has_to_move_and_where():
    found = [impact("web", UseState.UNTOUCHED), impact("mail", UseState.REPAIRED)]
    (one,) = rollouts([change("schema/response-property-removed")], found, frozenset())
    expand, migrate, contract = one.sequence
    assert (one.order, one.stage) == ("consumers-first", "migrate")
    assert expand.what == "keep `Cart.note` and put what replaces it beside it"
    assert (migrate.state, migrate.services, migrate.places) == ("open", ("web",), ("svc/web/a.py:7",))
    assert (contract.what, contract.state) == ("then remove `Cart.note`", "open")


@pytest.mark.parametrize(
    ("impacts", "stage", "why"),
    [
        ([impact("web", UseState.UNTOUCHED)], "expand", "nobody has moved: web has the old form"),
        ([impact("web", UseState.REPAIRED)], "contract", "web moves in the same change: all stages at once"),
        ([impact("web", UseState.UNTOUCHED, "unknown")], "migrate", "it cannot be told whether web has moved"),
        ([], "contract", "no use of the old form is left"),
    ],
)
def test_the_stage_is_what_the_uses_show(impacts, stage, why):
    (one,) = rollouts([change("schema/response-property-removed")], impacts, frozenset())
    assert (one.stage, one.why) == (stage, why)


def test_what_a_topic_keeps_puts_off_the_end():
    shown = change("avro/field-added-without-default", old="", new="string", verdicts=("", "refused: no default"))
    (one,) = rollouts([shown], [], frozenset({"f"}))
    assert one.sequence[-1].state == "open"
    assert "once no topic keeps a message of the old form" in one.sequence[-1].what


def test_a_change_that_hurts_nobody_needs_no_rollout():
    risky = change("schema/response-property-removed")
    assert rollouts([], [impact("web", UseState.UNTOUCHED)], frozenset()) == ()
    assert len(rollouts([risky], [], frozenset())) == 1
