"""A small monorepo: one contract, one provider, and consumers that a test brings."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from juncture.catalog.catalog import Catalog, Hints
from juncture.catalog.open import open_catalog
from juncture.flow.impact import impacts
from juncture.flow.model import Impact
from juncture.flow.removed import if_removed
from juncture.repository.cache import Cache
from juncture.repository.changes import ChangeSet
from juncture.repository.git import Git
from juncture.repository.tree import GitTree
from juncture.review.compare import compare_contracts

PROTO = """\
syntax = "proto3";
package shop;
option go_package = "example.org/shop/gen/shop";
option java_package = "org.example.shop";
option csharp_namespace = "Example.Shop";

service Shipping {
  rpc Quote(QuoteRequest) returns (QuoteReply);
}
message Address { string city = 1; int32 zip_code = 2; }
message QuoteRequest { Address address = 1; }
message QuoteReply { int32 cents = 1; }
"""
RETYPED = PROTO.replace("int32 zip_code", "string zip_code")

GO = """\
package main

import (
	pb "example.org/shop/gen/shop"
)

func label(a *pb.Address) int32 {
	return LINE
}
"""


@pytest.fixture
def changed(repository) -> Callable[..., dict[str, Impact]]:
    """Return the impact, by service, of a change from one set of files to another."""

    def run(base: Mapping[str, str | None], head: Mapping[str, str | None]) -> dict[str, Impact]:
        before = repository.commit({"proto/shop.proto": PROTO, **base})
        after = repository.commit({"proto/shop.proto": RETYPED, **head})
        return {one.service: one for one in reviewed(repository.folder, before, after)}

    return run


def opened(folder: Path, revision: str, leading: frozenset[str] = frozenset()) -> Catalog:
    return open_catalog(GitTree(Git(folder), revision), Cache(None), Hints(leading=leading))


def reviewed(folder: Path, before: str, after: str) -> tuple[Impact, ...]:
    base = opened(folder, before)
    head = opened(folder, after, frozenset(contract.path for contract in base.contracts))
    changes = compare_contracts(base, head, witnesses=False)
    return impacts(changes, base, head, ChangeSet(base.tree, head.tree))


@pytest.fixture
def impact_of(repository) -> Callable[..., list[tuple[str, str, str]]]:
    """Return part, service, answer and state of everything that a change between two sets of files reaches."""

    def run(base: Mapping[str, str | None], head: Mapping[str, str | None]) -> set[tuple[str, str, str]]:
        before = repository.commit(dict(base))
        after = repository.commit(dict(head))
        return {(one.service, one.answer, str(one.state)) for one in reviewed(repository.folder, before, after)}

    return run


@pytest.fixture
def impacts_of(repository) -> Callable[..., dict[str, Impact]]:
    """Return the impact, by service, of whatever changes between two sets of files."""

    def run(base: Mapping[str, str | None], head: Mapping[str, str | None]) -> dict[str, Impact]:
        before = repository.commit(dict(base))
        after = repository.commit(dict(head))
        return {one.service: one for one in reviewed(repository.folder, before, after)}

    return run


@pytest.fixture
def asked(repository) -> Callable[..., dict[str, Impact]]:
    """Return, by service, whom the removal of a part of a contract among these files would reach."""

    def run(files: Mapping[str, str], address: str) -> dict[str, Impact]:
        revision = repository.commit(dict(files))
        return {one.service: one for one in if_removed(opened(repository.folder, revision), address)}

    return run
