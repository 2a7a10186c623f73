"""The last step: the deploy order by names, orders that exclude each other, and what need not be asked."""

import json

from juncture.design.model import Question
from juncture.facts.steps import StepId
from juncture.review.model import Review, Step, StepStatus

PROTO = """\
syntax = "proto3";
package shop.v1;
option go_package = "example.org/shop/gen/lots";

service Lots { rpc Sell(Ask) returns (Lot); }
message Ask { string id = 1; string word = 2; }
message Lot { string id = 1; }
"""
SERVED = """\
package main

import pb "example.org/shop/gen/lots"

type server struct{ pb.UnimplementedLotsServer }

func main() { pb.RegisterLotsServer(nil, &server{}) }
"""
CALLER = """\
package main

import pb "example.org/shop/gen/lots"

func sell(c pb.LotsClient) { c.Sell(nil, &pb.Ask{Id: "1", Word: "2"}) }
"""
CALLED = {
    "CODEOWNERS": "* @shop/all\n",
    "proto/lots.proto": PROTO,
    "svc/auction/Dockerfile": "FROM scratch\n",
    "svc/auction/main.go": SERVED,
    "svc/till/Dockerfile": "FROM scratch\n",
    "svc/till/main.go": CALLER,
}
WORDLESS = {"proto/lots.proto": PROTO.replace("string word = 2;", "reserved 2;")}
MENDED = {"svc/till/main.go": CALLER.replace(', Word: "2"', "")}


def last(found: Review) -> Step:
    return next(step for step in found.steps if step.id is StepId.ROLLOUT)


def asked(found: Review) -> list[Question]:
    return [question for question in found.design.questions if question.step == StepId.ROLLOUT]


def test_the_order_names_the_services_and_nothing_is_asked_of_who_has_mended_all(repository, review):
    base = repository.commit(CALLED)
    found = review(repository.folder, base, repository.commit({**WORDLESS, **MENDED}))
    assert "Ask.word: deploy till first, then auction" in last(found).reason
    assert last(found).status is StepStatus.OK
    assert asked(found) == []


def test_who_leaves_a_use_behind_is_asked_how_it_goes_live(repository, review):
    base = repository.commit(CALLED)
    found = review(repository.folder, base, repository.commit(WORDLESS))
    assert [question.id for question in asked(found)] == ["migration", "rollback"]


def lot(*fields: str) -> str:
    made = [{"name": name, "type": "string"} for name in fields]
    return json.dumps({"type": "record", "name": "Lot", "namespace": "org.shop", "fields": made}, indent=1)


def reads(*fields: str) -> str:
    read = " + ".join(f"lot.get{field.capitalize()}()" for field in fields)
    return f"import org.shop.Lot;\n\nclass Reading {{ String f(Lot lot) {{ return {read}; }} }}\n"


EVENT = {
    "CODEOWNERS": "* @shop/all\n",
    "events/lot.avsc": lot("id", "old"),
    "svc/ledger/Dockerfile": "FROM scratch\n",
    "svc/ledger/Reading.java": reads("id", "old"),
}


def test_two_breaks_that_ask_for_opposite_orders_have_none(repository, review):
    base = repository.commit(EVENT)
    change = {"events/lot.avsc": lot("id", "fresh"), "svc/ledger/Reading.java": reads("id", "fresh")}
    found = review(repository.folder, base, repository.commit(change))
    assert last(found).status is StepStatus.BLOCKED
    (finding,) = [one for one in found.findings if one.rule == "rollout/opposite-orders"]
    assert finding.message == (
        "no deploy order is safe: Lot.old is safe only with the consumers first, Lot.fresh only with the provider first"
    )
    assert "no deploy order is safe for all of them" in last(found).reason
    assert {question.id for question in asked(found)} == {"migration", "rollback"}


def test_they_only_warn_where_nobody_is_known_to_use_both(repository, review):
    base = repository.commit({**EVENT, "svc/ledger/Reading.java": reads("id")})
    found = review(repository.folder, base, repository.commit({"events/lot.avsc": lot("id", "fresh")}))
    assert [one.severity for one in found.findings if one.rule == "rollout/opposite-orders"] == ["warn"]
    assert last(found).status is StepStatus.WARN


def test_one_break_of_them_has_its_order(repository, review):
    base = repository.commit(EVENT)
    found = review(repository.folder, base, repository.commit({"events/lot.avsc": lot("id", "old", "fresh")}))
    assert not [one for one in found.findings if one.rule == "rollout/opposite-orders"]
    assert "first, then" in last(found).reason


DOCUMENTED = "change_management:\n  migration: events/lot.avsc is read by version 2 from May on, then written.\n"


def test_a_documented_migration_makes_a_hold_of_orders_that_exclude_each_other(repository, review):
    base = repository.commit(EVENT)
    change = {"events/lot.avsc": lot("id", "fresh"), "svc/ledger/Reading.java": reads("id", "fresh")}
    found = review(repository.folder, base, repository.commit({**change, "designs/lot.yaml": DOCUMENTED}))
    hold = next(one for one in found.holds if one.id == "break:events/lot.avsc")
    blocking = {one.fingerprint for one in found.findings if one.severity == "block"}
    assert blocking <= set(hold.findings)
    assert found.verdict == "needs_approval"
