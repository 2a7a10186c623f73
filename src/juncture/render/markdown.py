"""Markdown in which a string of the repository stays a string, and the contract view in it.

A name, a path or a line of code is shown as code, its signs as entities, so that no mention, closing keyword,
link, image, table border or marker gets through (threats.md T15).
"""

import re
from collections.abc import Iterable
from html import escape

from juncture.contracts.model import ContractChange
from juncture.render import arrange, words
from juncture.render.plain import lines, visible

LONGEST = 160
"""Characters of one string of the repository; what is longer is cut with an ellipsis."""
_HARMLESS = re.compile(r"[A-Za-z0-9_./:,=()+-](?:[A-Za-z0-9_./:,=() +-]*[A-Za-z0-9_./:,=()+-])?")
_WORD = re.compile(r"[(“\"']*[^\W_]+(?:[-'’/][^\W_]+)*[)”\"'.,;:!?]*|[)”.,;:!?]+|[→–—·×(]")
_REFERENCE = re.compile(r"GH-\d|\b(?=[a-f]*\d)[0-9a-f]{7}", re.IGNORECASE)


class Marked(str):
    """Markdown that is safe to print as it is."""

    __slots__ = ()


def code(text: str) -> Marked:
    """Return the text as inline code that a table, a list or a heading can hold. Empty text stays empty."""
    shown = _cut(visible(text).strip())
    if not shown or _HARMLESS.fullmatch(shown):
        return Marked(f"`{shown}`" if shown else "")
    return Marked("<code>" + "".join(map(_entity, shown)) + "</code>")


def prose(text: str) -> Marked:
    """Return a sentence: plain words as they are, what stands in backticks or is no plain word as code."""
    pieces = _cut(visible(text), 3 * LONGEST).split("`")
    if len(pieces) % 2 == 0:
        pieces = [" ".join(pieces)]
    shown = ""
    for position, piece in enumerate(pieces):
        told = code(piece) if position % 2 else _plain(piece)
        apart = " " if shown.endswith("`") and told.startswith("`") else ""  # two spans of code must not touch
        shown += apart + told
    return Marked(shown.strip())


def preformatted(text: str, limit: int = 40) -> Marked:
    """Return lines as a ``pre``, at most ``limit`` of them and none blank: a blank line would end the block."""
    shown = [escape(_cut(line)) for line in lines(text) if line.strip()]
    return Marked(f"<pre>{chr(10).join(shown[:limit])}</pre>")


def changes(changed: Iterable[ContractChange], *, flat: bool = False) -> str:
    """Return the contract view: by contract, breaking first, each change with its place and its witness.

    ``flat`` is for changes told once for each operation: a line each, and no witness.
    """
    contracts = arrange.by_contract(changed)
    if not contracts:
        return "No contract changes its meaning.\n"
    return "\n".join(_contract(of, flat=flat) for of in contracts)


def heading(change: ContractChange) -> Marked:
    """Return part, old and new of a change."""
    sides = [code(change.old), code(change.new)]
    if all(sides):
        return Marked(f"{code(change.part)} {sides[0]} → {sides[1]}")
    if words.undecided(change):
        return Marked(f"{code(change.part)} {sides[0] or sides[1]}".rstrip())
    told = f"added {sides[1]}" if sides[1] else f"removed {sides[0]}" if sides[0] else ""
    return Marked(f"{code(change.part)} {told}".rstrip())


def facts(change: ContractChange, *, proof: bool = True) -> Marked:
    """Return where a change stands, what it breaks and, where that is wanted, how it is known."""
    told = [
        " → ".join(code(place) for place in words.causes(change)),
        words.harm(change.levels),
        ("proven" if change.proof == "proven" else "by rule") if proof else "",
    ]
    return Marked(" · ".join(filter(None, told)))


def _contract(of: arrange.OfContract, *, flat: bool) -> str:
    whole = of.breaking + of.risky + of.compatible
    text = [f"### {code(of.contract)}: {words.tally(whole, proven=not flat)}", ""]
    for change in whole:
        told = words.sign("compatibility", change.compatibility)
        reached = words.listed([code(name) for name in words.reached_by(change)])
        by = f" · {reached if flat else f'reached by {reached}'}" if reached else ""
        known = f"{code(change.rule)} · {facts(change, proof=not flat)}{by}"
        text.append(f"- {told.mark} **{told.word}** {heading(change)} · {known}")
        if change.witness and not flat:
            verdicts = (f"{side}: {said}" for side, said in words.verdicts(change))
            witness = "\n".join((change.witness.text, *verdicts))
            text += ["", *(f"  {line}" for line in preformatted(witness).split("\n")), ""]
    return "\n".join(text) + "\n"


def _plain(text: str) -> str:
    """Return words and the spaces between them; a word that could mean something to a forge becomes code."""
    return "".join(
        piece if not piece.strip() or (_WORD.fullmatch(piece) and not _REFERENCE.search(piece)) else _coded(piece)
        for piece in re.split(r"(\s+)", text)
    )


def _coded(word: str) -> str:
    """Return a word as code; the comma or full stop behind it belongs to the sentence."""
    bare = word.rstrip(",;")
    return f"{code(bare)}{word[len(bare) :]}" if bare else str(code(word))


def _entity(character: str) -> str:
    return character if character.isalnum() or character == " " or ord(character) > 0x7F else f"&#{ord(character)};"


def _cut(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
