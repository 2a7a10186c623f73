"""Real descriptions of applications, old and new, in both versions of AsyncAPI."""

from itertools import permutations
from pathlib import Path

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

pytestmark = pytest.mark.corpus
PAIRS = ["v2/old v2/new", "v3/old v3/new", "slack/slack-v2.6 slack/slack-v3.0", "slack/slack-v3.0 slack/slack-v3.1"]


def content(corpus: Path, name: str) -> bytes:
    return (corpus / "asyncapi" / f"{name}.yml").read_bytes()


def diff(old: bytes, new: bytes) -> list[ContractChange]:
    return compare({"app.yml": old}, {"app.yml": new}, format="asyncapi")


@pytest.mark.parametrize("name", sorted({name for pair in PAIRS for name in pair.split()}))
def test_a_description_against_itself_says_nothing(corpus: Path, name: str) -> None:
    assert diff(content(corpus, name), content(corpus, name) + b"\n") == []


@pytest.mark.parametrize(
    "names", [("v2/new", "v3/old", "v3/new"), ("slack/slack-v2.6", "slack/slack-v3.0", "slack/slack-v3.1")]
)
def test_one_application_says_nothing_in_whichever_version(corpus: Path, names: tuple[str, ...]) -> None:
    for old, new in permutations(names, 2):
        assert diff(content(corpus, old), content(corpus, new)) == []


def test_a_server_that_went_is_a_break_and_shown(corpus: Path) -> None:
    old, new = content(corpus, "v2/old"), content(corpus, "v2/new")
    gone, *came = diff(old, new)
    assert (gone.rule, gone.proof) == ("asyncapi/server-removed", "proven")
    assert gone.cause_old is not None
    assert old.decode().splitlines()[gone.cause_old.line - 1].strip() == "test:"
    assert [each.rule for each in came] == ["asyncapi/server-added"] * 2


EDITS = [
    (
        "slack/slack-v2.6",
        "slack/slack-v3.0",
        "author_link:\n          type: string",
        "author_link:\n          type: integer",
    ),
    ("slack/slack-v2.6", "slack/slack-v3.0", "      - $ref: '#/channels/root/messages/hello'\n", ""),
    ("v2/new", "v3/new", ".turn.on'", ".switch.on'"),
    ("v2/new", "v3/new", "maximum: 100\n  operationTraits", "maximum: 10\n  operationTraits"),
    ("v2/new", "v3/new", "        lumens:\n          type: integer", "        lumens:\n          type: string"),
    ("v2/new", "v3/new", "contentType: application/json", "contentType: application/cbor"),
    ("v2/new", "v3/new", "/securitySchemes/certs'", "/securitySchemes/saslScram'"),
    ("v2/new", "v3/new", "mykafkacluster.org:18092", "mykafkacluster.org:18093"),
]


@pytest.mark.parametrize(("old", "new", "was", "now"), EDITS)
def test_a_break_on_the_way_from_2_to_3_is_shown(corpus: Path, old: str, new: str, was: str, now: str) -> None:
    text = content(corpus, new).decode()
    assert was in text
    edited = text.replace(was, now, 1)
    breaking = [each for each in diff(content(corpus, old), edited.encode()) if each.compatibility == "breaking"]
    assert len(breaking) == 1
    assert breaking[0].proof == "proven"
    assert breaking[0].cause or breaking[0].cause_old
