"""Where an access stands: its whole statement, and whether its receiver shows anything at all."""

import pytest

from juncture.code.accesses import accesses


def test_the_statement_is_on_one_line_without_the_blocks_that_it_opens():
    text = (
        "func f(a *pb.Address) {\n\tshow(\n\t\tctx,\n\t\ta.ZipCode,\n\t)\n\tif a.ZipCode == 1 {\n\t\tstop()\n\t}\n}\n"
    )
    found = accesses("a.go", f"package a\n\n{text}".encode(), {"ZipCode"})
    assert [one.whole for one in found] == ["show( ctx, a.ZipCode, )", "a.ZipCode == 1"]


@pytest.mark.parametrize(
    ("path", "text", "unshown"),
    [
        ("A.java", "class A { void f(Store s) { s.each(x -> x.getZip()); } }", True),
        ("A.java", "class A { void f(Store s) { s.each((Card x) -> x.getZip()); } }", False),
        ("A.java", "class A { void f(Card x) { x.getZip(); } }", False),
        ("A.cs", "class A { void F(Store s) { s.Each(x => x.getZip()); } }", True),
        ("A.cs", "class A { void F(Store s) { s.Each((x) => x.getZip()); } }", True),
        ("A.cs", "class A { void F(Store s) { s.Each((Card x) => x.getZip()); } }", False),
        ("a.kt", "fun f(s: Store) { s.each { x -> x.getZip() } }", True),
        ("a.rs", "fn f(s: Store) { s.each(|x| x.getZip()); }", True),
        ("a.rs", "fn f(s: Store) { s.each(|x: Card| x.getZip()); }", False),
    ],
)
def test_a_parameter_that_is_shown_no_type_is_told(path, text, unshown):
    (found,) = accesses(path, text.encode(), {"getZip"})
    assert found.unshown is unshown


@pytest.mark.parametrize(
    ("path", "text", "called"),
    [
        ("a.ts", "const x = answer.text();", True),
        ("a.ts", "const x = answer.text.trim();", False),
        ("a.py", "x = answer.text()\n", True),
        ("a.py", "x = answer.text\n", False),
    ],
)
def test_a_member_that_is_called_is_told(path, text, called):
    (found,) = accesses(path, text.encode(), {"text"})
    assert found.called is called
