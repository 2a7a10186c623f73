"""Test code inside a source file: the lines that a language's own mark sets aside (``#[cfg(test)] mod tests``)."""

from juncture.code.language import language, language_of, pattern
from juncture.code.syntax import Source, span


def test_lines(path: str, content: bytes) -> tuple[range, ...]:
    """Return the ranges of lines of test code in a file of other code. Raises InputError for a file too large."""
    name = language_of(path)
    mark = language(name).test_mark if name else ""
    if not name or not mark or b"test" not in content:
        return ()
    source = Source(path, language(name), content)
    kinds = (*source.language.syntax.marks, *source.language.syntax.comments)
    found: list[range] = []
    for node in source.nodes(*source.language.syntax.marks):
        if not pattern(mark).search(node.text()[:300]):
            continue
        inner = "inner" in node.kind()
        marked = node.parent() if inner else node.next()
        while not inner and marked is not None and marked.kind() in kinds:
            marked = marked.next()
        if marked is not None:
            start, end = span(marked)
            found.append(range(source.line(start), source.line(max(end - 1, start)) + 1))
    return tuple(found)
