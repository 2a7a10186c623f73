"""GraphQL: the line of a document that selects a field is its use, in files and in code."""

import pytest

SCHEMA = """\
type Query {
  cart(id: ID!): Cart
}
type Cart {
  total: Int
  owner: Owner
  items(first: Int): [Item]
}
type Owner {
  total: Int
  name: String
}
type Item {
  price: Int
}
input CartInput {
  note: String
}
type Mutation {
  save(input: CartInput): Cart
}
"""
DOCUMENT = "query C($id: ID!) {\n  cart(id: $id) {\n    {use}\n  }\n}\n"
PLACES = {
    "a file": ("a.graphql", "{document}"),
    "gql": ("a.ts", "export const C = gql`\n{document}`;\n"),
    "graphql": ("a.tsx", "export const C = graphql(`\n{document}`);\n"),
    "python": ("a.py", 'C = """\n{document}"""  # graphql\n'),
}


def reached(impact_of, text: str, head: str, path: str = "a.graphql") -> set[tuple[str, str, str]]:
    base = {"api/schema.graphql": SCHEMA, "svc/web/Dockerfile": "FROM scratch\n", f"svc/web/{path}": text}
    return impact_of(base, {"api/schema.graphql": head})


@pytest.mark.parametrize("place", PLACES)
def test_a_document_that_selects_the_field_uses_it(impact_of, place):
    path, form = PLACES[place]
    text = form.replace("{document}", DOCUMENT.replace("{use}", "total"))
    without = SCHEMA.replace("type Cart {\n  total: Int\n", "type Cart {\n")
    assert reached(impact_of, text, without, path) == {("web", "uses", "untouched")}


@pytest.mark.parametrize("place", PLACES)
def test_a_field_of_that_name_of_another_type_is_none(impact_of, place):
    path, form = PLACES[place]
    text = form.replace("{document}", DOCUMENT.replace("{use}", "owner { total }"))
    without = SCHEMA.replace("type Cart {\n  total: Int\n", "type Cart {\n")
    assert reached(impact_of, text, without, path) == set()


@pytest.mark.parametrize(
    ("use", "gone"),
    [
        ("items(first: 3) { price }", "items(first: Int): [Item]"),
        ("...on Cart { total }", "  total: Int\n  owner"),
        ("sum: total", "  total: Int\n  owner"),
    ],
)
def test_an_argument_a_fragment_and_an_alias_are_followed(impact_of, use, gone):
    head = SCHEMA.replace(gone, gone.replace("(first: Int)", "").replace("  total: Int\n", ""))
    assert reached(impact_of, DOCUMENT.replace("{use}", use), head) == {("web", "uses", "untouched")}


def test_a_fragment_of_its_own_says_its_type(impact_of):
    text = "fragment F on Cart {\n  total\n}\n"
    without = SCHEMA.replace("type Cart {\n  total: Int\n", "type Cart {\n")
    assert reached(impact_of, text, without) == {("web", "uses", "untouched")}
    assert reached(impact_of, text.replace("Cart", "Owner"), without) == set()


def test_a_document_of_another_schema_uses_nothing(impact_of):
    text = DOCUMENT.replace("{use}", "total").replace("cart(", "basket(")
    without = SCHEMA.replace("type Cart {\n  total: Int\n", "type Cart {\n")
    assert reached(impact_of, text, without) == set()


def test_a_variable_of_an_input_cannot_be_told(impact_of):
    head = SCHEMA.replace("  note: String\n", "  remark: String\n")
    text = "mutation S($input: CartInput) {\n  save(input: $input) { total }\n}\n"
    assert reached(impact_of, text, head) == {("web", "unknown", "untouched")}
    assert reached(impact_of, text.replace("$input) {", '{note: "x"}) {'), head) == {("web", "uses", "untouched")}


UNMARKED = {
    "python": ("a.py", 'C = """\n{document}"""\n'),
    "go": ("a.go", "package main\n\nvar c = `{document}`\n"),
    "a selection alone": ("a.py", 'C = gql("""\n{document}""")\n'),
}


@pytest.mark.parametrize("place", UNMARKED)
def test_a_document_needs_no_mark_to_be_one(impact_of, place):
    path, form = UNMARKED[place]
    document = "{\n  cart {\n    {use}\n  }\n}\n" if "alone" in place else DOCUMENT
    without = SCHEMA.replace("type Cart {\n  total: Int\n", "type Cart {\n")
    text = form.replace("{document}", document)
    assert reached(impact_of, text.replace("{use}", "total"), without, path) == {("web", "uses", "untouched")}
    assert reached(impact_of, text.replace("{use}", "owner { total }"), without, path) == set()
