"""The parts of a job: ``CronJob/name``, ``CronJob/name.schedule``, ``CronJob/name/container.env[KEY]``.

Names are escaped by percent signs where they hold anything but letters, digits, ``-`` and ``_``; a key is written as
it is, but for ``%``, ``[`` and ``]``.
"""

import re
from typing import Literal
from urllib.parse import quote, unquote

import msgspec

from juncture.facts.problem import InputError, Problem

_NAME = r"(?:[A-Za-z0-9_-]|%[0-9A-F]{2})+"
_PART = re.compile(
    rf"(CronJob|Job)/({_NAME})(?:/({_NAME}))?(?:\.([A-Za-z]+))?(?:\[((?:[^\[\]%]|%[0-9A-F]{{2}})*)\])?", re.ASCII
)

Kind = Literal["CronJob", "Job"]


class Part(msgspec.Struct, frozen=True, order=True):
    """A job, a setting of it or of one of its containers, and a key where the setting is a list of named things."""

    kind: Kind
    name: str
    container: str = ""
    setting: str = ""
    key: str = ""

    def __str__(self) -> str:
        text = f"{self.kind}/{_escaped(self.name)}"
        if self.container:
            text += f"/{_escaped(self.container)}"
        if self.setting:
            text += f".{self.setting}"
        return f"{text}[{_key(self.key)}]" if self.key else text

    def of(self, setting: str, key: str = "") -> "Part":
        """Return the part of a setting of this job or container."""
        return msgspec.structs.replace(self, setting=setting, key=key)


def parse_part(text: str) -> Part:
    """Return the part that is written so. Raises InputError."""
    match = _PART.fullmatch(text)
    if match is None:
        expected = "CronJob/name, CronJob/name.schedule, Job/name/container.env[KEY]"
        raise InputError(Problem(text, 0, f"no part of a job; expected one as in {expected}"))
    kind, name, container, setting, key = (each or "" for each in match.groups())
    return Part("CronJob" if kind == "CronJob" else "Job", unquote(name), unquote(container), setting, unquote(key))


def _escaped(name: str) -> str:
    return quote(name, safe="").replace(".", "%2E").replace("~", "%7E")


def _key(key: str) -> str:
    return key.replace("%", "%25").replace("[", "%5B").replace("]", "%5D")
