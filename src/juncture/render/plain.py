"""Text that hides nothing: what a terminal, a browser or a reader would not see is shown in its place.

Every renderer prints strings of the repository through ``visible`` (threats.md T16, T17).
"""

import re
import unicodedata

_LATIN_ALIKE = "асԁеһіјӏорԛѕԝхуАВСЕНІЈКМОРЅТХУԌ" + "αιορντυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"  # Cyrillic and Greek letters
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters and marks that draw nothing
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_SURROGATE_ESCAPES = range(0xDC80, 0xDD00)
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"[ -~]*")


def visible(text: str) -> str:
    """Return one line of text in which every character can be seen.

    Control characters become their pictures (``␛``, ``␊``), bidirectional, invisible and private ones become
    ``⟨U+202E⟩``, bytes that were no UTF-8 become ``\\xff``. A Cyrillic or Greek letter that looks Latin is marked
    inside a word that is otherwise Latin. Tabs and exotic spaces become spaces.
    """
    if _PLAIN.fullmatch(text):
        return text
    return "".join(map(_shown, _WORD.sub(_unmasked, text)))


def lines(text: str) -> list[str]:
    """Return the lines of a text, each visible; only ``\\n`` and ``\\r\\n`` end a line."""
    return [visible(line.removesuffix("\r").expandtabs(4)) for line in text.rstrip("\n").split("\n")]


def _shown(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code in _SURROGATE_ESCAPES:
        return f"\\x{code - 0xDC00:02x}"
    category = unicodedata.category(character)
    if category in _HIDDEN_CATEGORIES or character in _BLANK or _is_selector(code):
        return f"⟨U+{code:04X}⟩"
    return " " if category == "Zs" else character


def _is_selector(code: int) -> bool:
    """Tell whether this is a variation selector: it can carry hidden data behind any letter."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x180B <= code <= 0x180F


def _unmasked(word: re.Match[str]) -> str:
    letters = word.group()
    if not any("a" <= letter.lower() <= "z" for letter in letters):
        return letters
    return "".join(f"{letter}⟨U+{ord(letter):04X}⟩" if letter in _LATIN_ALIKE else letter for letter in letters)


_COMMAND = re.compile(r"##(?=\w*\[)|^(\s*):(?=:)", re.MULTILINE)


def inert(text: str) -> str:
    """Return printed lines in which no build server finds a command of its own (``::set-env``, ``##vso[``)."""
    return _COMMAND.sub(lambda found: "# #" if found.group().startswith("#") else f"{found[1]}: ", text)
