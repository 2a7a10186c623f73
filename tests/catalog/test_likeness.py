"""Which files are copies of one contract: told by what they say, format by format, never by a name that all have."""

import pytest


@pytest.fixture
def copies(catalog):
    """Return the contracts of files, each with its copies."""
    return lambda files: {one.path: [copy.path for copy in one.copies] for one in catalog(files).contracts}


def alone(*paths: str) -> dict[str, list[str]]:
    return {path: [] for path in paths}


def test_schemas_that_share_a_root_type_are_two_contracts(copies):
    files = {
        "billing/schema.graphql": "type Query { invoice(id: ID!): Invoice } type Invoice { id: ID! total: Int }",
        "parcels/schema.graphql": "type Query { parcel(id: ID!): Parcel } type Parcel { id: ID! weight: Int }",
    }
    assert copies(files) == alone(*files)


def test_subgraphs_that_say_different_things_of_one_type_are_two_contracts(copies):
    files = {
        "a/schema.graphql": "type Query { me: User } type User { id: ID! name: String }",
        "b/schema.graphql": "type Query { me: User } type User { id: ID! email: String }",
    }
    assert copies(files) == alone(*files)


def test_a_subgraph_is_no_copy_of_the_graph_that_it_is_composed_into(copies):
    parts = {
        "users/schema.graphql": "type Query { me: User } type User { id: ID! name: String }",
        "orders/schema.graphql": "type Query { order: Order } type Order { id: ID! total: Int lines: [Line] }"
        " type Line { sku: ID! count: Int price: Int }",
    }
    whole = (
        "type Query { me: User order: Order } type User { id: ID! name: String }"
        " type Order { id: ID! total: Int lines: [Line] } type Line { sku: ID! count: Int price: Int }"
    )
    found = copies({**parts, "users/composed.graphql": whole})
    assert "users/schema.graphql" in found


def test_a_dump_of_a_schema_that_lags_by_a_type_is_its_copy(copies):
    old = "type Query { me: User orders: [Order] } type User { id: ID! name: String } type Order { id: ID! total: Int }"
    new = old.replace("total: Int", "total: Int lines: [Line]") + " type Line { sku: ID! count: Int }"
    assert copies({"api/schema.graphql": new, "web/schema.graphql": old}) == {
        "api/schema.graphql": ["web/schema.graphql"]
    }


def described(title: str, *paths: str) -> str:
    """Return a description whose operations answer with the same object each."""
    body = "content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}"
    answers = f'get: {{responses: {{"200": {{description: ok, {body}}}}}}}'
    rows = "".join(f"  {path}: {{{answers}}}\n" for path in paths)
    return f'openapi: 3.0.0\ninfo: {{title: {title}, version: "1"}}\npaths:\n{rows}'


@pytest.mark.parametrize("health", ["/health", "/healthz", "/actuator/health", "/ready", "/api/ping", "/metrics", "/"])
def test_operations_that_say_how_a_process_is_are_nothing_in_common(copies, health):
    files = {
        "billing/openapi.yaml": described("billing", health, "/invoices"),
        "parcels/openapi.yaml": described("parcels", health, "/parcels"),
    }
    assert copies(files) == alone(*files)


def test_an_operation_on_the_health_of_something_else_counts(copies):
    files = {
        "a/openapi.yaml": described("patients", "/patients/{id}/health"),
        "b/openapi.yaml": described("patients", "/patients/{id}/health"),
    }
    assert copies(files) == {"a/openapi.yaml": ["b/openapi.yaml"]}


def test_a_read_side_and_a_write_side_that_share_few_operations_are_two_contracts(copies):
    files = {
        "read/openapi.yaml": described("reads", "/items", "/items/{id}", "/search"),
        "write/openapi.yaml": described("writes", "/items", "/stock", "/prices"),
    }
    assert copies(files) == alone(*files)


def test_a_description_kept_twice_is_one_contract_though_one_lags(copies):
    paths = ("/carts", "/carts/{id}", "/orders", "/orders/{id}", "/items")
    found = copies({"api/openapi.yaml": described("shop", *paths), "web/openapi.yaml": described("shop", *paths[:3])})
    assert found == {"api/openapi.yaml": ["web/openapi.yaml"]}


def speaking(title: str, side: str) -> str:
    payload = "payload: {type: object, properties: {total: {type: integer}}}"
    return (
        f'asyncapi: 2.6.0\ninfo: {{title: {title}, version: "1"}}\n'
        f"channels:\n  orders:\n    {side}: {{message: {{{payload}}}}}\n"
    )


def test_the_two_sides_of_a_channel_are_two_contracts(copies):
    files = {"shop/asyncapi.yaml": speaking("shop", "publish"), "mail/asyncapi.yaml": speaking("mail", "subscribe")}
    assert copies(files) == alone(*files)


PROTO = 'syntax = "proto3";\n'


def test_messages_of_one_name_without_a_package_are_two_contracts(copies):
    files = {
        "a/a.proto": f"{PROTO}message Req {{ int32 a = 1; }}\n",
        "b/b.proto": f"{PROTO}message Req {{ int32 a = 1; string z = 2; }}\n",
    }
    assert copies(files) == alone(*files)


def test_a_file_without_a_package_that_is_nearly_all_the_same_is_a_copy(copies):
    fields = " ".join(f"string f{number} = {number};" for number in range(1, 10))
    full = f"{PROTO}message Req {{ {fields} }}\n"
    assert copies({"a/r.proto": full, "b/r.proto": full.replace("string f9 = 9;", "")}) == {"a/r.proto": ["b/r.proto"]}


def test_services_of_one_package_with_messages_of_one_name_are_two_contracts(copies):
    def of(name: str, field: str) -> str:
        messages = f"message Request {{ string {field} = 1; }} message Reply {{ string {field}_at = 1; }}"
        return f"{PROTO}package pb;\nservice {name} {{ rpc Get(Request) returns (Reply); }}\n{messages}\n"

    files = {"a/api.proto": of("Carts", "cart"), "b/api.proto": of("Parcels", "parcel")}
    assert copies(files) == alone(*files)


def test_copies_that_lag_by_several_types_stay_copies_of_one_package(copies):
    services = [
        f"service S{at} {{ rpc Get(M{at}) returns (M{at}); }} message M{at} {{ int32 a = 1; }}\n" for at in "1234"
    ]
    full = f"{PROTO}package shop;\n{''.join(services)}"
    first, last = (f"{PROTO}package shop;\n{each}" for each in (services[0], services[-1]))
    assert copies({"pb/shop.proto": full, "svc/a/shop.proto": first, "svc/b/shop.proto": last}) == {
        "pb/shop.proto": ["svc/a/shop.proto", "svc/b/shop.proto"]
    }


def test_like_files_are_found_though_a_stranger_of_the_same_names_stands_between(copies):
    mine = "type Query { me: User } type User { id: ID! name: String age: Int }"
    other = "type Query { users: [User] } type User { key: ID! mail: String phone: String }"
    assert copies({"a/s.graphql": mine, "b/s.graphql": other, "c/s.graphql": mine}) == {
        "a/s.graphql": ["c/s.graphql"],
        "b/s.graphql": [],
    }


def test_two_services_that_are_described_alike_are_told_apart_by_their_titles(copies):
    files = {f"{name}/openapi.yaml": described(name, "/items", "/items/{id}") for name in ("books", "games")}
    assert copies(files) == alone(*files)


def test_two_descriptions_of_one_title_are_told_apart_by_where_they_are_served(copies):
    def at(version: str) -> str:
        return described("shop", "/items", "/carts") + f"servers: [{{url: https://example.org/{version}}}]\n"

    found = copies({"a/openapi.yaml": at("v1"), "b/openapi.yaml": at("v2"), "c/openapi.yaml": at("v1")})
    assert found == {"a/openapi.yaml": ["c/openapi.yaml"], "b/openapi.yaml": []}


def test_two_applications_that_listen_to_one_topic_are_two_contracts(copies):
    files = {f"{name}/asyncapi.yaml": speaking(name, "publish") for name in ("mail", "stock")}
    assert copies(files) == alone(*files)
