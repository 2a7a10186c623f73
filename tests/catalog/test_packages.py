"""Manifests of packages: names, dependencies with their lines, members of workspaces."""

import pytest

from juncture.catalog.packages import read
from juncture.catalog.packages_model import Dependency
from juncture.facts.problem import InputError


def test_npm():
    text = """\
{
  "name": "@shop/web",
  "workspaces": {"packages": ["packages/*"]},
  "dependencies": {
    "@shop/cart-client": "workspace:*",
    "../local": "file:../local",
    "react": "^18"
  },
  "devDependencies": {"vitest": "1"}
}
"""
    found = read("web/package.json", text.encode())
    assert (found.ecosystem, found.name, found.line, found.members) == ("npm", "@shop/web", 2, ("packages/*",))
    assert found.dependencies == (
        Dependency("@shop/cart-client", 5, local=True),
        Dependency("../local", 6, "../local", local=True),
        Dependency("react", 7),
    )


def test_pnpm():
    text = b"packages:\n  - 'apps/*'\n  - '!apps/old'\n"
    assert read("pnpm-workspace.yaml", text).members == ("apps/*", "!apps/old")


def test_nx():
    text = b'{"name": "web", "implicitDependencies": ["api", 3]}'
    found = read("apps/web/project.json", text)
    assert (found.name, found.dependencies) == ("web", (Dependency("api", 1, local=True),))


def test_go_module():
    text = """\
module example.org/shop/cart // the cart

go 1.22

require (
	example.org/shop/api v0.0.0
	google.golang.org/grpc v1.60.0 // indirect
)
require example.org/one v1.0.0

replace example.org/shop/api => ../api
replace example.org/one => example.org/fork v1.0.1
"""
    found = read("cart/go.mod", text.encode())
    assert (found.name, found.line) == ("example.org/shop/cart", 1)
    assert found.dependencies == (
        Dependency("example.org/shop/api", 6, "../api", local=True),
        Dependency("google.golang.org/grpc", 7),
        Dependency("example.org/one", 9),
    )


def test_go_workspace():
    assert read("go.work", b"go 1.22\nuse (\n\t./cart\n\t./quote\n)\nuse ./web\n").members == (
        "./cart",
        "./quote",
        "./web",
    )


def test_cargo():
    text = """\
[package]
name = "cart"

[dependencies]
serde = "1"
quote-client = { path = "../quote-client" }
shared = { workspace = true }
renamed = { package = "real", path = "../real" }
"""
    found = read("cart/Cargo.toml", text.encode())
    assert found.name == "cart"
    assert found.dependencies == (
        Dependency("serde", 5),
        Dependency("quote-client", 6, "../quote-client", local=True),
        Dependency("shared", 7, local=True),
        Dependency("real", 8, "../real", local=True),
    )
    assert read("Cargo.toml", b'[workspace]\nmembers = ["crates/*"]\n').members == ("crates/*",)


def test_python():
    text = """\
[project]
name = "cart"
dependencies = [
  "requests>=2",
  "shop-api",
]
[tool.uv.sources]
shop-api = { workspace = true }
[tool.uv.workspace]
members = ["services/*"]
"""
    found = read("pyproject.toml", text.encode())
    assert (found.name, found.members) == ("cart", ("services/*",))
    assert found.dependencies == (Dependency("requests", 4), Dependency("shop-api", 5, local=True))
    poetry = b'[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nb = {path = "../b"}\npython = "^3.11"\n'
    assert read("a/pyproject.toml", poetry).dependencies[0] == Dependency("b", 4, "../b", local=True)


@pytest.mark.parametrize(
    "text",
    ['include ":lib:api", ":app"', "include(':lib:api')\ninclude(\":app\")", 'include "lib:api",\n    "app"'],
)
def test_gradle_settings(text):
    assert read("settings.gradle.kts", text.encode()).members == ("lib/api", "app")


def test_gradle_projects():
    text = b"dependencies {\n  implementation(project(\":lib:api\"))\n  api project(path: ':x')\n}\n"
    assert read("app/build.gradle", text).dependencies == (
        Dependency(":lib:api", 2, local=True),
        Dependency(":x", 3, local=True),
    )


def test_maven():
    text = """\
<project>
  <parent><groupId>org.shop</groupId><artifactId>parent</artifactId></parent>
  <artifactId>cart</artifactId>
  <modules><module>api</module></modules>
  <dependencies>
    <dependency>
      <groupId>${project.groupId}</groupId>
      <artifactId>quote-client</artifactId>
    </dependency>
  </dependencies>
</project>
"""
    found = read("cart/pom.xml", text.encode())
    assert (found.name, found.members) == ("org.shop:cart", ("api",))
    assert found.dependencies == (Dependency("org.shop:quote-client", 8),)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("package.json", b"{"),
        ("pyproject.toml", b"a = ["),
        ("Cargo.toml", b"a = " + b"[" * 5000),
        ("pom.xml", b"<project><a></project>"),
        ("pom.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><project>&a;</project>'),
        ("pom.xml", b"<a>" * 1000),
        ("package.json", b"{" + b" " * (4 * 1024 * 1024) + b"}"),
    ],
)
def test_a_broken_manifest_is_refused(path, content):
    with pytest.raises(InputError):
        read(path, content)


def test_a_template_of_a_manifest_is_none():
    assert read("tpl/package.json", b'{"name": {{ name }} }').name == ""
