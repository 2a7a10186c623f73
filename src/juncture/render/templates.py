"""The templates, set up so that no string can be printed unescaped by forgetting something.

Every expression passes ``visible`` and the escape of its language; only what a filter has already made safe is
printed as it is (threats.md T14, T15).
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from juncture.render import arrange, markdown, words
from juncture.render.plain import lines, visible
from juncture.shipped import shipped

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


@cache
def pages() -> "Environment":
    """Return the environment of the packet's HTML templates."""
    environment = _environment("packet", autoescape=True, finalize=_shown)
    environment.filters |= {
        "prose": prose,
        "sentence": sentence,
        "foldable": foldable,
        "lines": block,
        "place": words.place,
        "short": words.short,
    }
    environment.globals |= {
        "sign": words.sign,
        "count": words.count,
        "listed": words.listed,
        "recorded": words.recorded,
        "rule_title": words.rule_title,
        "rule_fix": words.fix,
        "harm": words.harm,
        "meetings": words.MEETINGS,
        "tally": words.tally,
        "reached_by": words.reached_by,
        "undecided": words.undecided,
        "causes": words.causes,
        "verdicts": words.verdicts,
        "teams_of": arrange.teams_of,
    }
    return environment


@cache
def comments() -> "Environment":
    """Return the environment of Markdown templates: what is not ``Marked`` is printed as code."""

    def safe(value: Any) -> str:
        return str(value) if isinstance(value, markdown.Marked | int) else markdown.code(str(value))

    environment = _environment(".", autoescape=False, finalize=safe)
    environment.filters |= {"prose": markdown.prose}
    return environment


def prose(text: str) -> "Markup":
    """Return a sentence as HTML, what stands between backticks as code."""
    from markupsafe import Markup, escape  # noqa: PLC0415

    pieces = visible(text).split("`")
    closed = len(pieces) % 2 == 1  # an odd backtick is a character like any other
    shown = [
        Markup("<code>{}</code>").format(piece) if position % 2 and closed else escape(piece)
        for position, piece in enumerate(pieces)
    ]
    return Markup("" if closed else "`").join(shown)


def sentence(text: str) -> "Markup":
    """Return ``prose`` that begins with a capital and ends with a full stop, as a line of its own does."""
    whole = text.strip()
    return prose(f"{whole[:1].upper()}{whole[1:]}{'' if whole.endswith(('.', '!', '?')) else '.'}" if whole else "")


def foldable(name: str) -> "Markup":
    """Return a name that a narrow column breaks behind its slashes first."""
    from markupsafe import Markup, escape  # noqa: PLC0415

    return Markup("/<wbr>").join(escape(piece) for piece in visible(name).split("/"))


def block(text: str) -> "Markup":
    """Return lines of text as the content of a ``pre``."""
    from markupsafe import escape  # noqa: PLC0415

    return escape("\n".join(lines(text)))


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _environment(folder: str, **options: Any) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=FileSystemLoader(shipped("templates") / folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        **options,
    )
