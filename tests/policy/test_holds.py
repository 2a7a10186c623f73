"""What stops a change until a human says yes, and how little that is."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.design.model import ChangeManagement, Design
from juncture.policy.binding import Place
from juncture.policy.file import assemble, builtin, load
from juncture.policy.holds import Break, holds
from juncture.policy.model import Hold, Policy
from juncture.policy.protection import Touched

PLACE = Place("acme/shop", "main")


def code(path: str, **known: object) -> Touched:
    return msgspec.convert({"path": path, "kind": "code", "new_sha256": "n", **known}, Touched)


def contract(path: str, **known: object) -> Touched:
    return msgspec.convert({"path": path, "kind": "contract", "semantic": True, "new_sha256": "n", **known}, Touched)


def ids(*touched: Touched, policy: Policy | None = None) -> list[str]:
    return [hold.id for hold in holds(policy or builtin(), touched, PLACE)]


@pytest.mark.parametrize(
    ("touched", "hold"),
    [
        (contract("src/auth/authpb/auth.proto"), "core-auth"),
        (contract("api/v1/users.proto", packages=("acme.oauth2.v1",)), "core-auth"),
        (code("src/cloud/auth/controllers/login.go"), "core-auth"),
        (code("Services/AuthService/Startup.cs"), "core-auth"),
        (code("lib/auth_middleware.py"), "core-auth"),
        (code("src/session-store/main.rs"), "core-auth"),
        (code("src/paymentservice/charge.js"), "billing"),
        (code("src/payment/index.js"), "billing"),
        (contract("schemas/invoice.avsc"), "billing"),
        (code("services/kyc/check.kt"), "compliance"),
        (contract("proto/audit_log.proto"), "compliance"),
    ],
)
def test_the_built_in_areas_cover_what_decides(touched: Touched, hold: str) -> None:
    assert ids(touched) == [hold]


@pytest.mark.parametrize(
    "touched",
    [
        code("src/author.go"),
        code("src/authors/list.go"),
        code("src/auditorium/seats.go"),
        code("src/discharge/index.js"),
        code("web/components/auth/Button.tsx"),
        code("src/payment/charge_test.js", test=True),
        code("src/payment/demo_pb2.py", generated=True),
        code("docs/auth/example.py"),
        Touched(path="src/payment/README.md"),
        Touched(path="src/payment/package-lock.json"),
        Touched(path="grafana/dashboards/payment/board.json"),
        contract("src/auth/auth.proto", semantic=False),
        contract("vendor/oauth/oauth.proto"),
    ],
)
def test_and_never_what_only_describes_or_tests_it(touched: Touched) -> None:
    assert ids(touched) == []


def test_a_schema_that_services_share_is_held_where_they_use_what_changes() -> None:
    shared = "src/shared/messages.proto"
    assert ids(contract(shared, users=("agent", "cloud"))) == ["shared-schemas"], "also a field added to a used message"
    assert ids(contract(shared, users=())) == [], "a new message beside the others stops nobody"
    assert ids(contract(shared, users=("agent",))) == []
    assert ids(contract(shared, users=("agent", "cloud"), semantic=False)) == [], "nor does a comment"
    assert ids(contract("pb/demo.proto", users=("cart", "web"))) == ["shared-schemas"]
    assert ids(contract("src/cart/api/cart.proto", service="cart", users=("cart", "web"))) == [], "the cart owns it"


def test_an_area_of_ones_own_covers_every_file_unless_it_says_logic() -> None:
    text = "protected: {search: {reason: r, paths: [search/], exclude: ['**/*.md'], covers: %s}}"
    everything = load("juncture.yaml", (text % "everything").encode())
    logic = load("juncture.yaml", (text % "logic").encode())
    lock, document = Touched(path="search/go.sum"), Touched(path="search/README.md")
    assert ids(lock, policy=everything) == ["search"]
    assert ids(document, policy=everything) == []
    assert ids(lock, policy=logic) == []
    assert ids(code("search/rank.go"), policy=logic) == ["search"]


def test_tags_and_classes_of_data_select_contracts_anywhere() -> None:
    policy = load("juncture.yaml", b"protected: {x: {reason: r, contracts: [public], data: [payment]}}")
    assert ids(contract("a.proto", public=True), policy=policy) == ["x"]
    assert ids(contract("a.proto", data=("payment",)), policy=policy) == ["x"]
    assert ids(contract("a.proto", data=("personal",)), policy=policy) == []


def test_a_nested_area_covers_only_its_folder() -> None:
    nested = b"protected: {cards: {reason: r, paths: ['cards/**'], packages: ['**.cards.**']}}"
    policy = assemble({"svc/juncture.yaml": nested})
    assert ids(code("svc/cards/a.go"), policy=policy) == ["cards"]
    assert ids(code("cards/a.go"), policy=policy) == []
    assert ids(contract("other/a.proto", packages=("acme.cards",)), policy=policy) == []


def test_a_hold_says_what_it_covers_who_lifts_it_and_where_its_rule_stands() -> None:
    policy = load(
        "juncture.yaml",
        b"protected:\n  search:\n    reason: ranking\n    paths: [search/]\n"
        b"    approvers: ['@ann', '@ben']\n    min: 2\n",
    )
    [hold] = holds(policy, [code("search/b.go"), code("search/a.go"), code("cart/a.go")], PLACE)
    assert (hold.id, hold.reason, hold.paths) == ("search", "ranking", ("search/a.go", "search/b.go"))
    assert (hold.approvers, hold.min, hold.rule, hold.state) == (("@ann", "@ben"), 2, "juncture.yaml:2", "open")


def test_without_named_approvers_the_owners_of_each_path_decide() -> None:
    [hold] = holds(
        builtin(),
        [
            code("auth/a.go", owners=("@acme/iam",)),
            code("auth/b.go", owners=("@acme/web", "@ann")),
            code("auth/c.go"),
        ],
        PLACE,
    )
    assert hold.one_of_each == (("@acme/iam",), ("@acme/web", "@ann"))
    assert hold.approvers == ("@acme/iam", "@acme/web", "@ann")


def test_where_nobody_is_named_the_policys_approvers_decide_else_it_says_so() -> None:
    [hold] = holds(builtin(), [code("auth/a.go")], PLACE)
    assert hold.approvers == ()
    assert "nobody may lift it: name `approvers` in juncture.yaml" in hold.reason
    [hold] = holds(load("juncture.yaml", b"approvers: ['@ann']"), [code("auth/a.go")], PLACE)
    assert hold.approvers == ("@ann",)


# Governance


def test_the_policy_and_the_owners_of_a_protected_area_are_held() -> None:
    touched = [
        Touched(path="juncture.yaml", owners=("@acme/arch",)),
        Touched(path="CODEOWNERS", governs=("billing",)),
    ]
    [hold] = holds(builtin(), touched, PLACE)
    assert hold.id == "governance"
    assert hold.reason == "what decides about changes is changed: the policy, who owns billing"
    assert hold.approvers == ("@acme/arch",)


@pytest.mark.parametrize(
    "path", ["CODEOWNERS", "AGENTS.md", "designs/zip.yaml", ".juncture/approvals/billing-1-ann.json"]
)
def test_other_edits_of_owners_designs_and_records_are_not(path: str) -> None:
    assert ids(Touched(path=path)) == []


# Services of other teams

TEAMS = {"cart": ["@acme/shop"], "web": ["@acme/shop", "@acme/ui"], "ledger": ["@acme/money"], "tool": []}


def foreign(*touched: Touched, services: tuple[str, ...] | None) -> list[Hold]:
    design = None if services is None else Design(services=services)
    return [
        hold for hold in holds(builtin(), touched, PLACE, design=design, teams=TEAMS) if hold.id.startswith("foreign")
    ]


def test_code_of_a_service_that_the_design_does_not_name_needs_its_team() -> None:
    [hold] = foreign(code("cart/a.go", service="cart"), code("ledger/a.go", service="ledger"), services=("cart",))
    assert hold.id == "foreign-ownership:@acme/money"
    assert hold.paths == ("ledger/a.go",)
    assert hold.approvers == ("@acme/money",)
    assert hold.reason == "a service of another team is changed: ledger"


def test_but_only_where_somebody_said_what_the_change_is_meant_for() -> None:
    ledger = code("ledger/a.go", service="ledger")
    assert foreign(ledger, services=None) == [], "a drafted design names whatever is changed"
    assert foreign(ledger, services=()) == []
    assert foreign(ledger, services=("ledger", "cart")) == []
    assert foreign(code("web/a.ts", service="web"), services=("cart",)) == [], "one of its teams is ours"
    assert foreign(code("tool/a.ts", service="tool"), services=("cart",)) == [], "nobody owns it"
    assert foreign(Touched(path="ledger/README.md", service="ledger"), services=("cart",)) == []


# Breaks

ZIP = Break("pb/demo.proto", ("f1", "f2"), ("pb/demo.proto",), (("@acme/shop",), ("@acme/money", "@ann"), ()))


def breaks(migration: str, contracts: tuple[str, ...] = ()) -> list[Hold]:
    design = Design(contracts=contracts, change_management=ChangeManagement(migration=migration))
    return list(holds(builtin(), [contract("pb/demo.proto")], PLACE, design=design, breaks=[ZIP]))


def test_a_break_becomes_a_hold_once_the_design_says_how_to_migrate() -> None:
    [hold] = breaks("dual write for a week", ("pb/demo.proto",))
    assert hold.id == "break:pb/demo.proto"
    assert hold.findings == ("f1", "f2")
    assert hold.one_of_each == (("@acme/money", "@ann"), ("@acme/shop",))
    assert [hold.id for hold in breaks("for (pb/demo.proto): dual write")] == ["break:pb/demo.proto"]


@pytest.mark.parametrize("migration", ["", "  ", "TODO", "dual write of other.proto", "see old/pb/demo.proto.bak"])
def test_a_migration_of_nothing_or_of_something_else_is_none(migration: str) -> None:
    contracts = () if "other" in migration or "old" in migration else ("pb/demo.proto",)
    assert breaks(migration, contracts) == []


# The binding

BEFORE = [code("auth/a.go", old_sha256="1", new_sha256="2"), code("auth/b.go", old_mode="100644", new_mode="100644")]


def bound(touched: list[Touched], policy: bytes = b"", place: Place = PLACE) -> str:
    return holds(load("juncture.yaml", policy), touched, place)[0].binding


def test_an_approval_survives_what_does_not_concern_it() -> None:
    base = bound(BEFORE)
    assert bound(BEFORE[::-1]) == base
    assert bound([*BEFORE, Touched(path="docs/x.md"), code("cart/a.go")]) == base
    assert bound(BEFORE, b"mode: enforce\nseverities: {policy/waiver-expired: note}\n") == base
    own = b"protected: {core-auth: {reason: %s, paths: [auth/]}}"
    assert bound(BEFORE, own % b"one") == bound(BEFORE, b"\n\n" + own % b"other words")


@pytest.mark.parametrize(
    "change",
    [{"old_sha256": "x"}, {"new_sha256": "x"}, {"old_mode": "120000"}, {"new_mode": "100755"}, {"path": "auth/z.go"}],
)
def test_an_edit_of_covered_content_voids_it(change: dict[str, str]) -> None:
    assert bound([msgspec.structs.replace(BEFORE[0], **change), BEFORE[1]]) != bound(BEFORE)


def test_another_repository_target_rule_or_approver_voids_it() -> None:
    own = b"protected: {core-auth: {reason: r, paths: [%s], approvers: [g], min: 1}}\ngroups: {g: ['%s', '@z']}\n"
    base = bound(BEFORE, own % (b"auth/", b"@ann"))
    assert bound(BEFORE, own % (b"auth/", b"@ann"), Place("acme/shop", "release")) != base
    assert bound(BEFORE, own % (b"auth/", b"@ann"), Place("evil/shop", "main")) != base
    assert bound(BEFORE, own % (b"'auth/**'", b"@ann")) != base
    assert bound(BEFORE, own % (b"auth/", b"@eve")) != base, "the members of the group are part of the rule"
    assert bound(BEFORE, (own % (b"auth/", b"@ann")).replace(b"min: 1", b"min: 2")) != base


def test_the_binding_is_a_published_number() -> None:
    """Approvals given today have to hold under the next version: this value changes only with binding.VERSION."""
    policy = load("juncture.yaml", b"protected: {x: {reason: r, paths: [x/], approvers: ['@ann']}}")
    [hold] = holds(policy, [code("x/a", old_mode="100644", old_sha256="1", new_mode="100644", new_sha256="2")], PLACE)
    assert hold.binding == "fc41d42e55ca7b1fc2d61da649f093531ab9ec1df1ebc26efdbbcf3a623b1f33"


paths = st.sampled_from(["auth/a.go", "payment/b.go", "audit/c.go", "cart/d.go", "juncture.yaml"])


@given(st.lists(paths.map(code), unique_by=lambda one: one.path))
def test_the_order_of_paths_does_not_matter(touched: list[Touched]) -> None:
    assert holds(builtin(), touched, PLACE) == holds(builtin(), touched[::-1], PLACE)


@given(st.lists(paths.map(code), unique_by=lambda one: one.path), paths.map(code))
def test_touching_more_never_removes_a_hold(touched: list[Touched], more: Touched) -> None:
    assert set(ids(*touched)) <= set(ids(*touched, more))
