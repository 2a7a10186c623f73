"""Is a use repaired here? Its line has to change in the way that the contract's change demands."""

import pytest

DOCKERFILE = {"svc/label/Dockerfile": "FROM scratch\n"}
IMPORT = "import { Address } from './gen/shop';\n\n"


def script(line: str, more: str = "") -> dict[str, str]:
    return {**DOCKERFILE, "svc/label/src/label.ts": f"{IMPORT}{more}export const label = (a: Address) => {line};\n"}


def go(line: str, more: str = "") -> dict[str, str]:
    head = 'package main\n\nimport pb "example.org/shop/gen/shop"\n\n'
    text = f"{head}{more}func label(a *pb.Address) any {{\n\treturn {line}\n}}\n"
    return {**DOCKERFILE, "svc/label/main.go": text}


def test_a_literal_of_the_new_type_repairs(changed):
    impact = changed(script("a.zipCode === 0"), script('a.zipCode === "0"'))["label"]
    assert (impact.answer, impact.state) == ("uses", "repaired")


def test_a_changed_line_that_still_takes_the_old_type_repairs_nothing(changed):
    impact = changed(script("a.zipCode === 0"), script("a.zipCode === 1"))["label"]
    assert impact.state == "untouched"
    assert "svc/label/src/label.ts:3" in impact.why


def test_an_edit_elsewhere_in_the_file_repairs_nothing(changed):
    impact = changed(go("a.ZipCode + 1"), go("a.ZipCode + 1", "// a new remark\n\n"))["label"]
    assert impact.state == "untouched"
    assert impact.uses[0].line == 8, "the line is head's"


def test_a_line_that_was_not_there_before_is_new(changed):
    impact = changed(go("a.City"), go("a.ZipCode"))["label"]
    assert (impact.answer, impact.state) == ("uses", "new")


def test_a_line_that_is_gone_is_repaired_and_shown_at_base(changed):
    impact = changed(go("a.ZipCode"), go("a.City"))["label"]
    assert impact.state == "repaired"
    (use,) = impact.uses
    assert use.text == "return a.ZipCode"


def test_one_line_left_behind_leaves_the_service_unrepaired(changed):
    more = "func old(a *pb.Address) int32 {\n\treturn a.ZipCode\n}\n\n"
    impact = changed(go("a.ZipCode + 1", more), go('a.ZipCode + "1"', more))["label"]
    assert impact.state == "untouched"
    assert "svc/label/main.go:6" in impact.why


def test_what_is_handed_on_under_its_own_name_needs_no_edit(changed):
    impact = changed(go("&pb.Address{ZipCode: a.ZipCode}"), {})["label"]
    assert impact.answer == "depends"
    assert "passes it on unread at `svc/label/main.go:6`" in impact.why


def test_who_names_it_in_untyped_text_cannot_be_told(changed):
    base = {
        **go("a.City"),
        "svc/mail/Dockerfile": "FROM ruby\n",
        "svc/mail/mail.erb": "<p><%= order.zip_code %></p>\n",
        "compose.yaml": "services:\n  label:\n    build: svc/label\n    environment: [MAIL_URL=http://mail:80]\n"
        "  mail:\n    build: svc/mail\n",
    }
    impact = changed(base, {})["mail"]
    assert (impact.answer, impact.rollout) == ("unknown", "unknown")
    assert "`svc/mail/mail.erb:1` names `zip_code`" in impact.why


def test_an_edit_beside_the_value_repairs_nothing(changed):
    impact = changed(go("join(x, a.ZipCode)"), go("join(y, a.ZipCode)"))["label"]
    assert impact.state == "untouched"


def test_an_edit_of_what_is_done_with_the_value_repairs(changed):
    impact = changed(go("number(a.ZipCode) + x"), go("text(a.ZipCode) + x"))["label"]
    assert impact.state == "repaired"


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("strconv.Itoa(int(a.ZipCode))", "strings.TrimSpace(a.ZipCode)", "repaired"),
        ("show(a.ZipCode)", "strconv.Itoa(a.ZipCode)", "untouched"),
        ("a.ZipCode + 1", "a.ZipCode * 2", "untouched"),
    ],
)
def test_what_the_code_takes_the_value_for_decides(changed, old, new, state):
    assert changed(go(old), go(new))["label"].state == state


def java(line: str) -> dict[str, str]:
    text = f"import org.example.shop.Address;\n\nclass Label {{\n  void f(Address a) {{\n    {line}\n  }}\n}}\n"
    return {**DOCKERFILE, "svc/label/src/Label.java": text}


@pytest.mark.parametrize(("type_", "state"), [("String", "repaired"), ("long", "untouched")])
def test_a_variable_of_the_wrong_type_is_no_repair(changed, type_, state):
    impact = changed(java("int zip = a.getZipCode();"), java(f"{type_} zip = a.getZipCode();"))["label"]
    assert impact.state == state


@pytest.mark.parametrize(
    "more",
    [
        go(
            "label(a.City)",
            "func copied(a *pb.Address) any {\n\tzip := a.ZipCode\n\treturn &pb.Address{ZipCode: zip}\n}\n",
        ),
        java("var zip = a.getZipCode(); show(Address.newBuilder().setZipCode(zip).build());"),
        java("b.setZipCode(a.getZipCode());"),
        script("a.city", "export const copy = (a: Address) => {\n  const { zipCode } = a;\n  return { zipCode };\n};\n")
        | script("({ zipCode: a.zipCode })"),
    ],
    ids=["go", "java", "java setter", "typescript"],
)
def test_a_bridge_needs_no_edit(changed, more):
    impact = changed(more, {})["label"]
    assert impact.answer == "depends"
    assert "passes it on unread" in impact.why


def test_an_edit_of_the_value_that_is_given_repairs(changed):
    impact = changed(go("&pb.Address{ZipCode: int32(x)}"), go("&pb.Address{ZipCode: x}"))["label"]
    assert impact.state == "repaired"
    impact = changed(go("&pb.Address{ZipCode: x, City: y}"), go("&pb.Address{ZipCode: x, City: z}"))["label"]
    assert impact.state == "untouched"


LINES = "func label(a *pb.Address) any {\n\treturn %s(\n\t\tctx,\n\t\t%s(\n\t\t\ta.ZipCode,\n\t\t),\n\t)\n}\n"


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (("show", "number"), ("show", "text"), "repaired"),
        (("show", "number"), ("print", "number"), "untouched"),
        (("show", "number"), ("show", "number"), "untouched"),
    ],
    ids=["what is done with it", "beside it", "nothing"],
)
def test_another_line_of_the_statement_may_repair(changed, old, new, state):
    head = 'package main\n\nimport pb "example.org/shop/gen/shop"\n\n'
    base = {**DOCKERFILE, "svc/label/main.go": head + LINES % old}
    assert changed(base, {"svc/label/main.go": head + LINES % new})["label"].state == state


def test_an_edit_on_another_line_of_a_literal_repairs_nothing(changed):
    lines = "&pb.Address{{\n\t\tCity: {},\n\t\tZipCode: x,\n\t}}"
    assert changed(go(lines.format("y")), go(lines.format("z")))["label"].state == "untouched"


def test_two_edits_beside_the_value_repair_nothing(changed):
    assert changed(go("join(x, a.ZipCode, y)"), go("join(w, a.ZipCode, z)"))["label"].state == "untouched"
