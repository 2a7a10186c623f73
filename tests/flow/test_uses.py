"""Uses per language: a line counts where it reaches the generated code, and by the name's generated form."""

import pytest

LANGUAGES = {
    "go": (
        "main.go",
        'package main\n\nimport pb "example.org/shop/gen/shop"\n\n'
        "func label(a *pb.Address) int32 {\n\treturn {use}\n}\n",
        "a.ZipCode",
        "a.City",
    ),
    "java": (
        "src/main/java/Label.java",
        "import org.example.shop.Address;\n\nclass Label {\n  int of(Address a) {\n    return {use};\n  }\n}\n",
        "a.getZipCode()",
        "a.getCity()",
    ),
    "kotlin": (
        "src/main/kotlin/Label.kt",
        "import org.example.shop.Address\n\nfun label(a: Address): Int {\n    return {use}\n}\n",
        "a.zipCode",
        "a.city",
    ),
    "python": (
        "label.py",
        "from shop import shop_pb2\n\n\ndef label(a: shop_pb2.Address) -> int:\n    return {use}\n",
        "a.zip_code",
        "a.city",
    ),
    "typescript": (
        "src/label.ts",
        "import { Address } from './gen/shop';\n\nexport const label = (a: Address) => {use};\n",
        "a.zipCode",
        "a.city",
    ),
    "csharp": (
        "Label.cs",
        "using Example.Shop;\n\nclass Label {\n  int Of(Address a) {\n    return {use};\n  }\n}\n",
        "a.ZipCode",
        "a.City",
    ),
    "cpp": (
        "label.cc",
        '#include "proto/shop.pb.h"\n\nint label(const shop::Address& a) {\n  return {use};\n}\n',
        "a.zip_code()",
        "a.city()",
    ),
    "rust": (
        "src/label.rs",
        'pub mod shop { tonic::include_proto!("shop"); }\nuse shop::Address;\n\n'
        "fn label(a: &Address) -> i32 {\n    {use}\n}\n",
        "a.zip_code",
        "a.city",
    ),
}


def files(language: str, use: str, text: str = "") -> dict[str, str]:
    name, template, _, _ = LANGUAGES[language]
    return {"svc/label/Dockerfile": "FROM scratch\n", f"svc/label/{name}": (text or template).replace("{use}", use)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_reads_the_member_is_a_use(changed, language):
    name, _, use, _ = LANGUAGES[language]
    impact = changed(files(language, use), {})["label"]
    assert impact.answer == "uses"
    (found,) = impact.uses
    assert found.path == f"svc/label/{name}"
    assert use in found.text
    assert language in found.reader
    assert "proto/shop.proto" in found.reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_reads_another_member_is_none(changed, language):
    impact = changed(files(language, LANGUAGES[language][3]), {})["label"]
    assert (impact.answer, impact.uses) == ("depends", ())
    assert "no use of this part found" in impact.why


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_name_in_a_file_that_reaches_no_generated_code_is_none(changed, language):
    _, template, use, _ = LANGUAGES[language]
    lines = [
        line
        for line in template.splitlines()
        if not line.startswith(("import", "from", "using", "use", "pub mod", "#include"))
    ]
    assert "label" not in changed(files(language, use, "\n".join(lines) + "\n"), {})


@pytest.mark.parametrize(
    ("language", "own"),
    [
        ("go", "type Card struct{ ZipCode int32 }\n\nfunc other(c Card) int32 { return c.ZipCode }\n"),
        ("python", "\n\nclass Card:\n    zip_code: int = 0\n\n\ndef other(c: Card) -> int:\n    return c.zip_code\n"),
        ("typescript", "interface Card { area: number }\nexport const other = (c: Card) => c.zipCode;\n"),
        (
            "java",
            "class Card { int getZipCode() { return 0; } }\nclass B { int of(Card c) { return c.getZipCode(); } }\n",
        ),
    ],
)
def test_the_same_name_on_a_type_of_its_own_adds_no_use(changed, language, own):
    _, template, _, other = LANGUAGES[language]
    impact = changed(files(language, other, template + own), {})["label"]
    assert [use for use in impact.uses if use.how != "declare"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comment_is_no_use(changed, language):
    _, template, use, other = LANGUAGES[language]
    mark = "#" if language == "python" else "//"
    impact = changed(files(language, other, f"{template}{mark} {use}\n"), {})["label"]
    assert impact.uses == ()


def test_a_test_is_tagged_and_does_not_decide(changed):
    test = 'package main\n\nimport pb "example.org/shop/gen/shop"\n\nvar a = &pb.Address{ZipCode: 7}\n'
    impact = changed({**files("go", "a.City"), "svc/label/label_test.go": test}, {})["label"]
    assert impact.answer == "depends"
    assert [use.test for use in impact.uses] == [True]
    assert "only tests use it" in impact.why


def test_a_contract_that_is_loaded_at_run_time_is_reached(changed):
    text = (
        "const grpc = require('@grpc/grpc-js');\nconst loader = require('@grpc/proto-loader');\n\n"
        "const quote = (call) => call.request.address.zipCode;\n"
        "const shop = grpc.loadPackageDefinition(loader.loadSync('shop.proto')).shop;\n"
        "new grpc.Server().addService(shop.Shipping.service, { quote });\n"
    )
    impact = changed({"svc/label/Dockerfile": "FROM node\n", "svc/label/index.js": text}, {})["label"]
    assert [use.line for use in impact.uses] == [4]


@pytest.mark.parametrize(
    ("mark", "test"),
    [
        ("#[cfg(test)]\n", True),
        ("#[cfg(all(unix, test))]\n#[allow(dead_code)]\n", True),
        ("#[cfg(not(test))]\n", False),
        ('#[cfg(feature = "test")]\n', False),
        ("#[cfg(any(test, unix))]\n", False),
        ("", False),
    ],
)
def test_test_code_inside_a_source_file_is_tagged(changed, mark, test):
    _, template, use, other = LANGUAGES["rust"]
    inside = f"{mark}mod more {{\n    fn show(a: &super::Address) -> i32 {{\n        {use}\n    }}\n}}\n"
    impact = changed(files("rust", other, template + inside), {})["label"]
    assert [use.test for use in impact.uses] == [test]
    assert impact.answer == ("depends" if test else "uses")


def test_a_test_function_beside_other_code_is_tagged(changed):
    _, template, _, other = LANGUAGES["rust"]
    inside = "#[tokio::test]\nasync fn shows() {\n    let a = Address::default();\n    assert_eq!(a.zip_code, 1);\n}\n"
    impact = changed(files("rust", other, template + inside), {})["label"]
    assert [use.test for use in impact.uses] == [True]
