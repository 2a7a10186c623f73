"""A copy that lags behind its contract is told with the line at which it does."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
message Car {
  string color = 1;
  int32 zip = 2;
}
"""
SERVICES = {"svc/a/Dockerfile": "FROM scratch\n", "svc/a/pb/shop.proto": PROTO, "pb/shop.proto": PROTO}


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (PROTO.replace("int32 zip", "string zip"), 5),
        (PROTO.replace("  int32 zip = 2;\n", "  int32 zip = 2;\n  string street = 3;\n"), 3),
    ],
    ids=["its own form of the part", "the type that lacks the part"],
)
def test_a_copy_that_is_left_behind_has_the_line_of_what_it_lacks(repository, review, head, line):
    before = repository.commit(SERVICES)
    after = repository.commit({"pb/shop.proto": head})
    (told,) = (one for one in review(repository.folder, before, after).findings if one.rule == "surface/stale-copy")
    assert (told.provenance[0].path, told.provenance[0].line) == ("svc/a/pb/shop.proto", line)
