"""Contracts that a file loads at run time, and the names that hold what was loaded."""

import re
from functools import cached_property

from juncture.code.language import pattern
from juncture.code.syntax import Source, child, written

_CONTRACT = r"['\"`]([^'\"`\n]{1,200}\.proto)['\"`]"
_MAX_TEXT, _MAX_NAMES, _MAX_ROUNDS = 2_000, 500, 10


class Loads:
    """What the file loads: name to the path of the contract as written, ``?`` where it is computed."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def contract(self, path: str) -> str:
        """Return the contract that a dotted path of names leads into, empty where it leads to none."""
        loaded = [self._names[name] for name in path.split(".") if name in self._names]
        return next((each for each in reversed(loaded) if each != "?"), loaded[-1] if loaded else "")

    @cached_property
    def _names(self) -> dict[str, str]:
        loads = self.source.language.loads
        if not loads or not re.search(loads, self.source.text):
            return {}
        texts = self._texts()
        paths = {name: found[-1] for name, text in texts.items() if (found := re.findall(_CONTRACT, text))}
        names: dict[str, str] = {}
        for _ in range(_MAX_ROUNDS):
            before = dict(names)
            for name, text in texts.items():
                mentioned = re.findall(r"[A-Za-z_$][\w$]*", text)
                if re.search(loads, text) or any(each in names for each in mentioned):
                    names[name] = _path(name, mentioned, paths, names)
            if names == before:
                break
        return names

    def _texts(self) -> dict[str, str]:
        """Return what names are given, by the last piece of the name."""
        texts: dict[str, str] = {}
        forms = {form.kind: form for form in self.source.language.syntax.declarations}
        pairs = self.source.language.syntax.pairs
        for node in self.source.nodes(*forms, *self.source.language.syntax.assignments, *pairs):
            kind = node.kind()
            if kind in forms:
                name, value = child(node, forms[kind].name), child(node, forms[kind].value or forms[kind].body)
            elif kind in pairs:
                name, value = child(node, pairs[kind][0]), child(node, pairs[kind][1])
            else:
                name, value = node.field("left"), node.field("right")
            if name is not None and value is not None and len(texts) < _MAX_NAMES:
                texts[pattern(r"\w*$").search(written(name.text()))[0]] = value.text()[:_MAX_TEXT]  # type: ignore[index]
        texts.pop("", None)
        return texts


def _path(name: str, mentioned: list[str], paths: dict[str, str], names: dict[str, str]) -> str:
    if name in paths:
        return paths[name]
    given = [paths.get(each) or names.get(each, "") for each in mentioned if each != name]
    return next((each for each in reversed(given) if each and each != "?"), "?")
