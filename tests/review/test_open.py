"""``open_review``: where trust comes from, when nothing is said, and what is an error."""

import json

import pytest

from juncture.facts.problem import InputError
from juncture.render.comment import comment
from juncture.review.model import StepStatus
from juncture.review.schema import to_json

PROTO = 'syntax = "proto3";\npackage billing.v1;\nmessage Invoice { int32 cents = 1; }\n'
POLICY = "protected:\n  billing:\n    reason: money\n    paths: ['proto/**']\n    approvers: ['@ada']\n"
BASE = {
    "README.md": "# Shop\n",
    "CODEOWNERS": "* @shop/all\n",
    "proto/invoice.proto": PROTO,
    "svc/cart/Dockerfile": "FROM scratch\n",
    "svc/cart/cart.py": "def total():\n    return 1\n",
    "svc/cart/test_cart.py": "def test_total():\n    assert True\n",
}


def test_a_change_of_documents_alone_is_a_silent_pass(repository, review):
    base = repository.commit(BASE)
    head = repository.commit({"README.md": "# Shop\n\nMore.\n"})
    found = review(repository.folder, base, head)
    assert found.verdict == "pass"
    assert {step.status for step in found.steps} == {StepStatus.NOT_APPLICABLE}
    assert all(step.reason for step in found.steps)
    assert found.design.questions == ()
    assert comment(found) is None


def test_code_with_its_test_in_one_service_passes(repository, review):
    base = repository.commit(BASE)
    head = repository.commit({"svc/cart/cart.py": "def total():\n    return 2\n", "svc/cart/test_cart.py": "X = 1\n"})
    assert review(repository.folder, base, head).verdict == "pass"


def test_missing_tests_warn_and_write_no_comment(repository, review):
    base = repository.commit(BASE)
    head = repository.commit({"svc/cart/cart.py": "def total():\n    return 2\n"})
    found = review(repository.folder, base, head)
    assert found.verdict == "warn"
    assert "no test changes in cart" in found.next_action.what
    assert comment(found) is None


def test_the_policy_is_the_targets_whatever_head_says(repository, review):
    base = repository.commit({**BASE, "juncture.yaml": POLICY})
    change = {"proto/invoice.proto": PROTO.replace("cents = 1;", "cents = 1; int32 tax = 2;")}
    held = review(repository.folder, base, repository.commit(change))
    assert [hold.id for hold in held.holds] == ["billing"]
    repository.git("checkout", "--quiet", base)
    weakened = review(repository.folder, base, repository.commit({**change, "juncture.yaml": "mode: observe\n"}))
    assert [hold.id for hold in weakened.holds] == ["billing", "governance"]
    assert held.verdict == weakened.verdict == "needs_approval"


def test_an_old_branch_point_brings_no_old_policy_back(repository, review):
    fork = repository.commit(BASE)
    repository.git("checkout", "--quiet", "-b", "feature")
    head = repository.commit({"proto/invoice.proto": PROTO.replace("cents = 1;", "cents = 1; int32 tax = 2;")})
    repository.git("checkout", "--quiet", "main")
    tip = repository.commit({"juncture.yaml": POLICY})
    found = review(repository.folder, head=head)
    assert (found.target, found.base, found.head) == (tip, fork, head)
    assert [hold.approvers for hold in found.holds if hold.id == "billing"] == [("@ada",)]
    assert [file.path for file in found.change.files] == ["proto/invoice.proto"]


def test_a_rebase_keeps_a_binding_and_an_edit_voids_it(repository, review):
    base = repository.commit({**BASE, "juncture.yaml": POLICY})
    change = {"proto/invoice.proto": PROTO.replace("cents = 1;", "cents = 1; int32 tax = 2;")}
    first = review(repository.folder, base, repository.commit(change)).holds[0].binding
    repository.git("checkout", "--quiet", "-B", "main", base)
    moved = repository.commit({"README.md": "# Moved on\n"})
    rebased = review(repository.folder, moved, repository.commit(change)).holds[0].binding
    edited = {"proto/invoice.proto": PROTO.replace("cents = 1;", "cents = 1; int64 tax = 2;")}
    assert rebased == first
    assert review(repository.folder, moved, repository.commit(edited)).holds[0].binding != first


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("proto/invoice.proto", "message {"),
        ("deploy/cart.yaml", "apiVersion: v1\nkind: Service\nmetadata: [\n"),
        ("designs/tax.yaml", "requirment: typo\n"),
    ],
)
def test_what_matters_and_cannot_be_read_is_an_error(repository, review, path, content):
    base = repository.commit(BASE)
    found = review(repository.folder, base, repository.commit({path: content}))
    assert found.verdict == "error"
    assert path in found.next_action.what
    assert any(one.path == path for one in found.unread)


@pytest.mark.parametrize("path", ["juncture.yaml", "CODEOWNERS"])
def test_a_trust_file_that_cannot_be_read_is_an_error(repository, review, path):
    (repository.folder / path).symlink_to("elsewhere")
    base = repository.commit({name: text for name, text in BASE.items() if name != path})
    found = review(repository.folder, base, repository.commit({"README.md": "x\n"}))
    assert found.verdict == "error"
    assert path in found.next_action.what


def test_what_nobody_touched_and_cannot_be_read_is_counted_and_changes_nothing(repository, review):
    base = repository.commit({**BASE, "old/broken.proto": "message {"})
    found = review(repository.folder, base, repository.commit({"README.md": "x\n"}))
    assert found.verdict == "pass"
    assert [one.path for one in found.unread] == ["old/broken.proto"]


def test_a_new_data_store_goes_elsewhere(repository, review):
    base = repository.commit({**BASE, "compose.yaml": "services:\n  cart:\n    build: svc/cart\n"})
    compose = "services:\n  cart:\n    build: svc/cart\n  db:\n    image: postgres:16\n"
    found = review(repository.folder, base, repository.commit({"compose.yaml": compose}))
    assert found.verdict == "out_of_scope"
    assert found.scope[0].provenance[0].path == "compose.yaml"


def test_a_path_that_is_not_utf8_is_shown_and_breaks_nothing(repository, review):
    base = repository.commit(BASE)
    found = review(
        repository.folder,
        base,
        repository.commit({b"svc/cart/caf\xe9.py".decode("utf-8", "surrogateescape"): "x = 1\n"}),
    )
    assert [file.path for file in found.change.files] == ["svc/cart/caf\\xe9.py"]
    assert to_json(found)


def test_odd_modes_are_shown(repository, review):
    base = repository.commit(BASE)
    (repository.folder / "svc/cart/link").symlink_to("/etc/passwd")
    found = review(repository.folder, base, repository.commit({}))
    assert [(file.path, file.oddity) for file in found.change.files] == [("svc/cart/link", "symlink")]


def test_the_work_tree_can_be_the_head(repository, review):
    repository.commit(BASE)
    repository.write({"proto/invoice.proto": PROTO.replace("int32 cents", "string cents")})
    found = review(repository.folder, head="WORKTREE")
    assert found.head == "WORKTREE"
    assert [change.part for change in found.changes] == ["Invoice.cents"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"head": "no-such"}, "no revision is called 'no-such'"),
        ({"as_of": "yesterday"}, "'yesterday' is no date"),
        ({"design": "designs/none.yaml"}, "no such design at head"),
    ],
)
def test_input_that_cannot_be_used_is_said(repository, review, arguments, said):
    repository.commit(BASE)
    with pytest.raises(InputError, match=said):
        review(repository.folder, **arguments)


def test_approvals_lift_holds_and_never_blocks(repository):
    from juncture.policy.model import Approval  # noqa: PLC0415
    from juncture.repository.cache import Cache  # noqa: PLC0415
    from juncture.repository.git import Git  # noqa: PLC0415
    from juncture.review.open import open_review  # noqa: PLC0415

    base = repository.commit({**BASE, "juncture.yaml": POLICY})
    retyped = repository.commit({"proto/invoice.proto": PROTO.replace("int32 cents", "string cents")})

    def reviewed(*approvals):
        return open_review(
            Git(repository.folder), base=base, head=retyped, as_of="2026-03-02", cache=Cache(None), approvals=approvals
        )

    hold = reviewed().holds[0]
    yes = Approval("billing", "@ada", hold.binding, "offline-signed", "2026-03-20")
    assert [one.state for one in reviewed(yes).holds] == ["approved"]
    assert reviewed(yes).verdict == "blocked"


def test_a_symlink_to_a_contract_is_odd_and_no_error(repository, review):
    base = repository.commit(BASE)
    (repository.folder / "svc/cart/invoice.proto").symlink_to("../../proto/invoice.proto")
    found = review(repository.folder, base, repository.commit({}))
    assert found.verdict != "error"
    assert [file.oddity for file in found.change.files] == ["symlink"]


def test_a_folder_that_is_not_utf8_breaks_nothing(repository, review):
    base = repository.commit(BASE)
    folder = b"svc/b\xff".decode("utf-8", "surrogateescape")
    found = review(repository.folder, base, repository.commit({f"{folder}/Dockerfile": "FROM scratch\n"}))
    assert to_json(found)


def test_contents_that_are_not_at_hand_are_an_error_even_with_a_warm_cache(repository, tmp_path):
    from juncture.repository.cache import Cache  # noqa: PLC0415
    from juncture.repository.git import Git  # noqa: PLC0415
    from juncture.review.open import open_review  # noqa: PLC0415

    base = repository.commit(BASE)
    head = repository.commit({"proto/invoice.proto": PROTO.replace("int32 cents", "string cents")})
    repository.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{repository.folder}"
    repository.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", url, str(tmp_path / "partial"))
    for folder, verdict in ((repository.folder, "blocked"), (tmp_path / "partial", "error")):
        cache = Cache(tmp_path / "cache" / "facts.sqlite")
        found = open_review(Git(folder, offline=True), base=base, head=head, as_of="2026-03-02", cache=cache)
        assert found.verdict == verdict


def test_what_was_not_at_hand_once_is_read_when_it_is(repository, tmp_path):
    from juncture.repository.cache import Cache  # noqa: PLC0415
    from juncture.repository.git import Git  # noqa: PLC0415
    from juncture.review.open import open_review  # noqa: PLC0415

    bill = "import invoice_pb2\n\n\ndef cents(invoice: invoice_pb2.Invoice):\n    return invoice.cents\n"
    base = repository.commit({**BASE, "svc/cart/bill.py": bill})
    head = repository.commit({"proto/invoice.proto": PROTO.replace("int32 cents", "string cents")})
    blob = repository.git("rev-parse", f"{base}:svc/cart/bill.py").strip()
    object_ = repository.folder / ".git" / "objects" / blob[:2] / blob[2:]
    aside = tmp_path / "aside"

    def uses() -> list[str]:
        cache = Cache(tmp_path / "cache" / "facts.sqlite")
        found = open_review(Git(repository.folder), base=base, head=head, as_of="2026-03-02", cache=cache)
        return [use.path for impact in found.impact for use in impact.uses]

    object_.rename(aside)
    assert "svc/cart/bill.py" not in uses()
    aside.rename(object_)
    assert "svc/cart/bill.py" in uses()


SHOP = {
    **BASE,
    "compose.yaml": "services:\n  cart: {build: svc/cart, depends_on: [stock]}\n  stock: {build: svc/stock}\n",
    "svc/stock/Dockerfile": "FROM scratch\n",
    "svc/stock/stock.py": "LEFT = 1\n",
}


def test_what_a_change_brings_declarations_and_calls_to_disagree_about_is_told_and_what_stood_is_kept(
    repository, review
):
    rates = 'syntax = "proto3";\npackage shop;\nservice Rates { rpc Get(Ask) returns (Ask); }\nmessage Ask { }\n'
    serve = "import rates_pb2_grpc\n\nrates_pb2_grpc.add_RatesServicer_to_server(None, None)\n"
    base = repository.commit({**SHOP, "rates.proto": rates, "svc/rates/Dockerfile": "", "svc/rates/rates.py": serve})
    call = "import rates_pb2_grpc\n\n\ndef total(channel):\n    return rates_pb2_grpc.RatesStub(channel)\n"
    found = review(repository.folder, base, repository.commit({"svc/cart/cart.py": call}))
    (brought,) = [one for one in found.findings if one.rule == "catalog/called-not-declared"]
    assert (brought.step, str(brought.provenance[0])) == ("flow", "svc/cart/cart.py:5")
    later = repository.commit({"README.md": "# Shop, explained\n"})
    unmoved = review(repository.folder, later + "^", later)
    assert [one.fingerprint for one in unmoved.drift if one.rule == brought.rule] == [brought.fingerprint]
    assert comment(unmoved) is None


DESIGN = "requirement: Round the total.\nservices: [stock, cellar]\n"


def test_a_design_is_held_against_the_services_that_change(repository, review):
    base = repository.commit(SHOP)
    head = repository.commit({"svc/cart/cart.py": "def total():\n    return 2\n", "designs/round.yaml": DESIGN})
    found = {one.rule: one for one in review(repository.folder, base, head).findings if one.step == "ownership"}
    undeclared = found["ownership/undeclared-service-changed"]
    assert undeclared.message == "cart changes, and the design names stock, cellar"
    assert str(undeclared.provenance[0]).startswith("svc/cart/cart.py")
    untouched = [
        one.message
        for one in review(repository.folder, base, head).findings
        if one.rule == "ownership/declared-service-untouched"
    ]
    assert untouched == [
        "the design means to change stock, and nothing of it changes",
        "the design means to change cellar, and nothing of it changes",
    ]


def test_what_a_recorded_pact_says_counts_as_a_call_at_both_sides(repository, review, tmp_path):
    base = repository.commit(SHOP)
    head = repository.commit({"svc/cart/cart.py": "def total():\n    return 2\n"})
    pact = {
        "consumer": {"name": "cart"},
        "provider": {"name": "stock"},
        "interactions": [
            {"description": "left", "request": {"method": "GET", "path": "/left"}, "response": {"status": 200}}
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "cart-stock.json").write_text(json.dumps(pact))
    edges = review(repository.folder, base, head, evidence=tmp_path / "evidence").edges
    (proven,) = [one for one in edges if (one.source, one.target, one.layer) == ("cart", "stock", "sync")]
    assert proven.state == "unchanged"
    with pytest.raises(InputError, match="no such folder"):
        review(repository.folder, base, head, evidence=tmp_path / "nowhere")


def test_a_part_of_a_contract_is_none_itself_and_its_changes_are_the_contracts(repository, review):
    schemas = "Cart:\n  type: object\n  properties: {id: {type: string}, note: {type: string}}\n"
    answer = "{description: ok, content: {application/json: {schema: {$ref: 'schemas.yaml#/Cart'}}}}"
    api = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n  /carts:\n    get: {responses: {'200': %s}}\n"
    base = repository.commit({**BASE, "api/openapi.yaml": api % answer, "api/schemas.yaml": schemas})
    head = repository.commit({"api/schemas.yaml": schemas.replace(", note: {type: string}", "")})
    found = review(repository.folder, base, head)
    assert [each.path for each in found.contracts] == ["api/openapi.yaml"]
    (finding,) = (each for each in found.findings if each.rule.startswith("schema/"))
    assert finding.rule == "schema/response-property-removed"
    assert finding.part.startswith("api/openapi.yaml#")


def test_a_draft_accuses_nobody_of_what_it_does_not_change(repository, review):
    base = repository.commit({**SHOP, "svc/stock/package-lock.json": "{}\n", "svc/stock/README.md": "# Stock\n"})
    change = {
        "svc/cart/cart.py": "def total():\n    return 2\n",
        "svc/stock/package-lock.json": '{"a": 1}\n',
        "svc/stock/README.md": "# The stock\n",
    }
    found = review(repository.folder, base, repository.commit(change))
    assert found.design.path == ""
    assert not [one for one in found.findings if one.rule.startswith("ownership/")]


def test_a_lock_file_is_a_change_of_the_service_that_a_design_names(repository, review):
    base = repository.commit({**SHOP, "svc/stock/package-lock.json": "{}\n"})
    change = {"svc/stock/package-lock.json": '{"a": 1}\n', "designs/locks.yaml": "services: [stock]\n"}
    found = review(repository.folder, base, repository.commit(change))
    assert not [one for one in found.findings if one.rule == "ownership/declared-service-untouched"]
