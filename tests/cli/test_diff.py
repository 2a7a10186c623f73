"""``juncture diff`` as a user runs it: files, folders and revisions, every form of output, profiles, exit codes."""

import json
import re

import jsonschema_rs
import pytest

ORDERS = "service Orders { rpc Get(Order) returns (Order); rpc Put(Order) returns (Order); }\n"
OLD = 'syntax = "proto3";\npackage shop;\nmessage Order { int32 zip = 1; int32 b = 2; }\n' + ORDERS
NEW = OLD.replace("int32 zip", "string zip").replace("int32 b", "int64 b").replace("b = 2;", "b = 2; int32 c = 3;")
FORMS = ["text", "json", "md", "html", "sarif"]
LOG = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "required": ["name", "version", "rules"],
                            "properties": {"rules": {"items": {"$ref": "#/$defs/rule"}, "uniqueItems": True}},
                        }
                    },
                },
                "results": {"items": {"$ref": "#/$defs/result"}},
            },
        },
        "rule": {
            "required": ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
            "properties": {"defaultConfiguration": {"properties": {"level": {"enum": ["error", "warning", "note"]}}}},
        },
        "result": {
            "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
            "properties": {
                "level": {"enum": ["error", "warning", "note"]},
                "message": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
                "locations": {"minItems": 1, "maxItems": 1},
                "partialFingerprints": {"additionalProperties": {"type": "string"}, "minProperties": 1},
            },
        },
    },
}
"""What a forge needs of SARIF 2.1.0 to show a result, in our own words."""


@pytest.fixture
def files(tmp_path):
    """Two files that differ by a breaking, a risky and a compatible change."""
    (tmp_path / "old.proto").write_text(OLD)
    (tmp_path / "new.proto").write_text(NEW)
    return "old.proto", "new.proto"


def test_text_says_counts_proof_place_rule_reach_and_what_to_do(juncture, files):
    lines = juncture("diff", *files).stdout.splitlines()
    assert lines[0] == "new.proto: 1 breaking (1 proven), 1 risky, 1 compatible"
    assert lines[1] == (
        "  ✕ breaking    Order.zip  int32 → string  old.proto:3 → new.proto:3"
        "  (protobuf/field-type-changed; breaks wire, JSON, source; proven)"
    )
    assert "      reached by Orders/Get, Orders/Put" in lines
    assert "      fix: Keep the field and add one with the new type under a new number." in lines
    assert lines[-1].endswith("(protobuf/field-added)")


def test_several_contracts_are_summed_up_first(juncture, tmp_path):
    for side, text in (("old", OLD), ("new", NEW)):
        (tmp_path / side).mkdir()
        for name in ("a", "b"):
            (tmp_path / side / f"{name}.proto").write_text(text.replace("shop", name))
    lines = juncture("diff", "old", "new").stdout.splitlines()
    assert lines[:3] == [
        "2 contracts: 2 breaking (2 proven), 2 risky, 2 compatible",
        "",
        "a.proto: 1 breaking (1 proven), 1 risky, 1 compatible",
    ]


def test_json_is_the_record_of_the_comparison(juncture, files):
    told = json.loads(juncture("diff", *files, "--format", "json").stdout)
    assert list(told) == ["schema_version", "format", "summary", "changes"]
    assert told["format"] == "protobuf"
    assert told["summary"] == {"breaking": 1, "risky": 1, "compatible": 1}
    assert [each["compatibility"] for each in told["changes"]] == ["breaking", "risky", "compatible"]
    assert told["changes"][0]["operations"] == ["Orders/Get", "Orders/Put"]


def test_json_names_the_format_though_nothing_changed_and_though_rules_are_of_another_family(juncture, tmp_path):
    def api(kind):
        content = {"application/json": {"schema": {"type": kind}}}
        return {"openapi": "3.0.3", "info": {}, "paths": {"/a": {"put": {"requestBody": {"content": content}}}}}

    for name, kind in (("old", "string"), ("new", "integer")):
        (tmp_path / f"{name}.json").write_text(json.dumps(api(kind)))
    changed = json.loads(juncture("diff", "old.json", "new.json", "--format", "json").stdout)
    assert {each["rule"].partition("/")[0] for each in changed["changes"]} == {"schema"}
    same = json.loads(juncture("diff", "old.json", "old.json", "--format", "json").stdout)
    assert (changed["format"], same["format"]) == ("openapi", "openapi")
    assert same["changes"] == []


def test_json_between_revisions_is_by_contract(juncture, repository):
    base = repository.commit({"a.proto": OLD, "api/q.graphql": "type Query { a: Int }\n", "s.proto": OLD + "// x"})
    repository.commit({"a.proto": NEW, "api/q.graphql": "type Query { b: Int }\n"})
    where = ["--repo", str(repository.folder), "--base", base, "--format", "json"]
    contracts = json.loads(juncture("diff", *where).stdout)["contracts"]
    assert {(one["path"], one["format"]) for one in contracts} >= {("api/q.graphql", "graphql")}
    for one in contracts:
        assert list(one) == ["path", "format", "summary", "changes"]
        assert sum(one["summary"].values()) == len(one["changes"])
    (only,) = json.loads(juncture("diff", *where, "api/").stdout)["contracts"]
    assert only["path"] == "api/q.graphql"
    assert "no file or folder of either revision" in juncture("diff", *where, "apo").stderr
    assert "is for OLD and NEW" in juncture("diff", *where, "--format-in", "graphql").stderr


@pytest.mark.parametrize("form", FORMS)
def test_flat_tells_a_change_once_for_each_operation(juncture, files, form):
    told = juncture("diff", *files, "--flat", "--format", form)
    assert told.returncode == 1
    assert told.stdout.count("Orders/Get") == told.stdout.count("Orders/Put") > 0
    assert 'sent 94043, read ""' not in told.stdout or form == "json", "a witness shows the cause, not an operation"


def test_flat_text_is_a_line_for_each_operation(juncture, files):
    head, *lines = juncture("diff", *files, "--flat").stdout.splitlines()
    assert head == "new.proto: 2 breaking, 2 risky, 2 compatible"
    assert [re.split(r" {2,}", line)[2:4] for line in lines[:2]] == [
        ["Orders/Get", "Order.zip"],
        ["Orders/Put", "Order.zip"],
    ]


def test_flat_json_is_the_same_records_once_for_each_operation(juncture, files):
    told = json.loads(juncture("diff", *files, "--flat", "--format", "json").stdout)
    whole = json.loads(juncture("diff", *files, "--format", "json").stdout)
    assert told["flat"] is True
    assert [each["operations"] for each in told["changes"][:2]] == [["Orders/Get"], ["Orders/Put"]]
    assert {each["fingerprint"] for each in told["changes"]} == {each["fingerprint"] for each in whole["changes"]}
    assert told["summary"]["breaking"] == 2


@pytest.mark.parametrize("flat", [[], ["--flat"]])
def test_sarif_is_what_a_forge_takes_and_every_result_has_its_own_identity(juncture, files, flat):
    told = juncture("diff", *files, "--format", "sarif", *flat)
    log = json.loads(told.stdout)
    jsonschema_rs.validator_for(LOG).validate(log)
    results = log["runs"][0]["results"]
    assert len({json.dumps(each["partialFingerprints"]) for each in results}) == len(results) == (6 if flat else 3)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in results)
    properties = {each["id"]: each["properties"] for each in rules}["protobuf/field-type-changed"]
    assert properties["compatibility"] == "breaking"
    assert "buf: FIELD_SAME_TYPE" in properties["equivalents"]
    assert juncture("diff", *files, "--format", "sarif", *flat).stdout == told.stdout


def test_a_profile_rates_as_a_peer_does_and_the_exit_code_follows(juncture, files, tmp_path):
    (tmp_path / "new.proto").write_text(OLD.replace("int32 b", "int64 b"))
    assert juncture("diff", *files).returncode == 0
    told = juncture("diff", *files, "--profile", "buf", "--format", "json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["profile"] == "buf"
    assert json.loads(told.stdout)["summary"]["breaking"] == 1
    assert juncture("diff", *files, "--profile", "strict").returncode == 0


def test_an_unknown_profile_is_one_clear_error(juncture, files):
    result = juncture("diff", *files, "--profile", "oasdif")
    assert result.returncode == 2
    assert result.stderr == "juncture: --profile: no profile is called 'oasdif'; did you mean oasdiff?\n"


@pytest.mark.parametrize(("level", "code"), [("breaking", 0), ("risky", 1), ("compatible", 1), ("never", 0)])
def test_fail_on_says_which_harm_ends_with_1(juncture, files, tmp_path, level, code):
    (tmp_path / "new.proto").write_text(OLD.replace("int32 b", "int64 b"))
    assert juncture("diff", *files, "--fail-on", level).returncode == code


def test_what_is_no_contract_ends_with_2(juncture, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    (tmp_path / "c").mkdir()
    assert juncture("diff", "a.txt", "b.txt").returncode == 2
    assert juncture("diff", "c", "c").returncode == 2
    assert juncture("diff", "a.txt", "b.txt", "--format-in", "cobol").returncode == 2


def test_a_policy_rates_a_rule_about_a_contract(juncture, repository):
    policy = "mode: enforce\nseverities:\n  protobuf/field-type-changed: note\n"
    base = repository.commit({"juncture.yaml": policy, "a.proto": OLD})
    repository.commit({"a.proto": OLD.replace("int32 zip", "string zip")})
    result = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "packet")
    assert result.returncode == 0, result.stdout
    assert "Blocked" not in result.stdout


def test_a_named_type_of_another_file_is_at_hand_between_revisions(juncture, repository):
    def record(name, *fields):
        kinds = [{"name": field, "type": kind} for field, kind in fields]
        return json.dumps({"type": "record", "name": name, "namespace": "shop", "fields": kinds}, indent=1)

    address = record("Address", ("zip", "int"))
    base = repository.commit({"avro/address.avsc": address, "avro/order.avsc": record("Order", ("to", "Address"))})
    inline = json.loads(address) | {"name": "Place"}
    repository.commit({"avro/order.avsc": record("Order", ("to", inline))})
    changes = json.loads(juncture("diff", "--repo", str(repository.folder), "--base", base, "--format", "json").stdout)[
        "contracts"
    ]
    rules = {each["rule"] for one in changes for each in one["changes"]}
    assert "avro/type-renamed-without-alias" in rules
    assert "avro/cannot-prove" not in rules


def test_a_part_that_looks_like_no_contract_changes_the_contract_that_refers_to_it(juncture, repository):
    def cart(kind):
        return f"Cart:\n  properties:\n    price: {{type: {kind}}}\n"

    schema = {"schema": {"$ref": "schemas/index.yaml#/Cart"}}
    paths = {"/a": {"put": {"requestBody": {"content": {"application/json": schema}}}}}
    api = json.dumps({"openapi": "3.0.3", "info": {}, "paths": paths})
    index = 'Cart:\n  $ref: "cart.yaml#/Cart"\n'
    files = {"api/openapi.json": api, "api/schemas/index.yaml": index, "api/schemas/cart.yaml": cart("integer")}
    base = repository.commit(files)
    repository.commit({"api/schemas/cart.yaml": cart("string")})
    command = ["diff", "--repo", str(repository.folder), "--base", base, "--format", "json"]
    (one,) = json.loads(juncture(*command).stdout)["contracts"]
    assert (one["path"], one["format"]) == ("api/openapi.json", "openapi")
    (change,) = one["changes"]
    assert change["compatibility"] == "breaking"
    assert (change["cause"]["path"], change["cause"]["line"]) == ("api/schemas/cart.yaml", 3)
    assert json.loads(juncture(*command, "api/schemas").stdout)["contracts"] == [one]
    moved = repository.commit({"api/schemas/cart.yaml": None, "api/schemas/basket.yaml": cart("string")})
    repository.commit({"api/schemas/index.yaml": index.replace("cart.yaml", "basket.yaml")})
    command[4] = moved
    assert [each["path"] for each in json.loads(juncture(*command).stdout)["contracts"]] == ["api/openapi.json"]


def test_json_writes_what_a_terminal_would_obey_as_an_escape(juncture, tmp_path):
    (tmp_path / "old.json").write_text('{"$schema": "http://json-schema.org/draft-07/schema#", "enum": ["a"]}')
    hostile = "\u009b31m\u202eb\u2028"
    new = {"$schema": "http://json-schema.org/draft-07/schema#", "enum": ["a", hostile]}
    (tmp_path / "new.json").write_text(json.dumps(new))
    printed = juncture("diff", "old.json", "new.json", "--format", "json", "--fail-on", "never").stdout
    assert not set(hostile) - set("31mb") & set(printed)
    assert any(hostile in each["new"] for each in json.loads(printed)["changes"])
