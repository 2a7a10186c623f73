"""Copies of a contract: what a service speaks is what stands in its copy, and catching up breaks nobody."""

PROTO = """\
syntax = "proto3";
package shop;
service Shop { rpc Paint(Car) returns (Car); }
message Car { string color = 1; Money price = 2; }
message Money { int64 units = 1; int32 nanos = 2; }
"""
OLD = PROTO.replace("int64 units", "int32 units").replace("color = 1", "paint = 1")
LONGER = PROTO.replace("Money price = 2", "Amount price = 2") + "message Amount { Money money = 1; }\n"
SERVICES = {"svc/a/Dockerfile": "FROM scratch\n", "svc/b/Dockerfile": "FROM scratch\n"}


def breaks(found) -> list[tuple[str, str]]:
    return [(one.contract, one.part) for one in found.changes if one.compatibility == "breaking"]


def test_copies_that_catch_up_with_a_contract_that_stands_break_nobody(repository, review):
    base = {**SERVICES, "pb/shop.proto": PROTO, "svc/a/pb/shop.proto": OLD, "svc/b/pb/shop.proto": OLD}
    before = repository.commit(base)
    after = repository.commit({"svc/a/pb/shop.proto": PROTO, "svc/b/pb/shop.proto": PROTO + "// remark\n"})
    assert breaks(review(repository.folder, before, after)) == []


def test_a_copy_that_leaves_out_what_it_does_not_need_catches_up_too(repository, review):
    before = repository.commit({**SERVICES, "pb/shop.proto": PROTO, "svc/a/pb/shop.proto": OLD})
    after = repository.commit(
        {"svc/a/pb/shop.proto": PROTO.replace("service Shop { rpc Paint(Car) returns (Car); }\n", "")}
    )
    found = breaks(review(repository.folder, before, after))
    assert [part for _, part in found if part.startswith(("Car", "Money"))] == []


def test_a_copy_with_more_in_it_is_no_measure_of_the_contract_at_the_root(repository, review):
    before = repository.commit({**SERVICES, "pb/shop.proto": PROTO, "svc/a/pb/shop.proto": LONGER})
    after = repository.commit({"svc/a/pb/shop.proto": PROTO})
    assert breaks(review(repository.folder, before, after)) == []


def test_a_contract_that_becomes_like_a_copy_that_lags_breaks_its_users(repository, review):
    before = repository.commit({**SERVICES, "pb/shop.proto": PROTO, "svc/a/pb/shop.proto": OLD})
    after = repository.commit({"pb/shop.proto": OLD})
    assert ("pb/shop.proto", "Car.paint") in breaks(review(repository.folder, before, after))


def test_copies_that_go_their_own_way_alike_are_told_once(repository, review):
    base = {**SERVICES, "pb/shop.proto": PROTO, "svc/a/pb/shop.proto": PROTO, "svc/b/pb/shop.proto": PROTO}
    before = repository.commit(base)
    own = PROTO.replace("int32 nanos", "string nanos")
    after = repository.commit({"svc/a/pb/shop.proto": own, "svc/b/pb/shop.proto": own})
    assert breaks(review(repository.folder, before, after)) == [("svc/a/pb/shop.proto", "Money.nanos")]


def test_a_change_that_repairs_an_unreadable_contract_is_no_error(repository, review):
    before = repository.commit({**SERVICES, "pb/shop.proto": PROTO.replace("color = 1", "color 1")})
    after = repository.commit({"pb/shop.proto": PROTO})
    found = review(repository.folder, before, after)
    assert found.verdict != "error"
    (unread,) = found.unread
    assert (unread.path, unread.reason.startswith("at base: ")) == ("pb/shop.proto", True)
    assert "was not compared" in unread.reason


def test_an_unreadable_contract_that_goes_stays_an_error(repository, review):
    before = repository.commit({**SERVICES, "pb/shop.proto": PROTO.replace("color = 1", "color 1")})
    after = repository.commit({"pb/shop.proto": None})
    assert review(repository.folder, before, after).verdict == "error"


def own(type_: str, fields: str) -> str:
    return f"type Query {{ me: User }} type {type_} {{ {fields} }}\n"


def test_what_one_of_two_like_named_schemas_drops_is_told(repository, review):
    files = {**SERVICES, "svc/a/schema.graphql": own("User", "id: ID! name: String")}
    before = repository.commit({**files, "svc/b/schema.graphql": own("User", "id: ID! email: String")})
    after = repository.commit({"svc/b/schema.graphql": own("User", "id: ID!")})
    assert breaks(review(repository.folder, before, after)) == [("svc/b/schema.graphql", "User.email")]


def test_a_field_of_a_message_that_another_file_calls_alike_is_told_when_it_goes(repository, review):
    req = 'syntax = "proto3";\nmessage Req {{ int32 a = 1; {} }}\n'.format
    files = {**SERVICES, "svc/a/a.proto": req(""), "svc/b/b.proto": req("string z = 2;")}
    before = repository.commit(files)
    after = repository.commit({"svc/b/b.proto": req("")})
    assert breaks(review(repository.folder, before, after)) == [("svc/b/b.proto", "Req.z")]


USES = 'syntax = "proto3";\npackage web;\nimport "pb/shop.proto";\nmessage Page { shop.Car car = 1; }\n'
WHEELS = PROTO.replace("Money price = 2", "Money price = 2; int32 wheels = 3")


def test_a_field_that_only_the_copy_has_is_told_when_it_goes(repository, review):
    """Whoever uses the field knows it from this copy; that the contract never had it does not help them."""
    base = {**SERVICES, "web/page.proto": USES, "pb/shop.proto": PROTO, "svc/a/pb/shop.proto": WHEELS}
    before = repository.commit(base)
    after = repository.commit({"svc/a/pb/shop.proto": PROTO.replace("nanos = 2;", "nanos = 2; bool exact = 3;")})
    assert ("svc/a/pb/shop.proto", "Car.wheels") in breaks(review(repository.folder, before, after))


def test_a_contract_below_a_service_that_becomes_like_the_file_at_the_root_tells_what_it_drops(repository, review):
    before = repository.commit({**SERVICES, "shop.proto": PROTO, "svc/a/pb/shop.proto": WHEELS})
    after = repository.commit({"svc/a/pb/shop.proto": PROTO})
    assert breaks(review(repository.folder, before, after)) == [("svc/a/pb/shop.proto", "Car.wheels")]


def test_a_copy_that_drops_what_it_alone_had_and_is_level_then_tells_it(repository, review):
    base = {**SERVICES, "web/page.proto": USES, "pb/shop.proto": PROTO, "svc/a/pb/shop.proto": WHEELS}
    before = repository.commit(base)
    after = repository.commit({"svc/a/pb/shop.proto": PROTO})
    assert breaks(review(repository.folder, before, after)) == [("svc/a/pb/shop.proto", "Car.wheels")]


def test_what_goes_from_a_contract_and_from_its_copy_is_told_once(repository, review):
    more = WHEELS.replace("int32 wheels = 3", "int32 wheels = 3; int32 doors = 4")
    base = {**SERVICES, "web/page.proto": USES, "pb/shop.proto": more, "svc/a/pb/shop.proto": WHEELS}
    before = repository.commit(base)
    after = repository.commit({"pb/shop.proto": more.replace("int32 wheels = 3; ", ""), "svc/a/pb/shop.proto": PROTO})
    assert breaks(review(repository.folder, before, after)) == [("pb/shop.proto", "Car.wheels")]
