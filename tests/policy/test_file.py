"""The policy file is read strictly over the built-in default; a nested one can only tighten."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.facts.problem import InputError
from juncture.policy.file import assemble, builtin, is_policy, load, tighten
from juncture.policy.model import Policy
from juncture.policy.schema import schema

STARTER = Path(__file__).parents[2] / "templates" / "juncture.yaml"


def problems(text: str, path: str = "juncture.yaml") -> list[str]:
    with pytest.raises(InputError) as caught:
        load(path, text.encode())
    return [str(problem) for problem in caught.value.problems]


def areas(policy: Policy) -> list[str]:
    return [area.id for area in policy.protected]


def test_without_a_file_the_built_in_areas_hold_and_nothing_is_enforced() -> None:
    assert areas(builtin()) == ["billing", "compliance", "core-auth", "shared-schemas"]
    assert builtin().mode == "observe"
    assert {area.source for area in builtin().protected} == {"built-in"}
    assert assemble({}) == builtin()


def test_a_file_adds_replaces_and_switches_off_areas() -> None:
    policy = load(
        "juncture.yaml",
        b"mode: enforce\n"
        b"protected:\n"
        b"  billing:\n"
        b"    reason: money\n"
        b"    paths: [money/**]\n"
        b"    approvers: [money-people]\n"
        b"  search:\n"
        b"    reason: ranking\n"
        b"    paths: [search/]\n"
        b"unprotected: [compliance]\n"
        b'groups: {money-people: ["@ann"]}\n',
    )
    assert areas(policy) == ["billing", "core-auth", "search", "shared-schemas"]
    billing = policy.protected[0]
    assert (billing.paths, billing.source, billing.line) == (("money/**",), "juncture.yaml", 3)
    assert policy.mode == "enforce"
    assert policy.stability == builtin().stability, "what the file does not say stays built in"


def test_everything_that_has_the_wrong_form_is_told_at_once() -> None:
    assert problems(
        "mode: obsrve\n"
        "protectd: {}\n"
        "approvals: {days: 90}\n"
        "severities: {policy/waiver-expired: blok}\n"
        "waivers:\n"
        "  - fingerprint: 3f2a\n"
        '    reason: ""\n'
        "    owner: ann\n"
        "    expires: 2026-1-1\n"
    ) == [
        "juncture.yaml:1: mode is 'obsrve'; allowed: enforce, observe; did you mean 'observe'?",
        "juncture.yaml:2: unknown key 'protectd'; allowed: aliases, approvals, approvers, baseline, domains, evidence, "
        "groups, mode, protected, public, readers, redirects, released, severities, signers, stability, unprotected, "
        "utilities, validation, waivers, wire_only; did you mean 'protected'?",
        "juncture.yaml:3: approvals.days is 90; at most 30 is allowed",
        "juncture.yaml:4: severities.policy/waiver-expired is 'blok'; allowed: block, note, off, warn; "
        "did you mean 'block'?",
        "juncture.yaml:6: waivers[0] lacks 'ticket'; it is required",
        "juncture.yaml:6: waivers[0].fingerprint is '3f2a'; expected: the 64 hex digits of a finding's fingerprint",
        "juncture.yaml:7: waivers[0].reason is empty; text is expected",
        "juncture.yaml:9: waivers[0].expires is '2026-1-1'; expected: a date, YYYY-MM-DD",
    ]


def test_everything_that_makes_no_sense_is_told_at_once() -> None:
    assert problems(
        "unprotected: [billng]\n"
        "severities:\n"
        "  policy/waiver-expird: warn\n"
        "approvers: [ann]\n"
        "groups:\n"
        '  billing-approvers: ["@ann", "*"]\n'
        "protected:\n"
        "  governance: {reason: x}\n"
        "  money:\n"
        "    reason: x\n"
        "    paths:\n"
        "      - /money\n"
        "    approvers: [billing-aprovers]\n"
        "  tax: {reason: x, paths: [tax/], approvers: ['@ann'], min: 2}\n"
        "signers: {'*': [ssh-rsa x]}\n"
        "validation: {cart: [[]]}\n"
        "readers: [{paths: [a], pattern: call}]\n"
    ) == [
        "juncture.yaml:1: 'billng' is no built-in area; allowed: billing, compliance, core-auth, shared-schemas",
        "juncture.yaml:3: no rule is called 'policy/waiver-expird'; did you mean 'policy/waiver-expired'?",
        "juncture.yaml:4: 'ann' is no approver; @login, @org/team, an address or a name under groups is expected",
        "juncture.yaml:6: '*' is no approver; @login, @org/team, an address or a name under groups is expected",
        "juncture.yaml:8: area 'governance' selects nothing; say paths, packages, contracts or data",
        "juncture.yaml:8: area 'governance'; an id of lower case letters, digits and - is expected, and none of "
        "break, foreign-ownership, governance",
        "juncture.yaml:9: 'billing-aprovers' is no approver; @login, @org/team, an address or a name under groups is "
        "expected; did you mean 'billing-approvers'?",
        "juncture.yaml:12: glob '/money': a glob is a path from the repository's root with / between; **, *, ? and "
        "{a,b} are known",
        "juncture.yaml:14: area 'tax' asks for 2 approvers and names 1",
        "juncture.yaml:15: keys of '*'; public SSH keys are expected: ssh-ed25519 AAAA…",
        "juncture.yaml:15: signer '*'; @login or an address is expected",
        "juncture.yaml:16: an empty command; each is a list: [pytest, tests]",
        "juncture.yaml:17: the text of one line with one {to} in it is expected",
    ]


def test_a_learned_convention_cannot_be_made_to_block() -> None:
    assert "what is learned from the repository never blocks" in problems("severities: {conventions/*: block}")[0]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_policy_or_bad_input(content: bytes) -> None:
    try:
        assert isinstance(load("juncture.yaml", content), Policy)
    except InputError as error:
        assert error.problems


def test_the_digest_is_of_what_was_read() -> None:
    assert load("juncture.yaml", b"mode: observe").digest != load("juncture.yaml", b"mode: observe ").digest


# Nested policies


PARENT = load("juncture.yaml", b"severities: {policy/waiver-expired: warn}\nevidence: {tests: optional}\n")


def test_a_nested_policy_adds_for_its_folder() -> None:
    policy = tighten(
        PARENT,
        "svc/pay/juncture.yaml",
        b"protected: {cards: {reason: cards, paths: [cards/**]}}\n"
        b"severities: {policy/waiver-expired: block}\n"
        b"evidence: {tests: required}\n"
        b"public: [api/**]\n"
        b"validation: {pay: [[make, test]]}\n",
    )
    cards = next(area for area in policy.protected if area.id == "cards")
    assert (cards.folder, cards.paths, cards.source) == ("svc/pay", ("cards/**",), "svc/pay/juncture.yaml")
    assert policy.folders[0].folder == "svc/pay"
    assert policy.evidence["tests"] == "required"
    assert policy.public == ("svc/pay/api/**",)
    assert policy.validation == {"pay": (("make", "test"),)}
    assert policy.digest != PARENT.digest
    assert policy.mode == PARENT.mode


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mode: observe", "svc/juncture.yaml:1: 'mode' in a folder; only the root's juncture.yaml may say it"),
        ("waivers: []", "'waivers' in a folder"),
        ("baseline: []", "'baseline' in a folder"),
        ("unprotected: []", "'unprotected' in a folder"),
        ("groups: {}", "'groups' in a folder"),
        ("severities: {policy/waiver-expired: note}", "policy/waiver-expired is note; a nested policy only raises, "),
        ("severities: {'policy/*': off}", "policy/* is off; a nested policy only raises"),
        ("evidence: {tests: off}", "evidence of tests is off; a nested policy only raises, and it is optional"),
        ("protected: {billing: {reason: x, paths: [a]}}", "area 'billing' is protected above"),
    ],
)
def test_a_nested_policy_cannot_loosen(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        tighten(PARENT, "svc/juncture.yaml", text.encode())
    assert said in str(caught.value)


def test_a_folder_whose_name_has_signs_of_globs_is_bad_input_and_no_crash() -> None:
    with pytest.raises(InputError, match="a sign of globs"):
        tighten(PARENT, "a{b/juncture.yaml", b"public: [api/**]")
    protected = tighten(PARENT, "a{b/juncture.yaml", b"protected: {x: {reason: r, paths: ['**']}}")
    assert protected.protected[-1].folder == "a{b"


def test_the_policy_of_a_tree_is_the_root_and_what_folders_add() -> None:
    nested = b"protected: {%s: {reason: x, paths: ['**']}}"
    files = {"b/juncture.yaml": nested % b"b", "juncture.yaml": b"mode: enforce", "a/juncture.yaml": nested % b"a"}
    policy = assemble(files)
    assert assemble(dict(reversed(files.items()))) == policy
    assert policy.mode == "enforce"
    assert {"a", "b"} < set(areas(policy))
    assert areas(assemble({"a/juncture.yaml": nested % b"a"}))[0] == "a", (
        "a nested policy tightens the built-in default"
    )
    assert is_policy("a/juncture.yaml")
    assert not is_policy("a/not-juncture.yaml")


# The starter


def examples() -> str:
    """The starter with every example line made real."""
    lines = STARTER.read_text("utf-8").splitlines()
    return "\n".join(line.removeprefix("#-") for line in lines)


def test_the_starter_changes_nothing_until_it_is_edited() -> None:
    policy = load("juncture.yaml", STARTER.read_bytes())
    assert (policy.protected, policy.mode) == (builtin().protected, "observe")


def test_every_example_of_the_starter_is_a_policy_and_every_key_is_explained() -> None:
    policy = load("juncture.yaml", examples().encode())
    assert policy.readers[0].pattern == 'rpc.call("{to}"'
    keys = set(re.findall(r"(?m)^([a-z_]+):", examples()))
    assert keys == set(schema()["$defs"]["PolicyForm"]["properties"])
    for above, line in zip(examples().splitlines(), examples().splitlines()[1:], strict=False):
        if re.match(r"[a-z_]+:", line):
            assert above.startswith("# "), line


def test_the_published_schema_is_what_checks() -> None:
    published = json.loads(json.dumps(schema()))
    judge = jsonschema_rs.Draft202012Validator(published)
    assert judge.is_valid({"mode": "enforce", "unprotected": ["billing"]})
    assert not judge.is_valid({"mode": "enforced"})
    assert not judge.is_valid({"protected": {"a": {"reason": "x", "pathes": []}}})
    for definition in published["$defs"].values():
        assert definition["additionalProperties"] is False
        assert all("description" in field for field in definition["properties"].values())
