"""BUILD files: targets and labels, what a folder is built into; nothing is run."""

import time

import pytest

from juncture.catalog.bazel import Address, Label, address, read
from juncture.facts.problem import InputError

BUILD = """\
load("//tools:image.bzl", "push")
package(default_visibility = ["//shop:__subpackages__"])

LIBRARIES = [
    "//lib/log",
    "//lib/http:client",
]

go_library(
    name = "cart_lib",
    srcs = ["main.go"] + glob(["*.gen.go"]),
    visibility = ["//visibility:private"],
    deps = LIBRARIES + select({
        "//conditions:default": ["//quote/pb:quote_go_proto"],
        ":mac": ["//mac"],
    }),
)

proto_library(name = "cart_proto", srcs = ["cart.proto"])
go_proto_library(name = "cart_go_proto", proto = ":cart_proto")

push(registry = "ghcr.io/shop", repository = "cart", tag = VERSION)
[go_test(name = n) for n in glob(["*_test.go"])]
"""


def test_targets_with_their_labels_and_lines():
    found = read("cart/BUILD.bazel", BUILD.encode())
    library, proto, code = found.targets
    assert (library.kind, library.name, library.line) == ("go_library", "cart_lib", 9)
    assert library.sources == ("main.go",)
    assert [(label.text, label.line) for label in library.dependencies] == [
        ("//lib/log", 5),
        ("//lib/http:client", 6),
        ("//quote/pb:quote_go_proto", 14),
        ("//mac", 15),
    ]
    assert [label.text for label in library.visibility] == ["//visibility:private"]
    assert [label.text for label in found.visibility] == ["//shop:__subpackages__"]
    assert (proto.sources, code.stands_for) == (("cart.proto",), (":cart_proto",))


def test_the_image_that_a_folder_is_built_into():
    found = read("cart/BUILD", BUILD.encode())
    assert found.images == (("ghcr.io/shop/cart", Label(":", 22)),)
    assert read("a/BUILD", b'twine(name = "p", repository = "pypi")\n').images == ()
    table = b'IMAGE_TO_LABEL = {\n    "reg.io/cart": "//src/cart:image",\n    "x": y,\n}\nOTHER = {"a": "//b"}\n'
    assert read("k8s/BUILD", table).images == (("reg.io/cart", Label("//src/cart:image", 2)),)


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("//a/b:c", Address("a/b", "c")),
        ("//a/b", Address("a/b", "b")),
        (":c", Address("here", "c")),
        ("c.go", Address("here", "c.go")),
        ("@//a:b", Address("a", "b")),
        ("@@//a:b", Address("a", "b")),
        ("@other//a:b", None),
        ("", None),
    ],
)
def test_labels(label, meaning):
    assert address(label, "here") == meaning


@pytest.mark.parametrize(
    "content",
    [b"x = (\n", b"def f(:\n", b"(" * 100, b"a = 1" + b"+1" * 100_000, b"a" * 600_000, b"x = 1\0\n", b"- " * 100_000],
)
def test_what_is_no_build_file_is_refused_at_once(content):
    start = time.process_time()
    with pytest.raises(InputError):
        read("a/BUILD", content)
    assert time.process_time() - start < 5


def test_lists_that_double_stay_small():
    doubling = "A = ['x']\n" + "A = A + A\n" * 60 + "rule(name = 'r', deps = A)\n"
    assert len(read("a/BUILD", doubling.encode()).targets[0].dependencies) == 5000
