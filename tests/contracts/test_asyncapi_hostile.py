"""Descriptions that lead back to themselves, nest deep, or hold what does not belong there: compared or refused."""

import json
import random
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError


def diff(old: Any, new: Any) -> list[ContractChange]:
    before, after = (each if isinstance(each, str) else json.dumps(each) for each in (old, new))
    return compare({"a.json": before.encode()}, {"a.json": after.encode()}, format="asyncapi")


LOOPS: dict[str, Any] = {
    "asyncapi": "3.0.0",
    "info": {},
    "channels": {
        "a": {"$ref": "#/channels/b"},
        "b": {"$ref": "#/channels/a"},
        "c": {"address": "c", "messages": {"m": {"$ref": "#/components/messages/m"}}},
    },
    "operations": {
        "o": {"action": "send", "channel": {"$ref": "#/channels/c"}, "traits": [{"$ref": "#/operations/o"}]}
    },
    "components": {
        "messages": {
            "m": {
                "payload": {"$ref": "#/components/schemas/s"},
                "headers": {"$ref": "#/components/schemas/s"},
                "traits": [{"headers": {"$ref": "#/components/schemas/s"}}, {"$ref": "#/components/messages/m"}],
            }
        },
        "schemas": {"s": {"properties": {"s": {"$ref": "#/components/schemas/s"}}, "maximum": 1}},
    },
}


def test_what_refers_to_itself_comes_to_an_end() -> None:
    changed = json.dumps(LOOPS).replace('"maximum": 1', '"maximum": 0')
    found = diff(LOOPS, changed)
    assert {"schema/response-bound-tightened"} <= {each.rule for each in found}
    nested = {"oneOf": [{"$ref": "#/channels/a/publish/message"}, {"payload": {}}, {"payload": {"type": "null"}}] * 50}
    loop = {"asyncapi": "2.0.0", "info": {}, "channels": {"a": {"publish": {"message": nested}}}}
    assert diff(loop, json.dumps(loop) + " ") == []


VALUES: list[Any] = [
    *(None, True, 0, -1.5, "", "x", "#"),
    *([], [[]], [None], {}, {"$ref": 3}, {"$ref": "#/channels"}, {"x": {}}),
]


def spoilt(value: Any, chance: random.Random) -> Any:
    """Return a document with some of its values replaced by what does not belong there."""
    if chance.random() < 0.06:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        return {key: spoilt(each, chance) for key, each in value.items()}
    if isinstance(value, list):
        return [spoilt(each, chance) for each in value]
    return value


@pytest.mark.parametrize("seed", range(60))
def test_documents_of_the_wrong_shape_are_compared_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    servers = {"m": {"host": "a", "protocol": "b", "security": [{"type": "x"}]}}
    whole = {**LOOPS, "servers": servers}
    whole["channels"] = {**LOOPS["channels"], "d": {"address": "d.{x}", "parameters": {"x": {"enum": ["a"]}}}}
    old = spoilt({**whole, "asyncapi": chance.choice(["2.0.0", "3.0.0"])}, chance)
    new = spoilt({**whole, "asyncapi": chance.choice(["2.0.0", "3.0.0"])}, chance)
    sides = [side if isinstance(side, dict) else {} for side in (old, new)]
    old, new = ({**side, "info": {}, "asyncapi": side.get("asyncapi") or "3.0.0"} for side in sides)
    try:
        diff(old, new)
    except InputError as error:
        assert all(problem.message for problem in error.problems)


def test_merged_layers_that_lead_back_to_themselves_stay_small() -> None:
    wide = {"properties": {name: {"$ref": "#/components/schemas/s"} for name in "abcdefgh"}}
    again = {"properties": {name: {"$ref": "#/components/schemas/t"} for name in "abcdefgh"}}
    message = {
        "headers": {"$ref": "#/components/schemas/s"},
        "traits": [{"headers": {"$ref": "#/components/schemas/t"}}],
    }
    app = {
        "asyncapi": "2.0.0",
        "info": {},
        "channels": {"a": {"publish": {"message": message, "bindings": {"x": wide}}}},
        "components": {"schemas": {"s": wide, "t": again}},
    }
    changed = json.loads(json.dumps(app))
    changed["components"]["schemas"]["t"]["required"] = ["a"]
    told = [(each.rule, each.part) for each in diff(app, changed)]
    assert len(told) == len(set(told)) == 2


def test_what_nests_too_deep_is_refused() -> None:
    schema = "".join('{"properties":{"a":' for _ in range(400)) + "{}" + "}}" * 400
    app = f'{{"asyncapi":"2.0.0","info":{{}},"channels":{{"a":{{"publish":{{"message":{{"payload":{schema}}}}}}}}}}}'
    with pytest.raises(InputError, match="nested deeper"):
        diff(app, app.replace("{}}", '{"type":"null"}}', 1))
