"""Jobs as contracts: recognised, compared setting by setting, schedules by the moments at which they fire."""

import json
from typing import Any

import pytest
import yaml

from juncture.contracts.diff import compare
from juncture.contracts.job.containers import Image, parse_image
from juncture.contracts.job.format import FORMAT
from juncture.contracts.job.parts import Part, parse_part
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError
from juncture.facts.rule import family

CONTAINER: dict[str, Any] = {"name": "main", "image": "registry.example:5000/team/report:1.4.2"}


def cron_job(
    run: dict[str, Any] | None = None,
    pod: dict[str, Any] | None = None,
    container: dict[str, Any] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    template = {"restartPolicy": "Never", "containers": [CONTAINER | (container or {})], **(pod or {})}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "report"},
        "spec": {"schedule": "0 2 * * *", "jobTemplate": {"spec": {"template": {"spec": template}, **(run or {})}}}
        | spec,
    }


def job(container: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    template = {"spec": {"restartPolicy": "Never", "containers": [CONTAINER | (container or {})]}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "report"},
        "spec": {"template": template, **spec},
    }


def renamed(value: dict[str, Any], **metadata: str) -> dict[str, Any]:
    return value | {"metadata": value["metadata"] | metadata}


def env(name: str, value: Any = "1") -> dict[str, Any]:
    return {"env": [{"name": name, **({"value": value} if isinstance(value, str) else {"valueFrom": value})}]}


def limits(**amounts: Any) -> dict[str, Any]:
    return {"resources": {"limits": amounts}}


SECRET = {"secretKeyRef": {"name": "db", "key": "password"}}
MAYBE = {"secretKeyRef": {"name": "db", "key": "password", "optional": True}}
MOUNT = {"name": "data", "mountPath": "/data"}
ADDED = {"containers": [CONTAINER, CONTAINER | {"name": "proxy"}]}

CASES: list[tuple[str, str, Any, Any]] = [
    ("job-removed", "CronJob/report", cron_job(), None),
    ("job-added", "CronJob/report", None, cron_job()),
    ("job-renamed", "CronJob/digest", cron_job(), renamed(cron_job(), name="digest")),
    ("kind-changed", "Job/report", cron_job(), job()),
    ("namespace-changed", "CronJob/report", cron_job(), renamed(cron_job(), namespace="ops")),
    ("job-immutable", "Job/report", job(), job({"image": "registry.example:5000/team/report:1.4.3"})),
    ("schedule-changed", "CronJob/report.schedule", cron_job(), cron_job(schedule="0 3 * * *")),
    ("schedule-never", "CronJob/report.schedule", cron_job(), cron_job(schedule="0 0 31 6 *")),
    ("schedule-invalid", "CronJob/report.schedule", cron_job(), cron_job(schedule="0 0 * * 7")),
    ("cannot-prove", "CronJob/report.schedule", cron_job(), cron_job(schedule="${SCHEDULE}")),
    ("time-zone-changed", "CronJob/report.timeZone", cron_job(), cron_job(timeZone="Asia/Tokyo")),
    ("time-zone-invalid", "CronJob/report.timeZone", cron_job(), cron_job(timeZone="Local")),
    ("suspended", "CronJob/report.suspend", cron_job(), cron_job(suspend=True)),
    ("suspended", "Job/report.suspend", job(), job(suspend=True)),
    ("suspended", "CronJob/report.parallelism", cron_job(), cron_job({"parallelism": 0})),
    ("resumed", "CronJob/report.suspend", cron_job(suspend=True), cron_job()),
    ("concurrency-allowed", "CronJob/report.concurrencyPolicy", cron_job(concurrencyPolicy="Forbid"), cron_job()),
    ("concurrency-forbidden", "CronJob/report.concurrencyPolicy", cron_job(), cron_job(concurrencyPolicy="Forbid")),
    ("concurrency-replaced", "CronJob/report.concurrencyPolicy", cron_job(), cron_job(concurrencyPolicy="Replace")),
    ("starting-deadline-too-short", "CronJob/report.startingDeadlineSeconds", cron_job(),
     cron_job(startingDeadlineSeconds=5)),
    ("starting-deadline-tightened", "CronJob/report.startingDeadlineSeconds", cron_job(),
     cron_job(startingDeadlineSeconds=60)),
    ("starting-deadline-loosened", "CronJob/report.startingDeadlineSeconds", cron_job(startingDeadlineSeconds=60),
     cron_job()),
    ("active-deadline-tightened", "CronJob/report.activeDeadlineSeconds", cron_job({"activeDeadlineSeconds": 60}),
     cron_job({"activeDeadlineSeconds": 30})),
    ("active-deadline-loosened", "CronJob/report.activeDeadlineSeconds", cron_job({"activeDeadlineSeconds": 30}),
     cron_job({"activeDeadlineSeconds": 60})),
    ("active-deadline-removed", "CronJob/report.activeDeadlineSeconds", cron_job({"activeDeadlineSeconds": 30}),
     cron_job()),
    ("retries-lowered", "CronJob/report.backoffLimit", cron_job(), cron_job({"backoffLimit": 0})),
    ("retries-introduced", "CronJob/report.backoffLimit", cron_job({"backoffLimit": 0}), cron_job()),
    ("retries-raised", "CronJob/report.backoffLimit", cron_job(), cron_job({"backoffLimit": 9})),
    ("completions-changed", "CronJob/report.completions", cron_job(), cron_job({"completions": 4})),
    ("completion-mode-changed", "CronJob/report.completionMode", cron_job(), cron_job({"completionMode": "Indexed"})),
    ("parallelism-raised", "CronJob/report.parallelism", cron_job(), cron_job({"parallelism": 2})),
    ("parallelism-lowered", "CronJob/report.parallelism", cron_job({"parallelism": 2}), cron_job()),
    ("ttl-tightened", "Job/report.ttlSecondsAfterFinished", job(), job(ttlSecondsAfterFinished=0)),
    ("ttl-loosened", "Job/report.ttlSecondsAfterFinished", job(ttlSecondsAfterFinished=60), job()),
    ("history-changed", "CronJob/report.successfulJobsHistoryLimit", cron_job(),
     cron_job(successfulJobsHistoryLimit=1)),
    ("history-dropped", "CronJob/report.failedJobsHistoryLimit", cron_job(), cron_job(failedJobsHistoryLimit=0)),
    ("restart-policy-changed", "CronJob/report.restartPolicy", cron_job(),
     cron_job(pod={"restartPolicy": "OnFailure"})),
    ("restart-policy-invalid", "CronJob/report.restartPolicy", cron_job(), cron_job(pod={"restartPolicy": "Always"})),
    ("service-account-changed", "CronJob/report.serviceAccountName", cron_job(),
     cron_job(pod={"serviceAccountName": "reporter"})),
    ("container-added", "CronJob/report/proxy", cron_job(), cron_job(pod=ADDED)),
    ("container-removed", "CronJob/report/proxy", cron_job(pod=ADDED), cron_job()),
    ("image-replaced", "CronJob/report/main.image", cron_job(), cron_job(container={"image": "team/other:1.4.2"})),
    ("image-major-changed", "CronJob/report/main.image", cron_job(),
     cron_job(container={"image": "registry.example:5000/team/report:2.0.0"})),
    ("image-updated", "CronJob/report/main.image", cron_job(),
     cron_job(container={"image": "registry.example:5000/team/report:1.5.0"})),
    ("image-unpinned", "CronJob/report/main.image", cron_job(),
     cron_job(container={"image": "registry.example:5000/team/report"})),
    ("command-changed", "CronJob/report/main.command", cron_job(), cron_job(container={"command": ["/bin/report"]})),
    ("arguments-changed", "CronJob/report/main.args", cron_job(), cron_job(container={"args": ["--all"]})),
    ("env-added", "CronJob/report/main.env[A]", cron_job(), cron_job(container=env("A"))),
    ("env-added", "CronJob/report/main.env[A]", cron_job(), cron_job(container=env("A", MAYBE))),
    ("env-removed", "CronJob/report/main.env[A]", cron_job(container=env("A")), cron_job()),
    ("env-changed", "CronJob/report/main.env[A]", cron_job(container=env("A")), cron_job(container=env("A", "2"))),
    ("key-required", "CronJob/report/main.env[A]", cron_job(), cron_job(container=env("A", SECRET))),
    ("key-required", "CronJob/report/main.envFrom[secret db]", cron_job(),
     cron_job(container={"envFrom": [{"secretRef": {"name": "db"}}]})),
    ("mount-added", "CronJob/report/main.volumeMounts[/data]", cron_job(),
     cron_job(container={"volumeMounts": [MOUNT]})),
    ("mount-removed", "CronJob/report/main.volumeMounts[/data]", cron_job(container={"volumeMounts": [MOUNT]}),
     cron_job()),
    ("mount-changed", "CronJob/report/main.volumeMounts[/data]", cron_job(container={"volumeMounts": [MOUNT]}),
     cron_job(container={"volumeMounts": [MOUNT | {"readOnly": True}]})),
    ("volume-added", "CronJob/report.volumes[data]", cron_job(),
     cron_job(pod={"volumes": [{"name": "data", "emptyDir": {}}]})),
    ("volume-required", "CronJob/report.volumes[data]", cron_job(),
     cron_job(pod={"volumes": [{"name": "data", "secret": {"secretName": "db"}}]})),
    ("volume-changed", "CronJob/report.volumes[data]", cron_job(pod={"volumes": [{"name": "data", "emptyDir": {}}]}),
     cron_job(pod={"volumes": [{"name": "data", "emptyDir": {"medium": "Memory"}}]})),
    ("volume-removed", "CronJob/report.volumes[data]", cron_job(pod={"volumes": [{"name": "data", "emptyDir": {}}]}),
     cron_job()),
    ("resources-lowered", "CronJob/report/main.resources[limits.memory]", cron_job(container=limits(memory="512Mi")),
     cron_job(container=limits(memory="64Mi"))),
    ("resources-raised", "CronJob/report/main.resources[limits.memory]", cron_job(container=limits(memory="64Mi")),
     cron_job(container=limits(memory="512Mi"))),
    ("resources-lowered", "CronJob/report.resources[limits.cpu]", cron_job(), cron_job(pod=limits(cpu="500m"))),
    ("cannot-prove", "CronJob/report/main.resources[limits.cpu]", cron_job(container=limits(cpu="1")),
     cron_job(container=limits(cpu="${CPU}"))),
    ("cannot-prove", "CronJob/report.backoffLimit", cron_job(), cron_job({"backoffLimit": "$(RETRIES)"})),
]  # fmt: skip


def side(value: Any) -> dict[str, bytes]:
    return {} if value is None else {"report.yaml": yaml.safe_dump(value).encode()}


def changes(old: Any, new: Any, **options: Any) -> list[ContractChange]:
    return compare(side(old), side(new), format="job", **options)


@pytest.mark.parametrize(("rule", "part", "old", "new"), CASES)
def test_a_change_is_told_by_its_rule_and_part(rule: str, part: str, old: Any, new: Any) -> None:
    found = changes(old, new)
    assert (f"job/{rule}", part) in [(each.rule, each.part) for each in found]
    assert all(str(parse_part(each.part)) == each.part for each in found)
    assert len({(each.rule, each.part) for each in found}) == len(found)


def test_every_rule_has_its_case() -> None:
    assert {f"job/{rule}" for rule, *_ in CASES} == set(family("job")) - {"job/job-moved"}


def test_a_default_that_is_written_out_changes_nothing() -> None:
    spelt = cron_job(
        {"backoffLimit": 6, "parallelism": 1, "completionMode": "NonIndexed"},
        {"serviceAccountName": "default"},
        suspend=False,
        concurrencyPolicy="Allow",
        schedule="00 02 ? 1-12 *",
        successfulJobsHistoryLimit=3,
    )
    assert changes(cron_job(), spelt) == []
    assert compare(side(cron_job()), {"report.yaml": json.dumps(cron_job(), indent=1).encode()}, format="job") == []


def test_a_schedule_is_compared_by_its_next_fire_times() -> None:
    (change,) = changes(cron_job(schedule="0 23 * * *"), cron_job(schedule="0 9 * * *"), as_of="2026-08-10")
    assert (change.compatibility, change.proof) == ("risky", "by-rule")
    assert change.witness
    assert change.witness.kind == "schedule"
    assert change.witness.text.splitlines() == [
        "old   Mon 2026-08-10 23:00 UTC, Tue 2026-08-11 23:00 UTC, Wed 2026-08-12 23:00 UTC",
        "new   Mon 2026-08-10 09:00 UTC, Tue 2026-08-11 09:00 UTC, Wed 2026-08-12 09:00 UTC",
        "fires at once where it is deployed between 2026-08-10 09:00 and 2026-08-10 23:00 UTC",
    ]


def test_a_starting_deadline_ends_the_window_in_which_it_fires_at_once() -> None:
    old, new = (cron_job(schedule=f"0 {hour} * * *", startingDeadlineSeconds=600) for hour in (23, 9))
    (change,) = changes(old, new, as_of="2026-08-10")
    assert change.witness
    assert change.witness.text.endswith("between 2026-08-10 09:00 and 2026-08-10 09:10 UTC")


def test_a_rarer_schedule_of_the_same_times_does_not_fire_at_once() -> None:
    (change,) = changes(cron_job(schedule="0 * * * *"), cron_job(schedule="0 9 * * *"), as_of="2026-08-10")
    assert change.witness
    assert "at once" not in change.witness.text


def test_a_time_zone_is_shown_in_its_own_clock() -> None:
    (change,) = changes(cron_job(), cron_job(timeZone="Europe/Berlin"), as_of="2026-10-23")
    assert change.witness
    assert change.witness.text.splitlines()[1] == (
        "new   Sat 2026-10-24 02:00 CEST, Sun 2026-10-25 02:00 CEST, Sun 2026-10-25 02:00 CET"
    )


@pytest.mark.parametrize("options", [{}, {"as_of": "2026-08-10", "witnesses": False}])
def test_fire_times_are_told_only_when_asked_for(options: dict[str, Any]) -> None:
    (change,) = changes(cron_job(), cron_job(schedule="0 3 * * *"), **options)
    assert change.witness is None


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="tomorrow is no date"):
        changes(cron_job(), cron_job(schedule="0 3 * * *"), as_of="tomorrow")


def test_only_the_runs_that_are_lost_or_gained_are_shown() -> None:
    daily, weekdays = cron_job(), cron_job(schedule="0 2 * * 1-5")
    (lost,) = changes(daily, weekdays, as_of="2026-11-24")
    assert lost.witness
    assert lost.witness.text.splitlines() == [
        "old   Sat 2026-11-28 02:00 UTC, Sun 2026-11-29 02:00 UTC, Sat 2026-12-05 02:00 UTC",
        "new   no run",
    ]
    (gained,) = changes(weekdays, daily, as_of="2026-11-24")
    assert gained.witness
    assert gained.witness.text.splitlines() == [
        "old   no run",
        "new   Sat 2026-11-28 02:00 UTC, Sun 2026-11-29 02:00 UTC, Sat 2026-12-05 02:00 UTC",
        "fires at once where it is deployed between 2026-11-28 02:00 and 2026-11-30 02:00 UTC",
    ]


def test_a_run_that_is_lost_long_after_is_found() -> None:
    (change,) = changes(cron_job(schedule="* * * * *"), cron_job(schedule="* * * 1-11 *"), as_of="2026-01-01")
    assert change.witness and change.witness.old_verdict == "Tue 2026-12-01 00:00 UTC"


def test_a_zone_in_which_every_run_is_at_the_same_moment_shows_none() -> None:
    old, new = cron_job(schedule="0 * * * *"), cron_job(schedule="0 * * * *", timeZone="Europe/London")
    (change,) = changes(old, new, as_of="2026-11-24")
    assert (change.rule, change.witness) == ("job/time-zone-changed", None)


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ({"startingDeadlineSeconds": 5}, "between 2026-08-10 09:00:00 and 2026-08-10 09:00:05 UTC"),
        ({"startingDeadlineSeconds": 0}, ""),
        ({"suspend": True}, ""),
    ],
)
def test_a_window_in_which_it_fires_at_once_has_a_length(said: dict[str, Any], window: str) -> None:
    old, new = (cron_job(schedule=f"0 {hour} * * *", **said) for hour in (23, 9))
    (change,) = changes(old, new, as_of="2026-08-10")
    assert change.witness
    assert change.witness.text.endswith(window)
    assert ("at once" in change.witness.text) == bool(window)


MANIFEST = """# two jobs and what they need
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "0 2 * * *"
---
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate.db
spec:
  backoffLimit: 2
"""


def test_each_job_of_a_file_has_its_lines_and_other_objects_are_left_alone() -> None:
    new = MANIFEST.replace("{name: settings}", "{name: other}").replace('"0 2', '\n    "0 3').replace(": 2\n", ": 1\n")
    found = compare({"a.yaml": MANIFEST.encode()}, {"a.yaml": new.encode()})
    assert [(each.part, each.cause_old and each.cause_old.line, each.cause and each.cause.line) for each in found] == [
        ("CronJob/report.schedule", 11, 11),
        ("Job/migrate%2Edb.backoffLimit", 18, 19),
    ]


def test_a_job_that_moves_to_another_file_is_the_same_job() -> None:
    found = compare(side(cron_job()), {"jobs/report.yaml": side(cron_job(suspend=True))["report.yaml"]})
    assert [each.rule for each in found] == ["job/suspended", "job/job-moved"]


def test_a_job_of_a_list_is_found() -> None:
    listed = {"apiVersion": "v1", "kind": "List", "items": [cron_job()]}
    (change,) = changes(listed, {**listed, "items": [cron_job(suspend=True)]})
    assert change.part == "CronJob/report.suspend"


def test_a_value_that_may_be_a_secret_is_not_shown() -> None:
    old, new = (cron_job(container=env("DB_PASSWORD", value)) for value in ("hunter2", "hunter3"))
    (change,) = changes(old, new)
    assert "hunter" not in change.old + change.new


def test_a_job_without_a_name_is_refused_with_its_line() -> None:
    wrong = MANIFEST.replace("  name: migrate.db\n", "  labels: {}\n")
    with pytest.raises(InputError) as error:
        FORMAT.surface("a.yaml", wrong.encode())
    assert str(error.value) == "a.yaml:13: a Job without metadata.name"


HELM = MANIFEST.replace('"0 2 * * *"', "{{ .Values.schedule }}")


@pytest.mark.parametrize(
    ("path", "content", "is_job"),
    [
        ("a.yaml", MANIFEST, True),
        ("a.yml", MANIFEST.replace("\n", "\r\n"), True),
        ("a.json", json.dumps(cron_job(), separators=(",", ":")), True),
        ("a.yaml", HELM, False),
        ("a.yaml", MANIFEST.replace("spec:", "spec: # {{ not helm }}"), True),
        ("a.yaml", "kind: Job\napiVersion: example.com/v1\n", False),
        ("a.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    kind: Job\n    apiVersion: batch/v1\n", False),
        ("a.txt", MANIFEST, False),
    ],
)
def test_a_job_is_recognised_from_its_content(path: str, content: str, is_job: bool) -> None:
    assert FORMAT.recognises(path, content.encode()) is is_job


def test_the_surface_names_each_job_with_its_line() -> None:
    surface = FORMAT.surface("a.yaml", MANIFEST.encode())
    assert [(each.name, each.line) for each in surface.operations] == [("CronJob/report", 9), ("Job/migrate%2Edb", 16)]
    assert surface.digest == FORMAT.surface("a.yaml", MANIFEST.replace("settings", "other").encode()).digest


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("report", Image("report", "", "")),
        ("registry.example:5000/team/report", Image("registry.example:5000/team/report", "", "")),
        ("team/report:1.2@sha256:ab", Image("team/report", "1.2", "sha256:ab")),
    ],
)
def test_an_image_reference_has_its_parts(text: str, image: Image) -> None:
    assert parse_image(text) == image


def test_a_part_with_any_key_is_parsed_back() -> None:
    part = Part("Job", "a.b/c", "main", "env", "A[0] %")
    assert parse_part(str(part)) == part


@pytest.mark.parametrize("text", ["", "Deployment/a", "Job/", "Job/a.b.c", "Job/a.env[", "Job/a/b/c"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_part(text)
