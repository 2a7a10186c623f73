"""The registry: every rule says what it is, and a family is one file."""

import pytest

from juncture.facts.rule import UnknownRuleError, about, families, family, rule

RULES = [rule_id for name in families() for rule_id in family(name)]
CONTRACTS = ("asyncapi", "avro", "graphql", "job", "jsonschema", "openapi", "protobuf", "schema")


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_says_what_why_and_what_to_do(rule_id: str) -> None:
    known = rule(rule_id)
    assert known.title
    assert known.why
    assert known.fix
    assert known.severity in {"note", "warn", "block"}


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_rule_about_a_contract_says_what_breaks_in_which_order_and_by_which_specification(name: str) -> None:
    for known in family(name).values():
        assert known.compatibility in {"breaking", "risky", "compatible"}, known.id
        assert known.order or name == "protobuf", f"{known.id}: only Protobuf's levels tell the order by themselves"
        assert known.source, known.id
        assert (known.severity == "block") == (known.compatibility == "breaking"), known.id


def test_a_family_says_what_it_is_about() -> None:
    assert about("graphql").startswith("Rules about GraphQL schemas.")


@pytest.mark.parametrize("name", ["protobuf/field-type-change", "protobuff", "../rules/avro", "a/b/c", ""])
def test_an_unknown_rule_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownRuleError, match="no rule is called") as error:
        rule(name)
    assert "did you mean" in str(error.value) or "`juncture explain` lists them all" in str(error.value)
