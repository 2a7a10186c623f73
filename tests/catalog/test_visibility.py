"""Bazel visibility: a dependency on what the BUILD file of another service hides is a crossing, with its line."""

import pytest

from juncture.catalog import workspaces
from juncture.catalog.visibility import crossings
from juncture.flow.drift import crossings as judged
from juncture.repository.cache import Cache

FILES = {"src/web/Dockerfile": "FROM x\n", "src/quote/Dockerfile": "FROM x\n"}
WEB = 'go_library(\n    name = "lib",\n    deps = ["//src/quote:lib"],\n)\n'
QUOTE = 'go_library(\n    name = "lib",\n    visibility = [{}],\n)\n'


@pytest.fixture
def crossed(catalog):
    def found(files):
        opened = catalog({**FILES, **files})
        builds = workspaces.read(opened.tree, Cache(None), []).builds
        return crossings(builds, opened.owned, opened.bindings, opened.sources)

    return found


def places(found):
    return [(one.source, one.target, str(one.provenance), str(one.rule)) for one in found]


def test_a_private_target_of_another_service(crossed):
    found = crossed({"src/web/BUILD": WEB, "src/quote/BUILD": QUOTE.format('"//visibility:private"')})
    assert places(found) == [("web", "//src/quote:lib", "src/web/BUILD:3", "src/quote/BUILD:3")]
    (finding,) = judged((), (), found)
    assert finding.rule == "catalog/boundary-crossed"
    assert finding.message == (
        "web depends on //src/quote:lib, which it may not: its visibility is //visibility:private, as src/quote/BUILD:3"
        " says"
    )
    assert [str(place) for place in finding.provenance] == ["src/web/BUILD:3", "src/quote/BUILD:3"]


SEEN = {
    "everybody": '"//visibility:public"',
    "the package": '"//src/web:__pkg__"',
    "the packages below one": '"//src:__subpackages__"',
    "everything": '"//:__subpackages__"',
    "one of several": '"//other:__pkg__", "//src/web:__pkg__"',
    "a group": '"//:friends"',
    "a group that includes another": '":circle"',
    "a group of another repository, of which nobody can tell": '"@other//:friends"',
    "a group that is not here": '"//gone:friends"',
    "what a macro computes": "*VISIBLE",
}
HIDDEN = {
    "nobody": '"//visibility:private"',
    "another package": '"//src/cart:__pkg__"',
    "a package whose name begins alike": '"//src/we:__subpackages__"',
    "a package of another repository": '"@other//src/web:__pkg__"',
    "only what lies below a package": '"//src/web/inner:__pkg__"',
    "a group that takes it out again": '"//:strangers"',
    "no label": "",
}
GROUPS = {
    "BUILD": 'package_group(name = "friends", packages = ["//src/web/...", "//lib"])\n'
    'package_group(name = "strangers", packages = ["//src/...", "-//src/web"])\n',
    "src/quote/group.bzl": "",
}
CIRCLE = (
    'package_group(name = "circle", includes = [":ring", "//:friends"])\n'
    'package_group(name = "ring", includes = [":circle"])\n'
)


@pytest.mark.parametrize("name", SEEN)
def test_a_target_that_is_visible_to(crossed, name):
    quote = CIRCLE + QUOTE.format(SEEN[name])
    assert crossed({**GROUPS, "src/web/BUILD": WEB, "src/quote/BUILD": quote}) == ()


@pytest.mark.parametrize("name", HIDDEN)
def test_a_target_that_is_visible_only_to(crossed, name):
    found = crossed({**GROUPS, "src/web/BUILD": WEB, "src/quote/BUILD": QUOTE.format(HIDDEN[name])})
    assert [one.target for one in found] == ["//src/quote:lib"]


@pytest.mark.parametrize(
    ("quote", "rule"),
    [
        ('go_library(name = "lib")\n', 1),
        ('package(default_visibility = ["//src/cart:__pkg__"])\ngo_library(name = "lib")\n', 1),
        ('V = ["//visibility:private"]\ngo_library(\n    name = "lib",\n    visibility = V,\n)\n', 1),
        ('load("@rules_go//go:def.bzl", "go_library")\ngo_library(name = "lib")\n', 2),
    ],
)
def test_what_names_no_visibility_has_its_packages_default_and_is_private_without_one(crossed, quote, rule):
    found = crossed({"src/web/BUILD": WEB, "src/quote/BUILD": quote})
    assert [one[3] for one in places(found)] == [f"src/quote/BUILD:{rule}"]


@pytest.mark.parametrize(
    "quote",
    [
        'package(default_visibility = ["//visibility:public"])\ngo_library(name = "lib")\n',
        'package(default_visibility = DEFAULT)\ngo_library(name = "lib")\n',
        'load("//rules:go.bzl", "go_library")\ngo_library(name = "lib")\n',
        'load(":go.bzl", lib = "go_library")\nlib(name = "lib")\n',
        'go_library(name = "lib", **COMMON)\n',
        'go_library(name = "lib", visibility = visible_to("x"))\n',
    ],
)
def test_what_only_bazel_can_tell_is_no_crossing(crossed, quote):
    assert crossed({"src/web/BUILD": WEB, "src/quote/BUILD": quote}) == ()


def test_an_alias_that_is_visible_lets_through_what_is_not(crossed):
    quote = QUOTE.format("") + 'alias(name = "api", actual = ":lib", visibility = ["//visibility:public"])\n'
    assert crossed({"src/web/BUILD": WEB.replace(":lib", ":api"), "src/quote/BUILD": quote}) == ()


def test_packages_of_one_service_are_its_own_business(crossed):
    files = {"src/web/inner/BUILD": QUOTE.format(""), "src/web/BUILD": WEB.replace("quote", "web/inner")}
    assert crossed(files) == ()


PROTO = """\
syntax = "proto3";
package shop;
option go_package = "example.org/shop/pb";
service Quote { rpc Get(A) returns (A); }
message A { string x = 1; }
"""
CALLER = 'package main\n\nimport (\n\tpb "example.org/shop/pb"\n)\n\nfunc f() { pb.NewQuoteClient(nil) }\n'


@pytest.mark.parametrize(
    ("visible", "crossing"),
    [
        ("", [("web", "//src/quote:p", "src/web/main.go:4", "src/quote/BUILD:1")]),
        ("//src/web:__pkg__", []),
    ],
)
def test_a_call_through_code_made_of_a_contract_that_is_hidden(crossed, visible, crossing):
    build = (
        'proto_library(name = "p", srcs = ["quote.proto"])\n'
        f'go_proto_library(name = "go", proto = ":p", visibility = ["{visible or "//visibility:private"}"])\n'
    )
    files = {"src/quote/quote.proto": PROTO, "src/quote/BUILD": build, "src/web/main.go": CALLER}
    assert crossed(files) == (), "what no BUILD file builds keeps no rule of the build"
    assert places(crossed({**files, "src/web/BUILD": "# gazelle:ignore\n"})) == crossing
