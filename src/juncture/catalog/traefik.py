"""Traefik's labels on compose services: which path of which host leads to the service that bears them.

Only rules of hosts and paths are read; one that says anything else as well may lead anywhere. Source: Traefik Docs,
"Routers" ("Rule"), "StripPrefix".
"""

import re
from collections.abc import Iterator

from juncture.catalog.compose import ComposeFile, Written
from juncture.catalog.gateways import Passed

_ROUTER = re.compile(r"traefik\.http\.routers\.([\w.@-]+)\.(rule|middlewares)")
_STRIP = re.compile(r"traefik\.http\.middlewares\.([\w.@-]+)\.stripprefix\.prefixes", re.IGNORECASE)
_MATCHER = re.compile(r"(Host|PathPrefix|Path)\(([^()]*)\)")
_SAID = re.compile(r"[\"'`]([^\"'`]*)[\"'`]")
MAX_RULE = 4_000


def passed(file: ComposeFile) -> Iterator[tuple[str, Passed]]:
    """Yield what the labels of each service of a compose file lead to it, with the service's name."""
    for service in file.services:
        for one in _labelled(service):
            yield service.name, one


def _labelled(service: Written) -> Iterator[Passed]:
    labels = service.maps.get("labels", {})
    stripped = {found[1]: value.text for name, value in labels.items() if (found := _STRIP.fullmatch(name))}
    routers: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for name, value in labels.items():
        found = _ROUTER.fullmatch(name)
        if found:
            routers.setdefault(found[1], {})[found[2]] = value.text
            lines[found[1]] = value.line if found[2] == "rule" else lines.get(found[1], value.line)
    for name, said in sorted(routers.items()):
        used = {one.strip().partition("@")[0] for one in said.get("middlewares", "").split(",")}
        cut = {prefix.strip() for one in used & stripped.keys() for prefix in stripped[one].split(",")}
        for way in said.get("rule", "")[:MAX_RULE].split("||"):
            yield from _way(way, service.name, lines[name], cut)


def _way(rule: str, service: str, line: int, cut: set[str]) -> Iterator[Passed]:
    said: dict[str, list[str]] = {}
    for matcher, inside in _MATCHER.findall(rule):
        said.setdefault(matcher, []).extend(_SAID.findall(inside))
    if re.sub(r"[\s&()]", "", _MATCHER.sub("", rule)) or not said:
        return
    paths = [(path, False) for path in said.get("PathPrefix", ())] + [(path, True) for path in said.get("Path", ())]
    for path, is_exact in paths or [("/", False)]:
        if path.startswith("/") and "{" not in path:
            yield Passed(tuple(said.get("Host", ())), path, service, line, "/" if path in cut else None, is_exact)
