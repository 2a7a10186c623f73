"""Submodules: what lies in them is unknown, and is said to be, whenever they move."""

import pytest

PROTO = 'syntax = "proto3";\npackage shop;\nmessage A { int32 x = 1; }\n'
SERVICE = {"svc/Dockerfile": "FROM x\n"}
OLD, NEW = "1" * 40, "2" * 40


@pytest.fixture
def at(repository):
    """Commit files with a submodule at a commit of another repository; without a commit it is removed."""

    def run(place: str, commit: str, files: dict[str, str | None] | None = None) -> str:
        repository.write(files or {})
        repository.git("add", "--all")
        link = ("--add", "--cacheinfo", f"160000,{commit},{place}") if commit else ("--force-remove", place)
        repository.git("update-index", *link)
        repository.git("commit", "--quiet", "--allow-empty", "--no-gpg-sign", "-m", "change")
        return repository.git("rev-parse", "HEAD")

    return run


def told(found) -> list[tuple[str, str, str]]:
    return [(one.rule, one.severity, one.message) for one in found.findings if one.rule == "surface/submodule-moved"]


def test_a_submodule_that_moves_is_a_warning_with_both_commits(repository, review, at):
    found = review(repository.folder, at("protos", OLD, SERVICE), at("protos", NEW))
    said = "`protos` moves from 111111111111 to 222222222222: a submodule, and no contract in it was compared"
    assert told(found) == [("surface/submodule-moved", "warn", said)]
    assert found.verdict == "warn"
    assert [one.path for one in found.unread] == ["protos"]


@pytest.mark.parametrize(("old", "new", "word"), [("", NEW, "comes"), (OLD, "", "goes")])
def test_a_submodule_that_comes_or_goes_is_told(repository, review, at, old, new, word):
    before = at("protos", old, SERVICE) if old else repository.commit(SERVICE)
    ((_, severity, message),) = told(review(repository.folder, before, at("protos", new)))
    assert (severity, message.split(":")[0]) == ("warn", f"`protos` {word}")


def test_third_party_code_that_moves_is_a_note(repository, review, at):
    found = review(repository.folder, at("third_party/zlib", OLD, SERVICE), at("third_party/zlib", NEW))
    assert [severity for _, severity, _ in told(found)] == ["note"]
    assert found.verdict == "pass"


def test_a_submodule_that_stays_is_unread_and_hurts_nobody(repository, review, at):
    before = at("protos", OLD, SERVICE)
    found = review(repository.folder, before, at("protos", OLD, {"README.md": "more\n"}))
    assert (found.verdict, told(found)) == ("pass", [])
    assert [(one.path, one.reason.partition(":")[0]) for one in found.unread] == [("protos", "a submodule")]


def test_contracts_whose_folder_becomes_a_submodule_are_unknown_and_not_removed(repository, review, at):
    before = repository.commit({**SERVICE, "protos/shop.proto": PROTO})
    found = review(repository.folder, before, at("protos", NEW, {"protos/shop.proto": None}))
    assert found.verdict == "error"
    assert found.changes == ()
    assert "protos is a submodule at head" in next(one.reason for one in found.unread if one.path.endswith(".proto"))
