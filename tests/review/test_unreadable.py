"""What cannot be read is said with its reason, and is never told as gone."""

import os

from juncture.repository.tree import FolderTree
from juncture.review.trust import read_trust

PROTO = 'syntax = "proto3";\npackage shop;\nmessage A { int32 x = 1; }\n'


def test_a_contract_that_becomes_binary_is_unread_and_not_removed(repository, review):
    before = repository.commit({"svc/Dockerfile": "FROM x\n", "pb/shop.proto": PROTO})
    found = review(repository.folder, before, repository.commit({"pb/shop.proto": bytes(range(256)) * 50}))
    assert [(one.path, one.reason) for one in found.unread] == [
        ("pb/shop.proto", "binary; a contract is read as UTF-8 text")
    ]
    assert (found.verdict, found.changes) == ("error", ())


def test_a_contract_in_utf_16_that_nobody_touches_is_counted_and_hurts_nobody(repository, review):
    before = repository.commit({"svc/Dockerfile": "FROM x\n", "pb/shop.proto": PROTO.encode("utf-16")})
    found = review(repository.folder, before, repository.commit({"README.md": "more\n"}))
    assert [(one.path, one.reason) for one in found.unread] == [
        ("pb/shop.proto", "UTF-16; a contract is read as UTF-8 text")
    ]
    assert found.verdict == "pass"


def test_evidence_whose_path_is_not_utf_8_is_part_of_what_is_believed(tmp_path, make_repository):
    folder = tmp_path / "evidence"
    folder.mkdir()
    target = FolderTree(make_repository().folder)
    digests = [read_trust(target, FolderTree(folder)).hints.digest]
    for name in (b"a\xff.json", b"a\xfe.json"):
        (folder / os.fsdecode(name)).write_bytes(b"{}")
        digests.append(read_trust(target, FolderTree(folder)).hints.digest)
    assert len(set(digests)) == 3
