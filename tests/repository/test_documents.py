"""The loader: plain values, true lines, and a clear no to what is hostile (threats.md T13)."""

import json
import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from juncture.facts.problem import InputError
from juncture.repository import documents
from juncture.repository.documents import load, load_one

SERVICE = b"""\
# comment
name: cart
ports:
  - 80
  - host: a
    port: 81
defaults: &d {level: info, on: yes}
merged:
  <<: *d
  level: debug
"""


def test_every_key_and_item_has_its_line():
    document = load_one(SERVICE, "a.yaml")
    assert document.value["ports"] == [80, {"host": "a", "port": 81}]
    assert document.line_of("name") == 2
    assert document.line_of("ports") == 3
    assert document.line_of("ports", 0) == 4
    assert document.line_of("ports", 1, "port") == 6
    assert document.line_of("merged", "level") == 10
    assert document.line_of("merged", "on") == 7, "a merged key stands where it was written"
    assert document.line_of("ports", 9) == 3, "what is absent is nearest to its parent"


def test_words_are_words_by_yaml_1_2():
    value = load_one(
        b"a: yes\nb: on\nc: 0o17\nd: 0x1F\ne: ~\nf: .inf\ng: 012\nh: '1'\ni: !!str 1\n1: x\n", "a.yml"
    ).value
    assert value == {
        "a": "yes", "b": "on", "c": 15, "d": 31, "e": None, "f": math.inf, "g": 12, "h": "1", "i": "1", "1": "x",
    }  # fmt: skip


def test_json_lines_are_found_where_the_key_stands():
    content = b'{\n "a": {\n  "b": [1,\n   {"c": 2}]\n },\n "d\\u0065": 3\n}\n'
    document = load_one(content, "a.json")
    assert document.line_of("a", "b") == 3
    assert document.line_of("a", "b", 1, "c") == 4
    assert document.line_of("de") == 6
    assert document.line_of("a", "nothing") == 2


def test_keys_given_twice_are_reported():
    assert load_one(b"a: 1\nb: 2\na: 3\n", "a.yaml").duplicates == [("a", 3)]
    assert [key for key, _ in load_one(b'{"a": 1, "b": {"c": 1, "c": 2}}', "a.json").duplicates] == ["c"]


def test_tags_are_reported_and_read_as_if_they_were_not_there():
    document = load_one(b"a: !Ref x\nb: !!python/object:os.system {c: 1}\n", "a.yaml")
    assert document.value == {"a": "x", "b": {"c": 1}}
    assert document.tags == [1]


def test_documents_of_one_file_have_their_own_lines():
    first, second = load(b"a: 1\n---\n\nb: 2\n", "a.yaml")
    assert (first.line_of("a"), second.line_of("b")) == (1, 4)
    with pytest.raises(InputError, match=r"a\.yaml:4: a second document"):
        load_one(b"a: 1\n---\n\nb: 2\n", "a.yaml")


@pytest.mark.parametrize(
    ("content", "path", "said"),
    [
        (b"a: [1,\n", "a.yaml", "a.yaml:2: not YAML"),
        (b"a: 1\n\tb: 2\n", "a.yaml", "a.yaml:2: not YAML"),
        (b"a: \xff\xfe\n", "a.yaml", "not YAML"),
        (b'{"a": 1,\n "b": }', "a.json", "a.json:2: not JSON"),
        (b'{"a": NaN}', "a.json", "not JSON"),
        (b"[" * 5000 + b"]" * 5000, "a.yaml", "nested deeper than"),
        (b"[" * 5000 + b"]" * 5000, "a.json", "not JSON"),
        (b"[" * 1010 + b"]" * 1010, "a.json", "nested deeper than"),
        (b"a: *b\n", "a.yaml", "the alias *b stands before its anchor"),
        (b"a: &a [*a]\n", "a.yaml", "stands before its anchor, or inside it"),
        (b"? [a]\n: 1\n", "a.yaml", "a mapping or a list as a key"),
        (b"a" * (documents.MAX_BYTES + 1), "a.yaml", "16,777,217 bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(content, path, said):
    with pytest.raises(InputError) as caught:
        load(content, path)
    assert said in str(caught.value)


def test_a_bomb_of_aliases_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(InputError, match="nodes once aliases are followed"):
        load("\n".join(lines).encode(), "bomb.yaml")


def test_a_huge_number_stays_text():
    assert load_one(b"a: " + b"9" * 5000, "a.yaml").value == {"a": "9" * 5000}


# Letters and marks only: the standard dumper writes YAML 1.1, where `0o7` is text and U+0085 ends a line.
WORDS = st.text("abé :#-'\"{}[]&*!|>%@,?\n\t", max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@given(PLAIN)
def test_json_written_by_the_standard_library_is_read_back(value):
    assert load_one(json.dumps(value, indent=1).encode(), "a.json").value == value


@given(PLAIN)
def test_yaml_written_by_the_standard_dumper_is_read_back(value):
    assert load_one(yaml.safe_dump(value, allow_unicode=True).encode(), "a.yaml").value == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content):
    for path in ("a.yaml", "a.json"):
        try:
            load(content, path)
        except InputError as error:
            assert error.problems
