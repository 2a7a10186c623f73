"""Each command on the bundled example: what it prints, where, and how it ends."""

import json
import re
import subprocess
import sys

import pytest

from juncture import __version__

LOCKER = "proto/lockers/v1/locker.proto"


def test_alone_it_says_what_is_here(juncture, demo):
    result = juncture("--repo", str(demo.repository))
    assert result.returncode == 0
    assert result.stdout.startswith("9 services (0 without owner), 1 avro")
    assert "4 protobuf" in result.stdout
    assert "3 copies (1 stale)" in result.stdout
    assert result.stderr == ""


def test_review_writes_a_packet_and_observes(juncture, demo, tmp_path):
    result = juncture("review", "--repo", str(demo.repository), "--as-of", "2026-03-02", "--out", "packet")
    assert result.returncode == 0, "observe never stops anybody"
    assert result.stdout.startswith("✕ Blocked: 2 breaking changes")
    assert result.stdout.rstrip().endswith("packet/index.html")
    assert "juncture: running the walk-through" in result.stderr
    assert json.loads((tmp_path / "packet/review.json").read_text())["verdict"] == "blocked"


def test_enforce_ends_with_the_verdicts_code(juncture, repository):
    base = repository.commit(
        {"juncture.yaml": "mode: enforce\n", "a.proto": 'syntax = "proto3";\nmessage A { int32 b = 1; }\n'}
    )
    repository.commit({"a.proto": 'syntax = "proto3";\nmessage A { string b = 1; }\n'})
    result = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "packet")
    assert result.returncode == 1
    assert result.stdout.startswith("✕ Blocked")


def test_what_could_not_be_told_ends_with_5_in_either_mode(juncture, repository):
    base = repository.commit({"a.proto": 'syntax = "proto3";\n'})
    repository.commit({"a.proto": "message {"})
    result = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "packet")
    assert result.returncode == 5
    assert "a.proto" in result.stdout


def test_diff_of_two_files_prints_each_change_with_its_witness(juncture, demo, tmp_path):
    for name, revision in (("old", demo.base), ("new", demo.head)):
        content = subprocess.run(
            ["git", "-C", str(demo.repository), "show", f"{revision}:{LOCKER}"], capture_output=True, check=True
        )
        (tmp_path / f"{name}.proto").write_bytes(content.stdout)
    result = juncture("diff", "old.proto", "new.proto")
    assert result.returncode == 1
    assert "Slot.door_number  int32 → string  old.proto:42 → new.proto:55" in result.stdout
    assert 'sent 94043, read ""' in result.stdout
    assert juncture("diff", "old.proto", "old.proto").stdout == "No contract changes its meaning.\n"
    assert juncture("diff", "old.proto", "new.proto", "--fail-on", "never").returncode == 0


def test_diff_of_revisions_serialises_changes_as_the_review_does(juncture, demo, tmp_path):
    repository = ["--repo", str(demo.repository)]
    told = json.loads(
        juncture("diff", *repository, "--base", demo.base, "--head", demo.head, "--format", "json").stdout
    )
    juncture("review", *repository, "--out", "packet")
    review = json.loads((tmp_path / "packet/review.json").read_text())
    assert {LOCKER, "services/locker/openapi.yaml"} <= {one["path"] for one in told["contracts"]}
    by_fingerprint = {change["fingerprint"]: change for change in review["changes"]}
    assert {c["fingerprint"]: c for one in told["contracts"] for c in one["changes"]} == by_fingerprint


@pytest.mark.parametrize("form", ["md", "html", "sarif", "json", "text"])
def test_diff_prints_in_every_form(juncture, demo, form):
    result = juncture(
        "diff", "--repo", str(demo.repository), "--base", demo.base, "--head", demo.head, "--format", form
    )
    assert result.returncode == 1
    assert "door_number" in result.stdout


def test_flow_asks_before_anything_is_written(juncture, demo):
    result = juncture("flow", "--repo", str(demo.repository), "--if-removed", f"{LOCKER}#Slot.door_number")
    assert result.returncode == 0
    assert "services/desk/src/wall.ts:12" in result.stdout
    assert "depends, no use found: booking" in result.stdout


def test_flow_asks_about_some_services_alone(juncture, demo):
    asked = ("flow", "--repo", str(demo.repository), "--if-removed", f"{LOCKER}#Slot.door_number")
    told = juncture(*asked, "desk").stdout
    assert "services/desk/src/wall.ts:12" in told
    assert "booking" not in told
    assert "no service is called so" in juncture(*asked, "desks").stderr


def test_flow_tells_programs_whom_a_removal_would_hurt_and_draws_no_picture_of_it(juncture, demo):
    asked = ("flow", "--repo", str(demo.repository), "--if-removed", f"{LOCKER}#Slot.door_number", "--format")
    answers = {each["service"]: each["answer"] for each in json.loads(juncture(*asked, "json").stdout)}
    assert (answers["desk"], answers["booking"]) == ("uses", "depends")
    refused = juncture(*asked, "svg")
    assert refused.returncode == 2
    assert "it is text or json" in refused.stderr


def test_flow_of_one_service(juncture, demo):
    result = juncture("flow", "invoicing", "--repo", str(demo.repository))
    assert "invoicing → locker" in result.stdout
    assert "desk →" not in result.stdout
    assert json.loads(juncture("flow", "--repo", str(demo.repository), "--format", "json").stdout)["nodes"]


def test_owners_name_the_line(juncture, demo):
    result = juncture("owners", "services/desk/src/wall.ts", "README.md", "--repo", str(demo.repository))
    desk, readme = result.stdout.splitlines()
    assert "@lendhouse/web" in desk
    assert ".github/CODEOWNERS:" in desk
    assert "no owner" in readme
    folder = juncture("owners", "services/desk", "--repo", str(demo.repository)).stdout
    assert re.fullmatch(r"services/desk/ +@lendhouse/web +\.github/CODEOWNERS:\d+\n", folder)
    assert "no file or folder" in juncture("owners", "services/none", "--repo", str(demo.repository)).stderr


def test_options_of_the_repository_stand_before_a_command_or_after_it(juncture, demo):
    after = juncture("flow", "invoicing", "--repo", str(demo.repository))
    assert juncture("--repo", str(demo.repository), "flow", "invoicing").stdout == after.stdout


def test_a_packet_is_no_part_of_the_next_change(juncture, repository):
    repository.commit({"a.proto": 'syntax = "proto3";\nmessage A { int32 b = 1; }\n'})
    repository.write({"a.proto": 'syntax = "proto3";\nmessage A { string b = 1; }\n'})
    for _ in range(2):
        result = juncture("review", "--head", "WORKTREE", cwd=repository.folder)
        assert "1 files differ" in result.stderr or "1 file differs" in result.stderr


def test_nothing_that_differs_says_how_to_look_at_the_work_tree(juncture, repository):
    repository.commit({"a.proto": 'syntax = "proto3";\n'})
    result = juncture("review", cwd=repository.folder)
    assert "--head WORKTREE" in result.stderr


def test_new_drafts_a_design_and_never_overwrites_one(juncture, repository):
    repository.commit({"a.proto": 'syntax = "proto3";\nmessage A { int32 b = 1; }\n', "svc/x/Dockerfile": "FROM a\n"})
    repository.write({"a.proto": 'syntax = "proto3";\nmessage A { string b = 1; }\n'})
    result = juncture("new", "retype", "--repo", str(repository.folder))
    assert result.stdout.splitlines()[0] == "designs/retype.yaml"
    assert "change_management.migration" in result.stdout
    assert "a.proto" in (repository.folder / "designs/retype.yaml").read_text()
    again = juncture("new", "retype", "--repo", str(repository.folder))
    assert again.returncode == 2
    assert "stands already" in again.stderr


def test_explain_a_rule_a_finding_and_the_list(juncture, demo, tmp_path):
    assert "protobuf/field-type-changed (breaking)" in juncture("explain", "protobuf/field-type-changed").stdout
    assert "surface/stale-copy" in juncture("explain").stdout
    juncture("review", "--repo", str(demo.repository), "--out", "reports/r")
    review = json.loads((tmp_path / "reports/r/review.json").read_text())
    for finding in review["findings"]:
        told = juncture("explain", finding["fingerprint"][:12])
        assert told.returncode == 0, told.stderr
        assert finding["rule"] in told.stdout
    assert "no rule is called" in juncture("explain", "nothing/such").stderr


@pytest.mark.parametrize("of", ["review", "design", "policy"])
def test_schema_is_json_schema(juncture, of):
    schema = json.loads(juncture("schema", of).stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["$defs"]


def test_demo_needs_nothing_and_exits_0(juncture, tmp_path):
    result = juncture("demo", "--out", "demo")
    assert result.returncode == 0
    assert result.stdout.splitlines()[-1] == "demo/packet/index.html"
    assert (tmp_path / "demo/packet/index.html").stat().st_size > 10_000


def test_help_and_version(juncture):
    told = juncture("--help").stdout
    for command in ("review", "lab", "new", "diff", "flow", "owners", "explain", "demo", "schema", "notebooks"):
        assert re.search(rf"^ {{2,4}}{command}\b", told, re.MULTILINE), command
    assert juncture("--version").stdout == f"juncture {__version__}\n"


def test_a_reader_that_leaves_is_no_error(demo):
    command = f"{sys.executable} -m juncture explain | head -1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert result.stderr == ""


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from juncture.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'yaml', 'pandas', 'nbformat', 'papermill', 'jinja2', 'ast_grep_py', 'google.protobuf', 'IPython'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
