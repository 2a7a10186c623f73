"""``juncture flow --drift``: what declarations and calls disagree about, of all services or some."""

import json

import pytest

PROTO = 'syntax = "proto3";\npackage shop;\nservice Rates { rpc Get(Ask) returns (Ask); }\nmessage Ask { }\n'
CALL = "import rates_pb2_grpc\n\n\ndef total(channel):\n    return rates_pb2_grpc.RatesStub(channel)\n"
SERVE = "import rates_pb2_grpc\n\n\nrates_pb2_grpc.add_RatesServicer_to_server(None, None)\n"
COMPOSE = """\
services:
  cart: {build: cart, depends_on: [stock]}
  stock: {build: stock}
  rates: {build: rates}
  mail: {build: mail}
"""
FILES = {
    "rates.proto": PROTO,
    "cart/Dockerfile": "FROM scratch\n",
    "cart/cart.py": CALL,
    "stock/Dockerfile": "FROM scratch\n",
    "stock/stock.py": "X = 1\n",
    "rates/Dockerfile": "FROM scratch\n",
    "rates/rates.py": SERVE,
    "mail/Dockerfile": "FROM scratch\n",
}
CALLED = "cart → rates is called and not declared, though cart declares others  cart/cart.py:5"
DECLARED = "cart → stock is declared, and no call, wire or trace shows it  compose.yaml:2"


@pytest.fixture
def drift(juncture, repository):
    """Ask for the drift of a commit."""

    def asked(*arguments: str, files: dict[str, str] = FILES | {"compose.yaml": COMPOSE}):
        repository.commit(files)
        return juncture("flow", "--drift", *arguments, "--repo", str(repository.folder))

    return asked


def test_what_declarations_and_calls_disagree_about(drift):
    told = drift().stdout
    assert CALLED in told
    assert DECLARED in told
    listed = json.loads(drift("--format", "json").stdout)
    assert {each["rule"] for each in listed} == {"catalog/called-not-declared", "catalog/declared-not-called"}


@pytest.mark.parametrize(
    ("services", "said", "unsaid"),
    [
        (["rates"], [CALLED], [DECLARED]),
        (["stock"], [DECLARED], [CALLED]),
        (["cart"], [CALLED, DECLARED], []),
        (["mail"], ["Nothing to say."], [CALLED, DECLARED]),
        (["mail", "stock"], [DECLARED], [CALLED]),
    ],
)
def test_services_that_are_named_leave_out_what_is_about_none_of_them(drift, services, said, unsaid):
    told = drift(*services).stdout
    assert all(each in told for each in said)
    assert not any(each in told for each in unsaid)


def test_a_service_without_owner_is_told_of_itself_alone(drift):
    files = FILES | {"compose.yaml": COMPOSE, "CODEOWNERS": "/cart/ @org/cart\n/stock/ @org/stock\n"}
    assert "nobody owns mail (`mail`)" in drift("mail", files=files).stdout
    assert "nobody owns" not in drift("cart", files=files).stdout


def test_a_service_that_is_none_is_refused(drift):
    refused = drift("karts")
    assert refused.returncode == 2
    assert "karts: no service is called so; there are: cart, mail, rates, stock" in refused.stderr


def test_silence_says_what_was_compared(drift):
    told = drift("mail").stdout
    assert "Compared: 0 declared dependencies with 0 that a wire, call or trace shows" in told
    assert "1 declared dependency with 1 that a wire, call or trace shows (0 in both)" in drift().stdout


def test_silence_where_nothing_is_declared_says_that_it_proves_nothing(drift):
    told = drift(files=FILES).stdout
    assert told.startswith("Nothing to say.\nCompared: 0 declared dependencies with 1 that a wire, call or trace shows")
    assert "Nothing is declared, so no call can be missing there." in told
    assert "No service has an owner" in told


def test_a_trace_shows_what_no_code_does(drift, tmp_path):
    (tmp_path / "traces").mkdir()
    calls = [{"parent": "cart", "child": "stock", "callCount": 3}, {"parent": "cart", "child": "mail", "callCount": 1}]
    (tmp_path / "traces/dependencies.json").write_text(json.dumps({"data": calls}))
    told = drift("--evidence", str(tmp_path / "traces")).stdout
    assert DECLARED not in told
    assert (
        "cart → mail is observed and not declared, though cart declares others  --evidence/dependencies.json:1" in told
    )


def test_two_questions_at_once_are_refused(drift):
    assert "ask one at a time" in drift("--if-removed", "rates.proto#Ask").stderr
