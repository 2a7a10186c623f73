"""Where the comments and strings of a file stand, told without a parse: nothing that stands in them is code."""

from collections.abc import Iterable

from juncture.code.language import Language, pattern


def outside(language: Language, text: str, offsets: Iterable[int], *, anywhere: bool) -> frozenset[int]:
    """Return those of the offsets that lie in no comment and in no string.

    The text is read up to the last of them. Where they do not lie ``anywhere`` in a line but begin it, only what spans
    lines can hold one.
    """
    asked = sorted(set(offsets))
    if not asked or not (anywhere or any(text.find(opener, 0, asked[-1]) >= 0 for opener in language.openers)):
        return frozenset(asked)
    found, at = [], 0
    for match in pattern(language.silent).finditer(text, 0, asked[-1] + 1):
        start, end = match.span()
        while at < len(asked) and asked[at] <= start:
            found.append(asked[at])
            at += 1
        while at < len(asked) and asked[at] < end:
            at += 1
    return frozenset(found + asked[at:])
