"""Every witness holds before a judge that knows nothing of juncture: the script that re-checks them is run on each.

What the script confirms of a true witness it must refute of a false one: an instance that harms nobody, or verdicts
that stand the other way round.
"""

import ast
import json
import lzma
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SCRIPTS = Path(__file__).parents[1] / "witnesses"
RECHECK = SCRIPTS / "recheck.py"
MAY_IMPORT_JUNCTURE = {"share.py"}


class Pair(NamedTuple):
    """A file at both sides, the rules that are shown, and an instance that shows nothing."""

    name: str
    old: str
    new: str
    rules: list[str]
    harmless: str


PROTO = 'syntax = "proto3"; package shop; message Order {{ {} }} service Shop {{ {} }} enum State {{ {} }}'
RPC = "rpc Get(Order) returns (Order);"
AT = '{"name": "at", "type": {"type": "long", "logicalType": "timestamp-%s"}}'
AVRO = '{"type": "record", "name": "Order", "namespace": "shop", "fields": [%s]}'
ID = '{"name": "id", "type": "string"}'
PRICE = '{"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": %d, "scale": 2}}'
HARMLESS_REQUEST = "GET /carts/0?page=1\nCookie: session=0"
API = """
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /carts/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: session, in: cookie, required: true, schema: {type: string}}
        - {name: page, in: query, required: PAGE, schema: {type: integer}}
      responses:
        '200': {description: ok, content: {ANSWER: {schema: {$ref: '#/components/schemas/Cart'}}}}
    put:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}}
  REMOVED: {delete: {responses: {'204': {description: done}}}}
components:
  schemas:
    Cart:
      type: object
      required: [id, items]
      properties:
        id: {type: string, readOnly: true}
        items: {type: array, minItems: LEAST, items: {type: string, nullable: true}}
        note: {type: string, nullable: NULL}
"""
SCHEMA = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": %s}'
SDL = """
type Query { cart(id: ID!%s): Cart any: Cart }
type Cart { id: ID! state: State owner: %s %s }
enum State { OPEN %s }
interface Node { id: ID! }
"""
EVENTS = """
asyncapi: 3.0.0
info: {title: Shop, version: "1"}
channels:
  orders: {address: orders, messages: {paid: {payload: {$ref: '#/components/schemas/Paid'}}}}
operations:
  onPaid: {action: receive, channel: {$ref: '#/channels/orders'}}
  sendPaid: {action: send, channel: {$ref: '#/channels/orders'}}
components:
  schemas: {Paid: {type: object, required: [id], properties: {id: {type: %s}, total: {type: number, minimum: %s}}}}
"""
JOB = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {schedule: "%s", timeZone: %s, jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: a}]}}}}}
"""


def api(page: str, answer: str, removed: str, least: str, null: str) -> str:
    said = {"PAGE": page, "ANSWER": answer, "REMOVED": removed, "LEAST": least, "NULL": null}
    return re.sub("|".join(said), lambda match: said[match[0]], API)


PAIRS = {
    "protobuf messages": Pair(
        "shop.proto",
        PROTO.format("int32 zip = 1; string note = 2; bytes raw = 3;", RPC, "OPEN = 0; PAID = 1;"),
        PROTO.format("string zip = 1; reserved 2; string raw = 3;", RPC, "OPEN = 0; PAID = 2;"),
        [
            "protobuf/enum-value-renumbered", "protobuf/field-removed-reserved",
            "protobuf/field-type-changed", "protobuf/field-type-changed",
        ],
        "old writer → new reader   12 01 61   sent \"a\", read \"\"",
    ),
    "protobuf calls": Pair(
        "shop.proto",
        PROTO.format("int32 a = 1;", f"{RPC} rpc Put(Order) returns (Order);", "A = 0;"),
        PROTO.format("int32 a = 1;", RPC.replace("(Order);", "(stream Order);"), "A = 0;"),
        ["protobuf/rpc-removed", "protobuf/rpc-server-streaming-changed"],
        "/shop.Shop/Take",
    ),
    "avro": Pair(
        "order.avsc",
        AVRO % ", ".join([ID, PRICE % 9, AT % "millis"]),
        AVRO % ", ".join([ID, PRICE % 7, AT % "micros", ID.replace("id", "x")]),
        ["avro/decimal-precision-shrunk", "avro/field-added-without-default", "avro/logical-type-changed"],
        "new writer → old reader   Order {\"id\":\"\",\"price\":\"\",\"at\":0,\"x\":\"\"}   refused: no",
    ),
    "openapi": Pair(
        "shop.yaml",
        api("false", "text/plain", "/carts", "1", "false"),
        api("true", "application/json", "/orders", "2", "true"),
        [
            "openapi/operation-removed", "openapi/parameter-required", "openapi/response-media-type-removed",
            "schema/request-bound-tightened", "schema/response-null-allowed",
        ],
        '{"id":"","items":["",""]}',
    ),
    "asyncapi": Pair(
        "shop.yaml",
        EVENTS % ("string", "0"),
        EVENTS % ("integer", "5"),
        ["schema/request-bound-tightened", "schema/request-type-changed"],
        "[]",
    ),
    "jsonschema": Pair(
        "order.schema.json",
        SCHEMA % '{"id": {"type": "string", "readOnly": true}, "n": {"type": "integer", "format": "int32"}}',
        SCHEMA % '{"id": {"type": "integer", "readOnly": true}, "n": {"type": "integer", "maximum": 5}}',
        ["schema/request-bound-tightened", "schema/request-type-changed", "schema/response-format-widened"],
        "{}",
    ),
    "graphql": Pair(
        "shop.graphql",
        SDL % ("", "String", "gone: Int", ""),
        SDL % (", page: Int!", "Int", "", "PAID"),
        [
            "graphql/argument-added-required", "graphql/enum-value-added",
            "graphql/field-removed", "graphql/field-type-changed",
        ],
        "{ __typename }",
    ),
    "job": Pair(
        "job.yaml",
        JOB % ("0 3 * * *", "Europe/Berlin"),
        JOB % ("30 3 * * 1-5", "Europe/Berlin"),
        ["job/schedule-changed"],
        "old   Thu 2026-01-01 03:00 CET, Fri 2026-01-02 03:00 CET\n"
        "new   Thu 2026-01-01 03:30 CET, Mon 2026-01-05 03:30 CET",
    ),
}  # fmt: skip


def diff(old: Path, new: Path) -> Any:
    command = [sys.executable, "-m", "juncture", "diff", str(old), str(new), "--format", "json", "--fail-on", "never"]
    said = subprocess.run([*command, "--as-of", "2026-01-01"], check=True, capture_output=True)
    return json.loads(said.stdout)


def recheck(document: Any, old: Path, new: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    told = folder / "diff.json"
    told.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, str(RECHECK), str(told), str(old), str(new)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def written(pair: Pair, folder: Path) -> tuple[Path, Path]:
    files = []
    for word, text in (("old", pair.old), ("new", pair.new)):
        (folder / word).mkdir()
        files.append(folder / word / pair.name)
        files[-1].write_text(text, "utf-8")
    return files[0], files[1]


def shown(document: Any) -> list[Any]:
    return [change for change in document["changes"] if change.get("witness")]


@pytest.mark.parametrize("name", PAIRS)
def test_every_witness_is_confirmed(name: str, tmp_path: Path) -> None:
    old, new = written(PAIRS[name], tmp_path)
    for sides in ((old, new), (old.parent, new.parent)):
        document = diff(*sides)
        assert sorted(change["rule"] for change in shown(document)) == PAIRS[name].rules
        said = recheck(document, *sides, tmp_path)
        assert said.returncode == 0, said.stdout + said.stderr
        assert said.stdout.splitlines()[2:] == [
            f"| {name.split(maxsplit=1)[0]} | {len(shown(document))} | {len(shown(document))} | 0 | 0 |"
        ]


def test_a_witness_names_the_files_it_was_held_against_by_their_own_paths(tmp_path: Path) -> None:
    old, new = written(PAIRS["jsonschema"], tmp_path)
    for change in shown(diff(old, new)):
        held = [each.partition("#")[0] for each in change["witness"]["old_at"] + change["witness"]["new_at"]]
        assert held == [str(old), str(new)]


@pytest.mark.parametrize("name", PAIRS)
def test_a_false_witness_is_refuted(name: str, tmp_path: Path) -> None:
    old, new = written(PAIRS[name], tmp_path)
    document = diff(old, new)
    for change in shown(document):
        witness = change["witness"]
        swapped = {**witness, "old_verdict": witness["new_verdict"], "new_verdict": witness["old_verdict"]}
        harmless = HARMLESS_REQUEST if re.match("[A-Z]+ /", witness["text"]) else PAIRS[name].harmless
        for false in ({**witness, "text": harmless}, swapped):
            said = recheck({"changes": [{**change, "witness": false}]}, old, new, tmp_path)
            assert said.returncode == 1
            assert "refuted: " in said.stdout, (change["rule"], false, said.stdout + said.stderr)


KEYED = """
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}]
    delete:
      parameters:
        - {name: since, in: query, required: true, schema: {type: string, format: date}}
        - {name: X-Tenant, in: header, required: true, schema: {enum: [shop]}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [sum], properties: {sum: {type: integer, minimum: 5}}}
      responses: {'204': {description: done}}
components: {schemas: {Id: {type: string, format: uuid}}}
"""
REGIONS = {
    "3": """
asyncapi: 3.0.0
info: {title: Shop, version: "1"}
channels:
  refunds: {address: 'refunds.{region}', messages: {a: {}}, parameters: {region: {enum: [eu, us]}}}
operations: {send: {action: send, channel: {$ref: '#/channels/refunds'}}}
""",
    "2": """
asyncapi: 2.6.0
info: {title: Shop, version: "1"}
channels:
  refunds.{region}: {parameters: {region: {schema: {enum: [eu, us]}}}, subscribe: {message: {name: a}}}
""",
}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("/orders/00000000-0000-4000-8000-000000000000", "/orders/0"),
        ("since=2024-01-31", "since=0"),
        ("since=2024-01-31", "other=2024-01-31"),
        ("x-tenant: shop", "x-tenant: 0"),
        ('{"sum":5}', '{"sum":4}'),
        ('{"sum":5}', "{}"),
    ],
)
def test_a_request_that_the_old_description_refuses_is_refuted(right: str, wrong: str, tmp_path: Path) -> None:
    removed = KEYED.replace("    delete:", "    put:")
    old, new = written(Pair("shop.yaml", KEYED, removed, [], ""), tmp_path)
    change = next(each for each in shown(diff(old, new)) if each["rule"] == "openapi/operation-removed")
    text = change["witness"]["text"]
    assert right in text
    assert recheck({"changes": [change]}, old, new, tmp_path).returncode == 0
    false = {**change, "witness": {**change["witness"], "text": text.replace(right, wrong)}}
    said = recheck({"changes": [false]}, old, new, tmp_path)
    assert (said.returncode, "refuted: openapi/operation-removed" in said.stdout) == (1, True), said.stdout


@pytest.mark.parametrize("version", REGIONS)
def test_an_address_that_no_channel_has_is_refuted(version: str, tmp_path: Path) -> None:
    gone = REGIONS[version].replace("refunds", "payments")
    old, new = written(Pair("shop.yaml", REGIONS[version], gone, [], ""), tmp_path)
    (change,) = shown(diff(old, new))
    assert (change["witness"]["kind"], change["witness"]["text"]) == ("asyncapi", "send refunds.eu")
    assert recheck({"changes": [change]}, old, new, tmp_path).returncode == 0
    false = {**change, "witness": {**change["witness"], "text": "send refunds.0"}}
    said = recheck({"changes": [false]}, old, new, tmp_path)
    assert (said.returncode, "old: not sent" in said.stdout) == (1, True), said.stdout


def test_a_proof_without_a_witness_is_refuted(tmp_path: Path) -> None:
    old, new = written(PAIRS["graphql"], tmp_path)
    (change, *_) = shown(diff(old, new))
    said = recheck({"changes": [{**change, "witness": None}]}, old, new, tmp_path)
    assert (said.returncode, "proven without a witness" in said.stdout) == (1, True)


def test_the_scripts_that_recheck_know_nothing_of_juncture() -> None:
    for path in sorted(SCRIPTS.glob("*.py")):
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            for name in (
                [each.name for each in node.names] if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            )
        }  # fmt: skip
        assert "juncture" not in imported or path.name in MAY_IMPORT_JUNCTURE


@pytest.mark.corpus
@pytest.mark.parametrize(
    "pair",
    [
        "github-rest", "kubernetes", "github-graphql", "opentelemetry-proto", "airy/breaking",
        "airy/breaking-by-accident", "airy/repaired", "airy/compatible-reformatted", "otel-demo/breaking-zip-code",
        "otel-demo/additive-service", "otel-demo/package-rename", "pixie/auth-field-removed-and-reserved",
        "pixie/nats-event-additive", "asyncapi/v2", "asyncapi/v3",
    ],
)  # fmt: skip
def test_every_witness_of_real_contracts_is_confirmed(corpus: Path, pair: str, tmp_path: Path) -> None:
    old, new = unpacked(corpus / pair, tmp_path)
    for sides in ((old, new), (new, old)):
        document = diff(*sides)
        said = recheck(document, *sides, tmp_path)
        assert said.returncode == 0, said.stdout[:3000] + said.stderr
        assert sum(int(row.split("|")[3]) for row in said.stdout.splitlines()[2:]) == len(shown(document))


def unpacked(folder: Path, to: Path) -> tuple[Path, Path]:
    """Return both sides of a pair; a packed file is unpacked."""
    sides = []
    for word in ("old", "new"):
        found = next(path for path in sorted(folder.iterdir()) if path.name.partition(".")[0] == word)
        if found.suffix == ".xz":
            unpacked_file = to / found.name.removesuffix(".xz")
            unpacked_file.write_bytes(lzma.decompress(found.read_bytes()))
            found = unpacked_file
        sides.append(found)
    return sides[0], sides[1]
