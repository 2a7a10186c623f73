"""Step 1 where owners are unknown: it says why."""

import pytest

PROTO = 'syntax = "proto3";\npackage shop;\nmessage A { int32 x = 1; }\n'


@pytest.mark.parametrize(
    ("codeowners", "said"),
    [
        (None, "the target has no CODEOWNERS file"),
        ("* <b>x\n[ab @x\n", "CODEOWNERS gives nothing an owner; "),
        ("/docs/ @writers\n", "no line of CODEOWNERS gives an owner to a service or to what changes"),
    ],
)
def test_why_owners_are_unknown(repository, review, codeowners, said):
    files = {"svc/Dockerfile": "FROM x\n", "pb/shop.proto": PROTO}
    before = repository.commit(files | ({"CODEOWNERS": codeowners} if codeowners else {}))
    found = review(repository.folder, before, repository.commit({"pb/shop.proto": PROTO.replace("int32", "string")}))
    (step,) = [one for one in found.steps if one.id == "ownership"]
    assert step.reason.startswith(f"owners are unknown: {said}")
