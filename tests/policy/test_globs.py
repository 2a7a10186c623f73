"""A glob says what it covers, and nothing a path says makes it slow."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.policy.globs import matcher


@pytest.mark.parametrize(
    ("glob", "fits", "fails"),
    [
        (
            "billing/**",
            ["billing/a.go", "billing/x/y.go", "Billing/A.cs"],
            ["billing", "src/billing/a.go", "billings/a"],
        ),
        ("billing/", ["billing/a.go"], ["billing"]),
        ("**/auth/**", ["auth/a.go", "src/auth/a.go", "a/b/auth/c/d"], ["src/author/a.go", "src/auth.go", "auth"]),
        ("**/auth.*", ["auth.go", "x/auth.proto"], ["author.go", "x/oauth.go"]),
        ("*.proto", ["demo.proto"], ["pb/demo.proto"]),
        ("pb/*.proto", ["pb/demo.proto"], ["pb/v1/demo.proto"]),
        ("**/*.proto", ["demo.proto", "a/b/demo.proto"], ["demo.protos"]),
        ("a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["a/b", "z"]),
        ("**/{auth,iam}{,-service}/*", ["auth/x", "b/iam-service/x"], ["auth-serv/x", "auth/x/y"]),
        ("v?/a", ["v1/a"], ["v10/a", "v/a"]),
        ("**", ["a", "a/b"], []),
        ("**/a/**/b", ["a/b", "a/a/b", "x/a/y/a/z/b"], ["a", "b/a"]),
    ],
)
def test_what_a_glob_covers(glob: str, fits: list[str], fails: list[str]) -> None:
    covers = matcher([glob])
    assert [path for path in fits if not covers(path)] == []
    assert [path for path in fails if covers(path)] == []


def test_packages_are_separated_by_dots() -> None:
    covers = matcher(["**.billing.**", "acme.tax"], ".")
    assert covers("acme.billing.v1")
    assert covers("acme.billing")
    assert covers("acme.tax")
    assert not covers("acme.billings.v1")
    assert not covers("acme.tax.v1")


@pytest.mark.parametrize(
    "glob", ["", "/a", "a//b", "../a", "a/**b", "a/{b", "a/b}", "{a/b,c}", "{{a}}", "[ab]", "a\\b", "./a"]
)
def test_what_is_no_glob_is_said(glob: str) -> None:
    with pytest.raises(ValueError, match=r"part|braces|glob|beside"):
        matcher([glob])


def test_too_many_alternatives_are_refused() -> None:
    with pytest.raises(ValueError, match="alternatives"):
        matcher(["{a,b}" * 40])


def test_hostile_paths_take_no_time() -> None:
    covers = matcher(["**/a*a*a*a*a*a*a*b/**/" * 8 + "x"])
    start = time.perf_counter()
    assert not covers("/".join(["a" * 100] * 40))
    assert time.perf_counter() - start < 1


def as_regex(glob: str) -> str:
    parts = []
    for segment in glob.split("/"):
        parts.append("(?:[^/]+/)*" if segment == "**" else re.escape(segment).replace(r"\*", "[^/]*") + "/")
    return "".join(parts)


segments = st.sampled_from(["a", "b", "*", "a*", "*b*", "**"])


@given(
    st.lists(segments, min_size=1, max_size=5),
    st.lists(st.sampled_from(["a", "b", "ab", "ba"]), min_size=1, max_size=6),
)
def test_it_agrees_with_a_regular_expression(pattern: list[str], path: list[str]) -> None:
    glob, text = "/".join(pattern), "/".join(path)
    # A trailing ** needs something below it.
    expected = as_regex(glob) + ("[^/]+/" if pattern[-1] == "**" else "")
    assert matcher([glob])(text) == bool(re.fullmatch(expected, text + "/"))
