"""``--evidence``: whoever hands in a folder is told how much of it was read, and why the rest was not."""

import json

import pytest

SERVICES = {"web/Dockerfile": "FROM x\n", "cart/Dockerfile": "FROM x\n", "web/web.py": "X = 1\n"}


def span(name: str, process: str, parent: str = "") -> dict[str, object]:
    references = [{"refType": "CHILD_OF", "traceID": "a1", "spanID": parent}] if parent else []
    return {"traceID": "a1", "spanID": name, "operationName": "GET /", "references": references, "processID": process}


@pytest.fixture
def folder(tmp_path):
    """What a person may hand in: a trace as Jaeger's UI saves it, a broken file, another tool's file, notes."""
    processes = {"p1": {"serviceName": "web"}, "p2": {"serviceName": "cart"}, "p3": {"serviceName": "redis-manual"}}
    spans = [span("01", "p1"), span("02", "p2", "01"), span("03", "p3", "02")]
    files = {
        "traces/saved.json": json.dumps({"data": [{"traceID": "a1", "spans": spans, "processes": processes}]}),
        "broken.json": "{broken\n",
        "package.json": '{"name": "x"}',
        "notes.md": "x",
    }
    for path, content in files.items():
        file = tmp_path / "evidence" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return str(tmp_path / "evidence")


READ = "juncture: evidence: 1 file of telemetry and 0 Pact files read: 3 spans, 1 edge proven; 3 files unread"


def test_flow_shows_what_was_observed_and_how_much_was_read(juncture, repository, folder):
    repository.commit(SERVICES)
    result = juncture("flow", "--repo", str(repository.folder), "--evidence", folder)
    assert result.stdout == "· web → cart  sync  observed  --evidence/traces/saved.json:1\n"
    read, stranger, *unread = result.stderr.splitlines()
    assert read == READ
    assert "`redis-manual` is the name of no service here" in stranger
    assert "`aliases` in juncture.yaml" in stranger
    assert [line.removeprefix("juncture: unread: --evidence/").partition(": ")[::2] for line in unread] == [
        ("broken.json", "not JSON: unexpected character, expected a string key (line 1)"),
        ("notes.md", "not read as evidence: its name ends in none of .json, .jsonl, .ndjson"),
        ("package.json", "neither a Pact file nor OTLP/JSON or Jaeger traces nor Jaeger dependencies"),
    ]


def test_what_is_printed_for_programs_stays_theirs(juncture, repository, folder):
    repository.commit(SERVICES)
    result = juncture("flow", "--repo", str(repository.folder), "--evidence", folder, "--format", "json")
    (link,) = json.loads(result.stdout)["links"]
    assert ["observed"] in link
    assert READ in result.stderr


def test_alone_it_counts_what_is_proven_and_names_what_is_unread(juncture, repository, folder):
    repository.commit(SERVICES)
    result = juncture("--repo", str(repository.folder), "--evidence", folder)
    assert "1 call edge, 0 topic ends. Unread: 3 files.\n  --evidence/broken.json: not JSON: " in result.stdout
    assert READ in result.stderr


def test_a_review_says_it_and_no_unread_evidence_is_an_error_of_the_change(juncture, repository, tmp_path, folder):
    """Though a file of the change has the name of one that could not be read."""
    base = repository.commit(SERVICES)
    repository.commit({"package.json": '{"name": "y"}', "broken.json": "{}"})
    result = juncture(
        "review", "--repo", str(repository.folder), "--base", base, "--evidence", folder, "--out", "packet"
    )
    assert result.returncode == 0
    assert READ in result.stderr
    review = json.loads((tmp_path / "packet/review.json").read_text())
    assert [one["path"] for one in review["unread"]] == [
        "--evidence/broken.json",
        "--evidence/notes.md",
        "--evidence/package.json",
    ]
    assert review["verdict"] != "error"
    page = " ".join((tmp_path / "packet/index.html").read_text().split())
    assert READ.removeprefix("juncture: ") in page


def test_it_stands_before_the_command_or_after_it_and_is_refused_where_nothing_is_read_of_it(
    juncture, repository, folder
):
    repository.commit(SERVICES)
    before = juncture("--evidence", folder, "flow", "--repo", str(repository.folder))
    assert "observed" in before.stdout
    refused = juncture("--evidence", folder, "owners", "web", "--repo", str(repository.folder))
    assert refused.returncode == 2
    assert "--evidence is read by juncture alone, flow and review; owners takes none" in refused.stderr


def test_a_folder_that_is_none_is_refused(juncture, repository):
    repository.commit(SERVICES)
    result = juncture("flow", "--repo", str(repository.folder), "--evidence", "nowhere")
    assert result.returncode == 2
    assert "nowhere: no such folder" in result.stderr


@pytest.mark.parametrize("command", [[], ["flow"], ["review"]])
def test_help_says_which_files_are_expected(juncture, command):
    told = " ".join(juncture(*command, "--help").stdout.split())
    for form in ("Pact files", "OTLP/JSON traces", "/api/traces", "/api/dependencies", ".jsonl"):
        assert form in told


def test_what_was_handed_in_before_is_not_remembered(juncture, repository, folder, tmp_path):
    repository.commit(SERVICES)
    flow = ("flow", "--repo", str(repository.folder))
    with_traces = juncture(*flow, "--evidence", folder).stdout
    assert juncture(*flow).stdout == "No edges.\n"
    (tmp_path / "evidence/traces/saved.json").write_text('[{"parent": "cart", "child": "web", "callCount": 1}]')
    other = juncture(*flow, "--evidence", folder).stdout
    assert ("web → cart" in with_traces, "cart → web" in other, "web → cart" in other) == (True, True, False)
