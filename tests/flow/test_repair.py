"""Is a use repaired here? Its line has to change in the way that the contract's change demands."""

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
