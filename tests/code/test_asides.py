"""Test code inside a source file: the lines that its language's own mark sets aside."""

import pytest

from juncture.code.asides import test_lines as lines_of_tests

CODE = """\
fn quote(count: u32) -> u32 {
    count * 8
}

#[cfg(test)]
#[allow(unused)]
// the tests
mod tests {
    use super::quote;

    #[test]
    fn quotes() {
        assert_eq!(quote(1), 8);
    }
}
"""


def test_a_marked_module_is_set_aside_to_its_end():
    found = lines_of_tests("src/quote.rs", CODE.encode())
    assert {line for lines in found for line in lines} == set(range(8, 16))


@pytest.mark.parametrize("mark", ["#[cfg(not(test))]", "#[cfg(any(test, unix))]", '#[cfg(feature = "test")]', ""])
def test_what_is_compiled_without_tests_too_is_none(mark):
    text = CODE.replace("#[cfg(test)]", mark).replace("    #[test]\n", "")
    assert lines_of_tests("src/quote.rs", text.encode()) == ()


def test_a_file_that_is_marked_as_a_whole_is_set_aside():
    found = lines_of_tests("src/quote.rs", b"#![cfg(test)]\n\nfn quote() {}\n")
    assert [2 in lines and 3 in lines for lines in found] == [True]


def test_a_language_without_such_a_mark_has_none():
    assert lines_of_tests("quote.go", CODE.encode()) == ()
