"""A small monorepo with a history: breaks that are repaired at once, later, by going back, never, or hurt nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from juncture.history.backtest import backtest
from juncture.history.kept import Kept
from juncture.history.model import Backtest, Merge
from juncture.repository.git import Git

AS_OF = "2026-03-02"
PROTO = """\
syntax = "proto3";
package shop.pricing;
option go_package = "example.org/shop/gen/pricing";

service Pricing {
  rpc Price(Order) returns (Quote);
}
message Order { string id = 1; }
message Quote {
  string id = 1;
  int32 tax = 2;
  int32 weight = 3;
  string note = 4;
  int32 due = 5;
  int32 fee = 6;
}
"""
SERVER = """\
package main

import pb "example.org/shop/gen/pricing"

type server struct{ pb.UnimplementedPricingServer }

func main() { pb.RegisterPricingServer(nil, &server{}) }
"""
READER = """\
package main

import pb "example.org/shop/gen/pricing"

func tax(i *pb.Quote) int32 {
	return i.GetTax()
}

func weight(i *pb.Quote) int32 {
	return i.GetWeight()
}

func due(i *pb.Quote) int32 {
	return i.GetDue()
}

func fee(i *pb.Quote) int32 {
	return i.GetFee()
}

func ask(c pb.PricingClient) { c.Price(nil, &pb.Order{}) }
"""
CONTRACT, STOCK = "proto/pricing.proto", "services/stock/main.go"


def without(member: str, text: str = PROTO) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if f" {member} =" not in line)


@pytest.fixture
def shop(repository):
    """The repository, newest merge last: #1 documents, #2 to #8 breaks and what becomes of them."""
    files = {CONTRACT: PROTO, "services/pricing/main.go": SERVER, STOCK: READER}
    docker = {f"services/{name}/Dockerfile": "FROM scratch\n" for name in ("pricing", "stock")}
    repository.commit({**files, **docker}, "Price orders")
    repository.commit({"README.md": "# Shop\n"}, "Say what this is (#1)")
    taxless = without("tax")
    repository.commit({CONTRACT: taxless}, "Drop the tax (#2)")
    retyped = taxless.replace("int32 weight", "string weight")
    asked = READER.replace(
        "weight(i *pb.Quote) int32 {\n\treturn i.GetWeight()", "weight(i *pb.Quote) string {\n\tw := i.GetWeight()"
    )
    repository.commit({CONTRACT: retyped, STOCK: asked}, "Let a weight be text (#3)")
    repository.commit({STOCK: asked.replace("return i.GetTax()", "return 0")}, "Ask for no tax (#4)")
    noteless = without("note", retyped)
    repository.commit({CONTRACT: noteless}, "Drop the note (#5)")
    repository.commit({CONTRACT: without("fee", noteless)}, "Drop the fee (#6)")
    repository.commit({CONTRACT: noteless}, 'Revert "Drop the fee (#6)" (#7)')
    repository.commit({CONTRACT: without("due", noteless)}, "Drop the due date (#8)")
    return repository


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of facts for all tests: they are of blobs, and most blobs here are the same."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Callable[..., Backtest]:
    """Replay a repository of the test in this process."""
    monkeypatch.setenv("JUNCTURE_CACHE", str(cache))

    def run(folder: Path, **more) -> Backtest:
        with ThreadPoolExecutor(1) as executor:
            given = {"last": 50, "as_of": AS_OF, "executor": executor, "kept": Kept(None), **more}
            return backtest(Git(folder), **given)

    return run


@pytest.fixture
def by_request() -> Callable[[Backtest], dict[str, Merge]]:
    return lambda table: {merge.request: merge for merge in table.merges}
