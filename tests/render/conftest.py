"""One realistic review, the one of the pull request that every renderer must tell well."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from juncture.catalog.model import Copy, Domain, Guide, Service, Team
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction, Levels, Witness
from juncture.design.model import ChangeManagement, Decision, Design, OtherTeam, Question
from juncture.facts.finding import Finding
from juncture.facts.fingerprint import fingerprint
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.facts.steps import TITLES, StepId
from juncture.flow.model import Impact, Meeting, Mixed, Outcome, Rollout, Stage, Stride, Use, UseState
from juncture.policy.model import Hold, Verdict
from juncture.render import graph, html
from juncture.review.model import (
    ChangedFile,
    ChangeSummary,
    DesignUsed,
    Evidence,
    NextAction,
    PolicyUsed,
    Review,
    ReviewedContract,
    ReviewedEdge,
    StaleCopy,
    Step,
    StepStatus,
)

BASE, HEAD = "5a1c" * 10, "9e77" * 10
PROTO = "pb/demo.proto"


def change(rule: str, part: str, compatibility: Compatibility, sides: tuple[str, str], line: int) -> ContractChange:
    safe = compatibility is Compatibility.COMPATIBLE
    return ContractChange(
        fingerprint=fingerprint(rule, PROTO, part),
        rule=rule,
        compatibility=compatibility,
        direction=Direction.REQUEST,
        part=part,
        contract=PROTO,
        old=sides[0],
        new=sides[1],
        cause=Cause(PROTO, line, HEAD),
        cause_old=Cause(PROTO, line, BASE) if sides[0] else None,
        operations=("CheckoutService/PlaceOrder", "ShippingService/GetQuote"),
        levels=Levels(wire=True, json=safe, source=safe),
    )


ZIP = ContractChange(
    fingerprint=fingerprint("protobuf/field-type", PROTO, "Address.zip_code"),
    rule="protobuf/field-type",
    compatibility=Compatibility.BREAKING,
    direction=Direction.BOTH,
    part="Address.zip_code",
    contract=PROTO,
    old="int32",
    new="string",
    cause=Cause(PROTO, 137, HEAD),
    cause_old=Cause(PROTO, 137, BASE),
    operations=("CheckoutService/PlaceOrder", "ShippingService/GetQuote", "ShippingService/ShipOrder"),
    levels=Levels(wire=False, json=False, source=False),
    proof="proven",
    witness=Witness(
        kind="protobuf",
        text='new writer → old reader   2a 05 39 34 30 34 33   sent "94043", read 0\n'
        'old writer → new reader   28 db de 05            sent 94043, read ""',
        old_verdict="zip_code is 0",
        new_verdict="zip_code is the empty string",
    ),
)
RENAMED = change("protobuf/field-name", "Cart.items", Compatibility.RISKY, ("items", "lines"), 61)
ADDED = change("protobuf/field-added", "OrderResult.note", Compatibility.COMPATIBLE, ("", "string note = 6"), 190)


def use(path: str, line: int, text: str, state: UseState, how: str = "read") -> Use:
    return Use(path, line, HEAD, "ast-grep", text, False, state, how)


def impact(service: str, team: str, answer: str, state: UseState, *uses: Use, rollout: str, why: str = "") -> Impact:
    return Impact(ZIP.fingerprint, service, (team,), answer, "called", state, rollout, why, uses)


IMPACT = (
    impact(
        "frontend",
        "@acme/web",
        "uses",
        UseState.REPAIRED,
        use("src/frontend/components/CheckoutItem.tsx", 22, "{address.zipCode}", UseState.REPAIRED),
        use("src/frontend/components/CheckoutForm.tsx", 90, "zipCode: Number(zip)", UseState.UNTOUCHED, "write"),
        rollout="new orders shown by an old build: zip `0`",
    ),
    impact(
        "shipping",
        "@acme/fulfilment",
        "uses",
        UseState.NEW,
        use("src/shipping/src/shipping_service.rs", 67, "let zip = address.zip_code;", UseState.NEW),
        rollout='zip of an old frontend arrives as `""`',
    ),
    impact(
        "email",
        "@acme/fulfilment",
        "unknown",
        UseState.UNTOUCHED,
        use("src/email/views/confirmation.erb", 36, "<%= order.address.zip_code %>", UseState.UNTOUCHED),
        rollout="unknown",
        why="untyped JSON, `confirmation.erb:36` names it",
    ),
    impact(
        "checkout",
        "@acme/orders",
        "depends",
        UseState.UNTOUCHED,
        use("src/checkout/main.go", 232, "Address: req.Address,", UseState.UNTOUCHED, "forward"),
        rollout="nothing: passed on unread",
    ),
    impact(
        "quote", "@acme/orders", "depends", UseState.UNTOUCHED, rollout="nothing known", why="no use of this part found"
    ),
)

ROLLOUT = Rollout(
    change=ZIP.fingerprint,
    order="none",
    meetings=(
        Mixed(Meeting.OLD_READER, Outcome.HURT, 'sent "94043", read 0', "proven"),
        Mixed(Meeting.KEPT, Outcome.ABSENT, "no topic is known to carry it"),
    ),
    sequence=(
        Stride(Stage.EXPAND, "keep `Address.zip_code` and put what replaces it beside it", "skipped"),
        Stride(
            Stage.MIGRATE, "find out about email", "open", ("email",), ("src/frontend/components/CheckoutForm.tsx:90",)
        ),
        Stride(Stage.CONTRACT, "then remove `Address.zip_code`", "open"),
    ),
    stage=Stage.MIGRATE,
    why="it cannot be told whether email has moved",
)

UNTESTED = Finding(
    fingerprint=fingerprint("tests/contract-untested", "shipping", "Address.zip_code"),
    rule="tests/contract-untested",
    step=StepId.TESTS,
    severity="warn",
    part="shipping",
    message="no test of shipping mentions `zip_code`, which this change alters",
    why="a changed interface without a contract test is found broken in production",
    fix="add a case to src/shipping/tests/quote_test.rs",
    provenance=(Provenance("src/shipping/src/shipping_service.rs", 67, HEAD, "rust"),),
)
BREAK = Finding(
    fingerprint=ZIP.fingerprint,
    rule="protobuf/field-type",
    step=StepId.SURFACE,
    severity="block",
    part="Address.zip_code",
    message="`Address.zip_code` int32 → string: no deploy order is safe",
    why="old and new run together while the change is deployed, and each misreads the other",
    fix="keep field 5 and add `string postal_code = 6`",
    provenance=(Provenance(PROTO, 137, HEAD, "protobuf"),),
)
QUIET_LOG = Finding(
    fingerprint=fingerprint("observability/no-signal", "shipping", "ShipOrder"),
    rule="observability/no-signal",
    step=StepId.OBSERVABILITY,
    severity="note",
    part="shipping",
    message="`ship_order` emits no log, metric or trace",
    why="what emits nothing cannot be debugged in production",
    fix="log the order id the way src/checkout/main.go:240 does",
    provenance=(Provenance("src/shipping/src/shipping_service.rs", 60, HEAD, "rust"),),
)
STATUS = {
    StepId.OWNERSHIP: (StepStatus.OK, "4 services of 3 teams; every file has an owner"),
    StepId.FLOW: (StepStatus.OK, "reaches 5 services; no edge comes or goes unexplained"),
    StepId.SURFACE: (StepStatus.BLOCKED, "1 breaking change without a safe deploy order"),
    StepId.IMPLEMENTATION: (StepStatus.NOT_APPLICABLE, "no new module"),
    StepId.TESTS: (StepStatus.WARN, "shipping changes without a contract test"),
    StepId.OBSERVABILITY: (StepStatus.OK, "no new behaviour without a signal but one note"),
    StepId.ROLLOUT: (StepStatus.MISSING, "the design names no strategy"),
}


def step(step_id: StepId, *findings: Finding) -> Step:
    status, reason = STATUS[step_id]
    told = tuple(finding.fingerprint for finding in findings if finding.step == step_id)
    return Step(step_id, TITLES[step_id], status, reason, told)


def service(name: str, team: str, domain: str) -> Service:
    return Service(
        name,
        f"src/{name}",
        domain,
        (team,) if team else (),
        {"compose": (name,)},
        ("service",),
        (Provenance("c.yaml", 3),),
    )


def edge(source: str, target: str, layer: str = "sync", state: str = "unchanged", side: str = "") -> ReviewedEdge:
    where = (Provenance(f"src/{source}/main.go", 12, HEAD, "go"),)
    return ReviewedEdge(source, target, layer, ("called", "wired"), state, side, PROTO, where)


def file(path: str, owners: tuple[str, ...], rule: str, service_name: str = "") -> ChangedFile:
    return ChangedFile(path, "modified", service_name, owners, rule)


QUESTIONS = (
    Question(
        "rollout.strategy",
        "rollout",
        "change_management.strategy",
        "How does this reach production?",
        "a breaking change",
        choices=("expand and contract", "new version", "flag", "all at once"),
    ),
    Question(
        "nf.retention",
        "surface",
        "non_functional.retention",
        "How long are orders kept?",
        "a stored message",
        "30 days",
    ),
)

REVIEW = Review(
    verdict=Verdict.BLOCKED,
    mode="enforce",
    next_action=NextAction(
        "author",
        "keep field 5 and add `string postal_code = 6`, or write `migration` in the design; "
        "then one of billing-approvers approves",
    ),
    as_of="2026-03-02",
    target="77c0" * 10,
    base=BASE,
    head=HEAD,
    policy=PolicyUsed("juncture.yaml", sha256(b"policy").hexdigest()),
    design=DesignUsed(
        "designs/postal-code.yaml",
        sha256(b"design").hexdigest(),
        Design(
            requirement="Accept postal codes with letters, so that orders from Canada and the UK can be shipped.",
            services=("checkout", "shipping"),
            change_management=ChangeManagement(flags=("postal-code",), rollback="revert the build"),
            other_teams=(OtherTeam("@acme/web", PROTO, "reads zip_code as text", "ships first", "WEB-118"),),
            decisions=(Decision("Address.zip_code", "expand and contract", "@dana", "2026-03-20", ""),),
        ),
        {"nf.retention": "30 days"},
        QUESTIONS,
    ),
    change=ChangeSummary(
        (
            file(PROTO, ("@acme/orders", "@acme/billing-approvers"), "CODEOWNERS:4"),
            file("src/frontend/components/CheckoutItem.tsx", ("@acme/web",), "CODEOWNERS:9", "frontend"),
            file("src/shipping/src/shipping_service.rs", ("@acme/fulfilment",), "CODEOWNERS:11", "shipping"),
            file("docs/notes.md", (), ""),
        ),
        ("frontend", "shipping"),
    ),
    teams=tuple(Team(f"@acme/{name}") for name in ("fulfilment", "orders", "web")),
    domains=(Domain("storefront"), Domain("orders")),
    services=(
        service("frontend", "@acme/web", "storefront"),
        service("checkout", "@acme/orders", "orders"),
        service("shipping", "@acme/fulfilment", "orders"),
        service("email", "@acme/fulfilment", ""),
        service("quote", "@acme/orders", "orders"),
        service("currency", "", ""),
    ),
    contracts=(
        ReviewedContract(
            PROTO,
            "protobuf",
            "api",
            "checkout",
            {"CheckoutService": "checkout", "ShippingService": "shipping"},
            (Copy("src/currency/proto/demo.proto", "currency", True, ("Address.zip_code",)),),
            1,
            1,
            1,
        ),
    ),
    changes=(ZIP, RENAMED, ADDED),
    edges=(
        edge("frontend", "checkout"),
        edge("checkout", "shipping"),
        edge("checkout", "topic:orders", "async", "unchanged", "produces"),
        edge("email", "topic:orders", "async", "added", "consumes"),
        edge("checkout", "email", "sync", "removed"),
        edge("shipping", "quote"),
        edge("checkout", "currency"),
        edge("frontend", "quote", "start-order"),
    ),
    impact=IMPACT,
    rollouts=(ROLLOUT,),
    stale_copies=(StaleCopy("src/currency/proto/demo.proto", PROTO, "currency", ("Address.zip_code",)),),
    steps=tuple(step(step_id, UNTESTED, BREAK, QUIET_LOG) for step_id in StepId),
    holds=(
        Hold(
            "billing",
            "`PlaceOrderRequest` carries `CreditCardInfo`",
            (PROTO,),
            ("@acme/billing-approvers",),
            1,
            sha256(b"binding").hexdigest(),
            "open",
            "juncture.yaml:14",
        ),
    ),
    findings=(BREAK, UNTESTED, QUIET_LOG),
    evidence=(
        Evidence(StepId.TESTS, "junit", "shipping: 41 passed, 0 failed", "ci-head", (Provenance("out/junit.xml"),)),
    ),
    guidance=(
        Guide("must", "Run `make protos` after every edit of demo.proto.", Provenance("pb/AGENTS.md", 3)),
        Guide("approval", "Changes of payment messages need the billing team's yes.", Provenance("AGENTS.md", 12)),
    ),
    unread=(Unread("deploy/broken.yaml", "line 4: a tab where YAML allows none"),),
)


@pytest.fixture(scope="session")
def review() -> Review:
    return REVIEW


@pytest.fixture(scope="session")
def quiet() -> Review:
    """A change that touches no contract and no protected area, and has no finding."""
    steps = tuple(
        Step(step_id, TITLES[step_id], StepStatus.NOT_APPLICABLE, "the change does not touch its subject")
        for step_id in StepId
    )
    return msgspec.structs.replace(
        REVIEW,
        verdict=Verdict.PASS,
        next_action=NextAction("nobody", "nothing to do"),
        design=DesignUsed("", "", Design(), {}, ()),
        changes=(),
        contracts=(),
        impact=(),
        rollouts=(),
        stale_copies=(),
        steps=steps,
        holds=(),
        findings=(),
        evidence=(),
    )


@pytest.fixture(scope="session")
def planted() -> Callable[[str], Review]:
    """Return the review with a text put before every string of it that a repository could have written."""
    return lambda text: _planted(REVIEW, text)


CLOSED = {"severity", "compatibility", "layer", "side", "state", "answer", "proof", "how", "format"}
"""Fields whose words are the kit's own."""


def _planted(value: Any, text: str) -> Any:
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__ if name not in CLOSED}
        return msgspec.structs.replace(value, **{name: _planted(old, text) for name, old in fields.items()})
    if isinstance(value, tuple):
        return tuple(_planted(item, text) for item in value)
    if isinstance(value, dict):
        return {_planted(key, text): _planted(item, text) for key, item in value.items()}
    return f"{text}{value}" if type(value) is str else value


@pytest.fixture(scope="session")
def notebook() -> Callable[[Review], Any]:
    """Return the walk-through as an engine leaves it: a heading and the views of each section."""
    return _notebook


def _notebook(review: Review) -> Any:
    sections = {
        "Scope": [("scope", html.scope(review))],
        "Holds": [("holds", html.holds(review))],
        **{title: [("step", html.step(review, step_id))] for step_id, title in TITLES.items()},
        "Design": [("design", html.design(review)), ("questions", html.questions(review))],
        "Evidence": [("evidence", html.evidence(review))],
        "Not looked at": [("not_looked_at", html.not_looked_at(review)), ("unread", html.unread(review.unread))],
    }
    sections["Ownership"] += [
        ("ownership", html.ownership(review.change.files)),
        ("guidance", html.guidance(review.guidance)),
    ]
    whole = graph.of_review(review)
    sections["Data and control flow"] += [("impact", html.impact(review)), ("flow", html.flow(whole))]
    sections["Integration surface"].append(("changes", html.changes(review.changes)))
    sections["Safe rollout"] = [("rollouts", html.rollouts(review))]  # its question stands under Design
    cells = [new_markdown_cell("# Integration review"), _cell("verdict", html.verdict(review))]
    for title, views in sections.items():
        cells.append(new_markdown_cell(f"## {title}\n\nWhat this section answers."))
        cells += [_cell(name, text) for name, text in views]
    return new_notebook(cells=cells, metadata={"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}}})


def _cell(view: str, text: str) -> Any:
    data = {"text/html": text, "text/plain": view}
    output = new_output("display_data", data, metadata={html.VIEW: {"view": view}})
    return new_code_cell(f"review.{view}()", outputs=[output])
