"""The reference of the rules: one as text for a terminal, all as the page ``docs/rules.md``."""

import re
import textwrap
from collections.abc import Iterator

from juncture.facts.profile import profile, profiles
from juncture.facts.rule import Rule, about, families, family
from juncture.facts.steps import TITLES

_ORDER = {
    "none": "no deploy order helps",
    "consumers-first": "deploy consumers first",
    "providers-first": "deploy providers first",
    "any": "any deploy order",
}
_HEAD = """\
# Rules

Every judgement is made by one of these rules. `juncture explain RULE` says the same in a terminal, and
`juncture explain --all --format md` wrote this page.

A rule about contracts has a **compatibility**: *breaking* (one side sends what the other refuses, loses or misreads),
*risky* (it depends on what cannot be seen here), *compatible*. The **deploy order** is the one in which nobody is hurt
while old and new run together. A **severity** (*block*, *warn*, *note*) is what a finding weighs in a review before it
is known whom it hurts; `severities` in `juncture.yaml` sets another for a rule or for `family/*`. **Same as** names
the ids under which other tools know the rule.
"""
_PROFILES = """\
## Profiles

`juncture diff --profile NAME` rates changes as another tool does by default. A rule that a profile does not name keeps
its own compatibility: the other tool agrees, has no such rule, or divides what it covers.
"""
_SIGN = re.compile(r"`[^`]*`|[\\*\[\]<>|]")


def text(rule: Rule) -> str:
    """Return one rule for a terminal: what it means, why, what to do, who rates it otherwise."""
    said = [
        ("Why", rule.why),
        ("Fix", rule.fix),
        ("Severity", rule.severity if rule.compatibility else ""),
        ("Order", _order(rule)),
        ("Step", TITLES[rule.step]),
        ("Source", rule.source),
        *((f"Same as, in {peer}", ", ".join(ids)) for peer, ids in rule.equivalents.items()),
        ("Rated otherwise by", ", ".join(f"{name} ({rating})" for name, rating in _otherwise(rule))),
    ]
    lines = [f"{rule.id} ({_weight(rule)}): {rule.title}"]
    for label, what in said:
        if what:
            lines += textwrap.wrap(
                what, 100, initial_indent=f"  {label}: ", subsequent_indent="    ", break_on_hyphens=False
            )
    return "\n".join(lines) + "\n"


def section(rule: Rule) -> str:
    """Return one rule as a section of the page."""
    facts = [f"**{_shown(rule.title)}**", *filter(None, [rule.compatibility, rule.severity, _order(rule)])]
    beside = [f"Source: {_shown(rule.source)}." if rule.source else ""]
    if rule.equivalents:
        same = (f"{peer} {', '.join(f'`{each}`' for each in ids)}" for peer, ids in rule.equivalents.items())
        beside.append(f"Same as: {'; '.join(same)}.")
    otherwise = ", ".join(f"{name} ({rating})" for name, rating in _otherwise(rule))
    beside.append(f"Rated otherwise by: {otherwise}." if otherwise else "")
    paragraphs = [f"### {rule.id}", " · ".join(facts), f"{_shown(rule.why)} *Fix:* {_shown(rule.fix)}"]
    return "\n\n".join([*paragraphs, *([" ".join(filter(None, beside))] if any(beside) else [])]) + "\n"


def page() -> str:
    """Return all rules by family, with a table of contents, as Markdown."""
    return "\n".join([_HEAD, *_contents(), *_profiles(), *(_family(name) for name in families())])


def _contents() -> Iterator[str]:
    yield "## Contents\n"
    for name in families():
        rules = family(name).values()
        kinds = [rule.compatibility or rule.severity for rule in rules]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(sorted(kinds)))
        yield f"- [{name}](#{name}): {len(kinds)} {'rule' if len(kinds) == 1 else 'rules'} ({counts})"
    yield "- [Profiles](#profiles)\n"


def _profiles() -> Iterator[str]:
    yield _PROFILES
    for name in profiles():
        known = profile(name)
        source = f" ({known.source})" if known.ratings else ""
        yield f"- `{name}`: {known.title}{source}."
    yield ""


def _family(name: str) -> str:
    rules = family(name).values()
    index = [f"| [{rule.id}](#{_anchor(rule.id)}) | {_shown(rule.title)} | {_weight(rule)} |" for rule in rules]
    head = [f"## {name}\n", *([f"{_shown(about(name))}\n"] if about(name) else [])]
    return "\n".join([*head, "| rule | what | harm |", "|---|---|---|", *index, "", *map(section, rules)])


def _shown(text: str) -> str:
    """Return a sentence of ours as Markdown: what stands in backticks as it is, any other sign as a sign."""
    return _SIGN.sub(lambda found: found[0] if found[0].startswith("`") else f"\\{found[0]}", text)


def _order(rule: Rule) -> str:
    """Return the safe deploy order; where a rule names none, it follows from what of Protobuf survives."""
    if rule.order or not rule.compatibility:
        return _ORDER.get(rule.order or "", "")
    breaks = rule.compatibility == "breaking"
    return "any deploy order where the wire survives, else none" if breaks else _ORDER["any"]


def _weight(rule: Rule) -> str:
    return rule.compatibility or rule.severity


def _anchor(heading: str) -> str:
    """Return what a forge calls a heading: lower case, without signs but hyphens."""
    return heading.lower().replace("/", "")


def _otherwise(rule: Rule) -> list[tuple[str, str]]:
    """Return the profiles that rate a rule otherwise, with their rating."""
    rated = ((name, profile(name).ratings.get(rule.id)) for name in profiles())
    return [(name, rating) for name, rating in rated if rating]
