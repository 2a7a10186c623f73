"""What an SDL file tells of itself without a comparison."""

import pytest

from juncture.contracts.graphql.surface import surface
from juncture.facts.problem import InputError

TEXT = b"""
type Query { order(id: ID!): Order
  all(filter: Filter): [Order!]! }
type Order { id: ID! state: State }
enum State { OPEN }
input Filter { text: String = "x" }
union Any = Order
"""


def test_types_members_and_operations_have_names_and_lines() -> None:
    found = surface("a.graphql", TEXT)
    assert [(each.name, each.kind, each.line) for each in found.types] == [
        ("Query", "object", 2),
        ("Order", "object", 4),
        ("State", "enum", 5),
        ("Filter", "input", 6),
        ("Any", "union", 7),
    ]
    assert [(each.name, each.type, each.repeated, each.line) for each in found.types[0].members] == [
        ("order", "Order", False, 2),
        ("all", "Order", True, 3),
    ]
    assert [(each.name, each.group, each.input, each.output, each.line) for each in found.operations] == [
        ("Query.order", "Query", "ID", "Order", 2),
        ("Query.all", "Query", "Filter", "Order", 3),
    ]
    assert found.groups == {"Query": 2}


def test_the_digest_is_of_the_meaning() -> None:
    before = surface("a.graphql", TEXT).digest
    assert (
        surface("b.graphql", b'"said" enum State { "said" OPEN }' + TEXT.replace(b"enum State { OPEN }", b"")).digest
        == before
    )
    assert surface("a.graphql", TEXT.replace(b'"x"', b'"y"')).digest != before
    assert surface("a.graphql", TEXT.replace(b"OPEN", b"OPEN @deprecated")).digest != before


def test_a_file_that_cannot_be_read_says_where() -> None:
    with pytest.raises(InputError, match=r"a\.graphql:2: 'b' where ':' is expected"):
        surface("a.graphql", b"type Query {\n a b }")
