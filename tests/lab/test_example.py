"""The bundled example is the same everywhere, is sound in itself, and holds the change that it is there to show."""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet

from juncture.catalog import codeowners
from juncture.design import file as design_file
from juncture.facts.problem import InputError
from juncture.lab.example import BRANCH, TARGET, Demo, build
from juncture.policy import file as policy_file
from juncture.repository.changes import ChangeSet
from juncture.repository.documents import load
from juncture.repository.git import Git
from juncture.repository.tree import GitTree, read_one
from juncture.shipped import shipped

STUB = "services/notices/gen/lockers/v1/locker_pb2.py"


class Checkout(NamedTuple):
    folder: Path
    tree: GitTree


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return build(tmp_path_factory.mktemp("demo") / "lendhouse")


@pytest.fixture(scope="module")
def trees(demo: Demo) -> tuple[GitTree, GitTree]:
    git = Git(demo.repository)
    return GitTree(git, demo.base), GitTree(git, demo.head)


@pytest.fixture(params=["base", "head"])
def checkout(request: pytest.FixtureRequest, trees: tuple[GitTree, GitTree], tmp_path: Path) -> Checkout:
    """The files of one side of the change, on disk."""
    tree = trees[request.param == "head"]
    for path, content in tree.read(tree.entries):
        assert content is not None, path
        full = tmp_path / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content)
    return Checkout(tmp_path, tree)


# The repository


def test_the_commits_are_the_same_whoever_builds_it_and_where(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text("[user]\nname = Eve\n[commit]\ngpgsign = true\n[core]\nautocrlf = true\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    before = os.umask(0o077)
    try:
        again = build(tmp_path / "elsewhere")
    finally:
        os.umask(before)
    assert (again.base, again.head) == (demo.base, demo.head)
    assert {entry.mode for entry in GitTree(Git(again.repository), again.head).entries.values()} == {"100644"}


def test_the_feature_is_checked_out_one_commit_after_main(demo: Demo) -> None:
    git = Git(demo.repository)
    assert git.commit(TARGET) == git.default_target() == demo.base
    assert git.commit(BRANCH) == git.commit("HEAD") == demo.head
    assert git.merge_base(demo.base, demo.head) == demo.base
    assert git.commit("HEAD~1") == demo.base
    assert git.text("rev-list", "--count", demo.base) == "3"
    assert git.text("status", "--porcelain") == ""


def test_what_python_and_its_tools_leave_beside_the_files_is_not_committed(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = tmp_path / "templates"
    shutil.copytree(shipped("templates") / "demo", used / "demo")
    for place in ("base/libs/lendhouse/__pycache__", "head/.ruff_cache/0.1"):
        (used / "demo" / place).mkdir(parents=True, exist_ok=True)
        (used / "demo" / place / "left.pyc").write_bytes(b"left")
    monkeypatch.setattr("juncture.lab.example.shipped", lambda name: tmp_path / name)
    again = build(tmp_path / "lendhouse")
    assert (again.base, again.head) == (demo.base, demo.head)


def test_it_is_written_quickly(tmp_path: Path) -> None:
    started = time.monotonic()
    build(tmp_path / "lendhouse")
    assert time.monotonic() - started < 1.5


def test_an_example_that_is_there_is_used_again_with_what_people_did_to_it(tmp_path: Path) -> None:
    first = build(tmp_path / "lendhouse")
    (first.repository / "README.md").write_text("mine")
    assert build(tmp_path / "lendhouse") == first
    assert (first.repository / "README.md").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["lendhouse"]


@pytest.mark.parametrize("kind", ["files", "file", "another repository", "broken repository"])
def test_nothing_else_is_overwritten(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "mine"
    if kind == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "notes.txt").write_text("mine")
    if kind == "another repository":
        subprocess.run(["git", "init", "--quiet", str(place)], check=True)
    if kind == "broken repository":
        (place / ".git").mkdir()
    with pytest.raises(InputError, match="holds something other than the example; move it away or choose another"):
        build(place)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (place if kind == "file" else place / "notes.txt").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot be written .*; choose another folder"):
        build(tmp_path / "file" / "lendhouse")


def test_what_does_not_ship_is_said() -> None:
    with pytest.raises(InputError, match="recipes: this installation has no such folder; install juncture again"):
        shipped("recipes")


# Both sides of the change


def test_it_stays_small() -> None:
    files = [path for side in ("base", "head") for path in sources(side)]
    assert len(files) < 120
    assert sum(path.stat().st_size for path in files) < 250_000


def test_the_pytest_suites_pass(checkout: Checkout) -> None:
    result = run([sys.executable, "-m", "pytest", "-q"], checkout.folder)
    assert re.search(r"^[1-9]\d* passed in", result, re.MULTILINE), result


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on PATH; it runs the desk's tests")
def test_the_desks_suite_passes(checkout: Checkout) -> None:
    result = run(["node", "--test", "--test-reporter=tap"], checkout.folder / "services/desk")
    assert re.search(r"^# pass [1-9]", result, re.MULTILINE), result


def test_every_structured_file_parses(checkout: Checkout) -> None:
    structured = [path for path in checkout.tree.entries if path.endswith((".yaml", ".json", ".avsc"))]
    assert len(structured) > 20
    for path, content in checkout.tree.read(structured):
        assert content is not None
        for document in load(content, path.replace(".avsc", ".json")):
            assert isinstance(document.value, dict), path
            assert not document.duplicates, path


def test_every_proto_compiles(checkout: Checkout) -> None:
    assert set(compiled(checkout.folder)) == {
        "billing/v1/invoicing.proto",
        "lending/v1/booking.proto",
        "lending/v1/catalogue.proto",
        "lockers/v1/locker.proto",
    }
    assert set(compiled(checkout.folder / "services/desk")) == {
        "lending/v1/booking.proto",
        "lending/v1/catalogue.proto",
        "lockers/v1/locker.proto",
    }


def test_the_committed_stub_is_of_its_proto(checkout: Checkout) -> None:
    source = (checkout.folder / STUB).read_text()
    assert "DO NOT EDIT" in source
    assert "# source: lockers/v1/locker.proto" in source
    serialized = next(
        call.args[0].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "AddSerializedFile"
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, bytes)
    )
    assert FileDescriptorProto.FromString(serialized) == compiled(checkout.folder)["lockers/v1/locker.proto"]


def test_everything_under_services_and_proto_has_one_owner(checkout: Checkout) -> None:
    owners = owners_of(checkout.tree)
    assert not owners.findings
    kept = [path for path in checkout.tree.entries if path.startswith("services/")]
    kept += [path for path in checkout.tree.entries if path.startswith("proto/") and path.count("/") > 1]
    assert {owners.owners(path).owners for path in kept} == {
        ("@lendhouse/billing",),
        ("@lendhouse/lending",),
        ("@lendhouse/lockers",),
        ("@lendhouse/web",),
    }
    assert owners.owners("flags/flags.json").state == "unowned"
    assert owners.owners("README.md").state == "unmatched"


def test_the_policy_can_be_read(checkout: Checkout) -> None:
    policy = policy_file.load("juncture.yaml", read_one(checkout.tree, "juncture.yaml") or b"")
    assert policy.mode == "observe"
    billing = next(area for area in policy.protected if area.id == "billing")
    assert billing.source == "juncture.yaml"
    assert len(billing.approvers) == 2


# The change


def test_every_file_of_head_differs_from_base() -> None:
    base, head = shipped("templates") / "demo/base", shipped("templates") / "demo/head"
    for path in sources("head"):
        before = base / path.relative_to(head)
        assert not before.is_file() or before.read_bytes() != path.read_bytes()


def test_it_touches_two_teams_and_leaves_the_others_alone(trees: tuple[GitTree, GitTree]) -> None:
    owners = owners_of(trees[0])
    touched = {owner for change in ChangeSet(*trees) for owner in owners.owners(change.path).owners}
    assert touched == {"@lendhouse/billing", "@lendhouse/lockers"}


def test_one_field_changes_its_type(demo: Demo, trees: tuple[GitTree, GitTree], tmp_path: Path) -> None:
    before, after = (fields(write(tree, tmp_path / tree.revision)) for tree in trees)
    assert {name for name in before if before[name] != after.get(name)} == {"lendhouse.lockers.v1.Slot.door_number"}
    assert before["lendhouse.lockers.v1.Slot.door_number"] == (2, FieldDescriptorProto.TYPE_INT32)
    assert after["lendhouse.lockers.v1.Slot.door_number"] == (2, FieldDescriptorProto.TYPE_STRING)
    assert {"lendhouse.lockers.v1.Site.partner", "lendhouse.lockers.v1.Site.handling_fee_cents"} < after.keys()


def test_the_desks_copy_falls_behind(trees: tuple[GitTree, GitTree]) -> None:
    def stale(tree: GitTree) -> list[str]:
        copies = [path for path in tree.entries if path.startswith("services/desk/proto/")]
        return [path for path in copies if read_one(tree, path) != read_one(tree, path.removeprefix("services/desk/"))]

    base, head = trees
    assert stale(base) == []
    assert stale(head) == ["services/desk/proto/lockers/v1/locker.proto"]


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("services/notices/notices/wording.py", "{slot.door_number:02d}", "{slot.door_number}"),
        ("services/desk/src/wall.ts", "slot.doorNumber - 1", "slot.doorNumber - 1"),
        ("services/invoicing/invoicing/handling.py", "", "{slot.door_number}"),
        (
            "services/booking/src/main/java/example/lendhouse/booking/BookingServer.java",
            ".setSlot(slot)",
            "etSlot(slot)",
        ),
        ("services/statements/deploy/statements.yaml", '"0 2 1 * *"', '"30 4 1 * *"'),
    ],
)
def test_each_user_of_the_contracts_stands_as_told(
    trees: tuple[GitTree, GitTree], path: str, before: str, after: str
) -> None:
    base, head = ((read_one(tree, path) or b"").decode() for tree in trees)
    assert before in base
    assert bool(before) == bool(base)
    assert after in head


def test_the_design_leaves_questions_open(trees: tuple[GitTree, GitTree]) -> None:
    base, head = trees
    path = design_file.chosen(change.path for change in ChangeSet(base, head))
    design = design_file.load(path, read_one(head, path) or b"")
    assert design.change_management.flags == ("partner-lockers",)
    assert (design.change_management.migration, design.change_management.rollback) == ("", "")
    assert all(contract in head.entries for contract in design.contracts)
    assert design.links.runbook in head.entries


def test_the_flag_is_new_and_off(trees: tuple[GitTree, GitTree]) -> None:
    base, head = (load(read_one(tree, "flags/flags.json") or b"", "flags.json")[0].value["flags"] for tree in trees)
    assert head.keys() - base.keys() == {"partner-lockers"}
    assert head["partner-lockers"]["defaultVariant"] == "off"


def sources(side: str) -> Iterator[Path]:
    """The files of one side as they ship, without what running the tests there leaves behind."""
    for path in sorted((shipped("templates") / "demo" / side).rglob("*")):
        if path.is_file() and not any(part.endswith(("__pycache__", "_cache")) for part in path.parts):
            yield path


def run(command: list[str], folder: Path) -> str:
    """Run a command as somebody with a fresh checkout would; return what it prints."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def write(tree: GitTree, folder: Path) -> Path:
    """Write the protos of a tree into a folder."""
    for path, content in tree.read(path for path in tree.entries if path.startswith("proto/")):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content or b"")
    return folder


def compiled(folder: Path) -> dict[str, FileDescriptorProto]:
    """Compile every file below ``proto/`` and return the descriptors by path."""
    root = folder / "proto"
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.proto"))
    protoc = [sys.executable, "-m", "grpc_tools.protoc", "-I", str(root), f"--descriptor_set_out={folder / 'set.bin'}"]
    run([*protoc, *files], folder)
    found = FileDescriptorSet.FromString((folder / "set.bin").read_bytes()).file
    return {file.name: strip_json_names(file) for file in found}


def strip_json_names(file: FileDescriptorProto) -> FileDescriptorProto:
    """Take away the names that protoc adds to a descriptor set and leaves out of a stub."""
    for message in file.message_type:
        for field in message.field:
            field.ClearField("json_name")
    return file


def fields(folder: Path) -> dict[str, tuple[int, int]]:
    """Number and type of every field, by its full name."""
    return {
        f"{file.package}.{message.name}.{field.name}": (field.number, field.type)
        for file in compiled(folder).values()
        for message in file.message_type
        for field in message.field
    }


def owners_of(tree: GitTree) -> codeowners.Codeowners:
    place = codeowners.find(tree.entries)
    assert place is not None
    return codeowners.parse(place[0], read_one(tree, place[0]) or b"", place[1])
