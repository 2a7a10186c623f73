"""What a job's pods ask for, and what of them is not judged: nothing that differs goes without a word."""

from typing import Any

import pytest
import yaml

from juncture.contracts.diff import compare
from juncture.contracts.job.parts import parse_part
from juncture.contracts.job.resources import quantity
from juncture.contracts.model import ContractChange

CONTAINER: dict[str, Any] = {"name": "main", "image": "registry.example:5000/team/report:1.4.2"}
INIT = [{"name": name, "image": "team/tool:1.0.0"} for name in ("fetch", "unpack")]


def cron_job(
    run: dict[str, Any] | None = None, pod: dict[str, Any] | None = None, container: dict[str, Any] | None = None
) -> dict[str, Any]:
    template = {"spec": {"restartPolicy": "Never", "containers": [CONTAINER | (container or {})], **(pod or {})}}
    spec = {"schedule": "0 2 * * *", "jobTemplate": {"spec": {"template": template, **(run or {})}}}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "report"}, "spec": spec}


def limits(**amounts: Any) -> dict[str, Any]:
    return {"resources": {"limits": amounts}}


def changes(old: Any, new: Any) -> list[ContractChange]:
    before, after = ({"report.yaml": yaml.safe_dump(each).encode()} for each in (old, new))
    return compare(before, after, format="job")


def told(old: Any, new: Any) -> list[tuple[str, str]]:
    return [(each.rule, each.part) for each in changes(old, new)]


def asked(**amounts: Any) -> dict[str, Any]:
    return {"resources": {"requests": amounts}}


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("1Gi", "1024Mi"),
        ("1k", "1000"),
        ("0.5", "500m"),
        ("1e3", "1k"),
        ("1E", "1000P"),
        ("1.5Ki", "1536"),
        ("250000u", "250m"),
        (".5M", "500k"),
    ],
)
def test_quantities_are_numbers(written: str, same: str) -> None:
    assert quantity(written) == quantity(same) is not None
    assert told(cron_job(container=limits(memory=written)), cron_job(container=limits(memory=same))) == []


@pytest.mark.parametrize("text", ["", "1Q", "-1", "1e", "${MEMORY}", "1 Gi", "1e99999", "9" * 100, "true", "inf"])
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert quantity(text) is None


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (asked(cpu="500m"), asked(cpu="0.25"), "resources-lowered"),
        (asked(cpu=1), asked(cpu=2), "resources-raised"),
        (asked(memory="1Gi"), {}, "resources-lowered"),
        ({}, asked(memory="1Gi"), "resources-raised"),
        ({}, limits(memory="1Gi"), "resources-lowered"),
        (limits(memory="1Gi"), {}, "resources-raised"),
        (limits(**{"ephemeral-storage": "2Gi"}), limits(**{"ephemeral-storage": "2G"}), "resources-lowered"),
    ],
)
def test_less_is_risky_and_more_is_not(old: dict[str, Any], new: dict[str, Any], rule: str) -> None:
    (change,) = changes(cron_job(container=old), cron_job(container=new))
    assert change.rule == f"job/{rule}"
    assert change.compatibility == ("risky" if rule == "resources-lowered" else "compatible")


def test_a_request_is_the_limit_where_nothing_is_said() -> None:
    written = {"resources": {"limits": {"memory": "1Gi"}, "requests": {"memory": "1024Mi"}}}
    assert told(cron_job(container=limits(memory="1Gi")), cron_job(container=written)) == []


POD_FIELDS: list[tuple[str, Any]] = [
    ("nodeSelector", {"disk": "ssd"}),
    ("tolerations", [{"key": "gpu", "operator": "Exists"}]),
    ("affinity", {"nodeAffinity": {}}),
    ("securityContext", {"runAsUser": 0}),
    ("hostNetwork", True),
    ("priorityClassName", "low"),
    ("automountServiceAccountToken", False),
    ("terminationGracePeriodSeconds", 5),
    ("activeDeadlineSeconds", 60),
    ("imagePullSecrets", [{"name": "registry"}]),
    ("runtimeClassName", "gvisor"),
]
CONTAINER_FIELDS: list[tuple[str, Any]] = [
    ("imagePullPolicy", "Never"),
    ("livenessProbe", {"exec": {"command": ["true"]}}),
    ("securityContext", {"privileged": True}),
    ("lifecycle", {"preStop": {"exec": {"command": ["sync"]}}}),
    ("workingDir", "/work"),
    ("ports", [{"containerPort": 80}]),
]


@pytest.mark.parametrize(("field", "value"), POD_FIELDS)
def test_a_field_of_the_pods_that_is_not_judged_is_told(field: str, value: Any) -> None:
    expected = [("job/cannot-prove", f"CronJob/report.{field}")]
    assert told(cron_job(), cron_job(pod={field: value})) == expected
    assert told(cron_job(pod={field: value}), cron_job()) == expected


@pytest.mark.parametrize(("field", "value"), CONTAINER_FIELDS)
def test_a_field_of_a_container_that_is_not_judged_is_told(field: str, value: Any) -> None:
    expected = [("job/cannot-prove", f"CronJob/report/main.{field}")]
    assert told(cron_job(), cron_job(container={field: value})) == expected
    pods = [{"initContainers": [{**CONTAINER, "name": "main2"} | each]} for each in ({}, {field: value})]
    assert told(cron_job(pod=pods[0]), cron_job(pod=pods[1])) == [("job/cannot-prove", f"CronJob/report/main2.{field}")]


def test_a_field_of_the_run_that_is_not_judged_is_told() -> None:
    policy = {"podFailurePolicy": {"rules": []}}
    assert told(cron_job(), cron_job(policy)) == [("job/cannot-prove", "CronJob/report.podFailurePolicy")]
    assert told(cron_job(), cron_job({"suspend": True})) == [("job/cannot-prove", "CronJob/report.suspend")]
    jobs = [{**cron_job(), "kind": "Job", "spec": {"template": {}, **each}} for each in ({}, {"managedBy": "queue"})]
    assert told(*jobs) == [("job/cannot-prove", "Job/report.managedBy")]


def test_a_key_that_is_no_field_has_a_part_all_the_same() -> None:
    ((_, part),) = told(cron_job(), cron_job(pod={"x-[1]": 1}))
    assert part == "CronJob/report.spec[x-%5B1%5D]"
    assert str(parse_part(part)) == part


def test_other_claims_and_ways_to_mount_are_told() -> None:
    claims = {"resources": {"claims": [{"name": "gpu"}]}}
    assert told(cron_job(), cron_job(container=claims)) == [
        ("job/cannot-prove", "CronJob/report/main.resources[claims]")
    ]
    mount = {"name": "data", "mountPath": "/data"}
    pair = [cron_job(container={"volumeMounts": [mount | each]}) for each in ({}, {"subPathExpr": "$(DAY)"})]
    assert told(*pair) == [("job/mount-changed", "CronJob/report/main.volumeMounts[/data]")]


def test_containers_that_prepare_a_run_in_another_order_are_told() -> None:
    pods = [cron_job(pod={"initContainers": each}) for each in (INIT, INIT[::-1])]
    assert told(*pods) == [("job/cannot-prove", "CronJob/report.initContainers")]


def test_a_list_that_another_file_fills_in_is_told() -> None:
    assert told(cron_job(), cron_job(container={"env": "${ENV}"})) == [("job/cannot-prove", "CronJob/report/main.env")]


def test_a_default_that_is_written_out_and_labels_change_nothing() -> None:
    spelt = cron_job(
        pod={
            "dnsPolicy": "ClusterFirst",
            "terminationGracePeriodSeconds": 30,
            "securityContext": {},
            "tolerations": [],
        },
        container={"imagePullPolicy": "IfNotPresent", "tty": False, "resources": {}},
    )
    spelt["spec"]["jobTemplate"]["metadata"] = {"labels": {"app": "report"}}
    spelt["spec"]["jobTemplate"]["spec"]["template"]["metadata"] = {"annotations": {"note": "x"}}
    spelt["metadata"]["annotations"] = {"note": "y"}
    assert told(cron_job(), spelt) == []


def test_the_default_of_when_an_image_is_pulled_follows_its_tag() -> None:
    latest = {"image": "registry.example:5000/team/report:latest"}
    said = cron_job(container={**latest, "imagePullPolicy": "Always"})
    assert told(cron_job(container=latest), said) == []
    assert told(cron_job(), cron_job(container=latest)) == [("job/image-unpinned", "CronJob/report/main.image")]
