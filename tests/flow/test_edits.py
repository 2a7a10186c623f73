"""What an edit shows: that the value is taken as the change gives it, that it is not, or nothing anybody can judge."""

import pytest

DOCKERFILE = {"svc/label/Dockerfile": "FROM scratch\n"}
IMPORT = "import { Address } from './gen/shop';\n\n"


def contract(type_: str, more: str = "", holder: str = "address") -> dict[str, str]:
    """A contract with ``Address.zip_code`` of a type."""
    text = (
        'syntax = "proto3";\npackage shop;\noption go_package = "example.org/shop/gen/shop";\n'
        'option java_package = "org.example.shop";\n'
        "service Shipping { rpc Quote(QuoteRequest) returns (QuoteReply); }\n"
        f"message Address {{ string city = 1; {type_} zip_code = 2; }}\n"
        f"message QuoteRequest {{ Address {holder} = 1; }}\nmessage QuoteReply {{ int32 cents = 1; }}\n{more}"
    )
    return {"proto/shop.proto": text}


def script(line: str) -> dict[str, str]:
    return {**DOCKERFILE, "svc/label/src/label.ts": f"{IMPORT}export const label = (a: Address) => {line};\n"}


def go(line: str, more: str = "") -> dict[str, str]:
    head = 'package main\n\nimport pb "example.org/shop/gen/shop"\n\n'
    return {**DOCKERFILE, "svc/label/main.go": f"{head}{more}func label(a *pb.Address) any {{\n\treturn {line}\n}}\n"}


def java(line: str) -> dict[str, str]:
    text = f"import org.example.shop.Address;\n\nclass Label {{\n  void f(Address a) {{\n    {line}\n  }}\n}}\n"
    return {**DOCKERFILE, "svc/label/src/Label.java": text}


def typescript(line: str) -> dict[str, str]:
    return {**DOCKERFILE, "svc/label/src/label.ts": f"{IMPORT}const label = {line};\n"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(a: Address) => g(a.zipCode)", "(a: Address) => g(a.zipCode /* later */)"),
        ("(a: Address) => g(a.zipCode)", "(a: Address) => g(a.zipCode); // later"),
        ("(a: Address) => g(a.zipCode)", "async (a: Address) => await g(a.zipCode)"),
        ("(a: Address) => g(a.zipCode)", "(a: Address) => g(a?.zipCode)"),
        ("(a: Address) => g(a.zipCode)", "(address: Address) => g(address.zipCode)"),
    ],
    ids=["a comment in it", "a comment behind it", "waiting", "a receiver that may be missing", "another name"],
)
def test_an_edit_that_leaves_the_value_as_it_is_repairs_nothing(changed, old, new):
    assert changed(typescript(old), typescript(new))["label"].state == "untouched"


def test_a_conversion_to_another_number_is_no_string(changed):
    old, new = "var z int32 = a.GetZipCode()", "var z int64 = int64(a.GetZipCode())"
    body = "func f(a *pb.Address) {{\n\t{}\n\tshow(z)\n}}\n\n"
    impact = changed(go("a.City", body.format(old)), go("a.City", body.format(new)))["label"]
    assert impact.state == "untouched"


def test_another_name_for_what_the_value_is_given_to_repairs_nothing(changed):
    body = "func f(a *pb.Address) {{\n\t{} := a.GetZipCode()\n}}\n\n"
    assert changed(go("a.City", body.format("x")), go("a.City", body.format("y")))["label"].state == "untouched"


def test_a_right_use_above_lends_its_repair_to_no_other(changed):
    more = 'func other(a *pb.Address) string {\n\treturn a.ZipCode + "1"\n}\n\n'
    impact = changed(go("a.ZipCode + 1"), go("a.ZipCode + 2", more))["label"]
    assert impact.state == "untouched"
    assert [(use.line, str(use.state)) for use in impact.uses] == [(6, "new"), (10, "untouched")]


def test_a_new_use_that_takes_the_old_type_is_hurt_like_an_old_one(changed):
    more = "\n  }\n  void g(Address a) {\n    int other = a.getZipCode();"
    impact = changed(java("int zip = a.getZipCode();"), java("String zip = a.getZipCode();" + more))["label"]
    assert impact.state == "untouched"
    assert "Label.java:8` still has the old form" in impact.why


def test_code_that_takes_the_new_type_already_is_not_hurt(changed):
    impact = changed(java("String zip = a.getZipCode();"), {})["label"]
    assert impact.answer == "depends"
    assert impact.why == "takes it in the new form already at `svc/label/src/Label.java:5`"


ENUM = contract("Zip", "enum Zip { NONE = 0; NORTH = 1; }\n")
LIST = contract("repeated int32")
MESSAGE = contract("Zip", "message Zip { int32 code = 1; }\n")


@pytest.mark.parametrize(
    ("asked_for", "old", "new", "state"),
    [
        (ENUM, "a.zipCode === 5", "a.zipCode === 6", "untouched"),
        (ENUM, "show(a.zipCode)", "show(Zip[a.zipCode])", "repaired"),
        (ENUM, "show(a.zipCode)", "print(a.zipCode)", "edited"),
        (ENUM, "join(a.city, a.zipCode)", "join(a.name, a.zipCode)", "untouched"),
        (LIST, "a.zipCode + 1", "a.zipCode + 2", "untouched"),
        (LIST, "show(a.zipCode)", "a.zipCode.map(show)", "repaired"),
        (MESSAGE, "show(a.zipCode)", "show(a.zipCode?.code)", "repaired"),
    ],
)
def test_what_no_literal_is_written_with_has_to_show_its_form(changed, asked_for, old, new, state):
    assert changed(script(old), {**script(new), **asked_for})["label"].state == state


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("int zip = a.getZipCode();", "long zip = a.getZipCode();", "repaired"),
        ("show(a.getZipCode() + 1);", "show(a.getZipCode() + 2);", "edited"),
        ("show(a.getZipCode() + 1);", "show(a.getZipCode() + 1); // later", "untouched"),
    ],
)
def test_of_another_size_of_number_no_literal_tells_the_new_from_the_old(changed, old, new, state):
    assert changed(java(old), {**java(new), **contract("int64")})["label"].state == state


def test_an_edit_that_nobody_can_judge_is_unknown_with_its_line(changed):
    impact = changed(script("show(a.zipCode)"), {**script("print(a.zipCode)"), **ENUM})["label"]
    assert (impact.answer, impact.state) == ("unknown", "edited")
    assert impact.why.startswith("edited here at `svc/label/src/label.ts:3`")
    assert len(impact.uses) == 1


UNTYPED = {
    **DOCKERFILE,
    "svc/load/Dockerfile": "FROM python\n",
    "compose.yaml": "services:\n  label:\n    build: svc/label\n    environment: [LOAD_URL=http://load:80]\n"
    "  load:\n    build: svc/load\n",
}


def test_a_line_of_which_nobody_can_tell_what_it_is_is_not_untouched_where_it_changes(changed):
    base = {**UNTYPED, **go("a.City"), "svc/load/people.rb": "PERSON = { zip_code: 94043 }\n"}
    impact = changed(base, {"svc/load/people.rb": 'PERSON = { zip_code: "94043" }\n'})["load"]
    assert (impact.answer, impact.state) == ("unknown", "edited")
    impact = changed(base, {**base, "svc/load/people.rb": "PERSON = { zip_code: 94043 }\n"})["load"]
    assert impact.state == "untouched"


def test_the_member_itself_decides_before_what_holds_it(changed):
    text = "<%= order.quote_request %>\n<%= order.address_line %>\n<%= order.billing_address.zip_code %>\n"
    base = {
        **UNTYPED,
        **go("a.City"),
        **contract("int32", holder="billing_address"),
        "svc/load/mail.erb": "<%= order.billing_address %>\n" + text,
    }
    head = contract("string", holder="billing_address")
    assert "`svc/load/mail.erb:4` names `zip_code`" in changed(base, head)["load"].why


def test_the_owners_of_a_file_answer_for_shared_code(asked):
    base = {
        **DOCKERFILE,
        "CODEOWNERS": "/lib/ @library\n",
        **contract("int32"),
        "lib/common/zip.py": "from shop import shop_pb2\n\n\ndef f(a: shop_pb2.Address):\n    return a.zip_code\n",
    }
    impact = asked(base, "proto/shop.proto#Address.zip_code")["lib/common/"]
    assert (impact.answer, impact.teams) == ("uses", ("@library",))
