"""A service whose folder is renamed is the same service: its uses are judged as if it had stayed, its edges stay."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
service Cars {
  rpc Get(Car) returns (Car);
}
message Car {
  string name = 1;
  int32 zip = 2;
}
"""
GONE = PROTO.replace("  int32 zip = 2;", '  reserved 2;\n  reserved "zip";')
CONSUMER = """\
from shop import shop_pb2, shop_pb2_grpc


def label(channel):
    car: shop_pb2.Car = shop_pb2_grpc.CarsStub(channel).Get(shop_pb2.Car())
    return car.zip
"""
PROVIDER = """\
from shop import shop_pb2_grpc


class Cars(shop_pb2_grpc.CarsServicer):
    def Get(self, request, context):
        return request


def serve(server):
    shop_pb2_grpc.add_CarsServicer_to_server(Cars(), server)
"""
BASE = {
    "p/shop.proto": PROTO,
    "svc/desk/Dockerfile": "FROM scratch\n",
    "svc/desk/main.py": CONSUMER,
    "svc/cars/Dockerfile": "FROM scratch AS cars\n",
    "svc/cars/main.py": PROVIDER,
}


def moved(old: str, new: str) -> dict[str, str | None]:
    there = {path.replace(old, new): text for path, text in BASE.items() if path.startswith(old)}
    return {path: None for path in BASE if path.startswith(old)} | there


@pytest.mark.parametrize("edit", [{}, {"svc/desk/main.py": CONSUMER.replace("car.zip", "car.name")}])
@pytest.mark.parametrize(
    ("old", "new", "desk"),
    [("svc/desk", "apps/counter", "counter"), ("svc/cars", "svc/garage", "desk")],
    ids=["a consumer", "a provider"],
)
def test_a_service_that_moves_is_judged_as_if_it_had_stayed(repository, review, old, new, desk, edit):
    base = repository.commit(dict(BASE))
    stays = review(repository.folder, base, repository.commit({"p/shop.proto": GONE, **edit}))
    at_new = {path.replace(old, new): text for path, text in edit.items()}
    change = {"p/shop.proto": GONE, **edit, **moved(old, new), **at_new}
    goes = review(repository.folder, base, repository.commit(change))
    names = {old.rpartition("/")[2]: new.rpartition("/")[2]}
    judged = {(names.get(one.service, one.service), one.answer, one.state, one.role) for one in stays.impact}
    assert {(one.service, one.answer, one.state, one.role) for one in goes.impact} == judged
    assert desk in {one.service for one in goes.impact}
    assert {one.state for one in goes.edges} == {one.state for one in stays.edges} == {"unchanged"}
    assert (desk, names.get("cars", "cars")) in {(one.source, one.target) for one in goes.edges}


@pytest.mark.parametrize("there", ["svc/desk/app.py", "apps/counter/main.py"])
def test_a_use_in_a_file_that_moves_is_left_behind_when_its_contract_goes(repository, review, there):
    base = repository.commit(dict(BASE))
    folder = {"svc/desk/Dockerfile": None, "apps/counter/Dockerfile": "FROM scratch\n"} if "counter" in there else {}
    gone = {"p/shop.proto": None, "svc/desk/main.py": None, there: CONSUMER, **folder}
    found = review(repository.folder, base, repository.commit(gone))
    uses = [
        use for impact in found.impact for use in impact.uses if use.path.endswith(("app.py", "desk/main.py", there))
    ]
    assert {(use.path, str(use.state)) for use in uses} == {(there, "untouched")}
    assert found.verdict == "blocked"
