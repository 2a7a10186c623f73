"""Profiles: how a peer rates what we find, where its defaults differ from ours. Data in ``profiles.toml``."""

import difflib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Rating = Literal["breaking", "risky", "compatible"]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A peer's defaults. ``ratings`` maps a rule id to its compatibility; a rule that is not named keeps its own.

    ``title`` says whose defaults these are, ``source`` where they are written down.
    """

    name: str
    title: str
    source: str
    ratings: dict[str, Rating] = msgspec.field(default_factory=dict)


class UnknownProfileError(KeyError):
    """No profile is called so. ``profile`` is the name that was asked for."""

    def __init__(self, profile: str) -> None:
        super().__init__(profile)
        self.profile = profile

    def __str__(self) -> str:
        alike = difflib.get_close_matches(self.profile, profiles(), n=1)
        hint = f"did you mean {alike[0]}?" if alike else f"expected one of {', '.join(profiles())}"
        return f"no profile is called {self.profile!r}; {hint}"


def profile(name: str) -> Profile:
    """Return the profile with this name. Raises UnknownProfileError."""
    try:
        return _all()[name]
    except KeyError as error:
        raise UnknownProfileError(name) from error


def profiles() -> list[str]:
    """Return the names of all profiles, ``strict`` (every rule at its own rating) first."""
    return list(_all())


@cache
def _all() -> dict[str, Profile]:
    tables = tomllib.loads(files("juncture.facts").joinpath("profiles.toml").read_text("utf-8"))
    return {name: msgspec.convert({"name": name, **table}, Profile) for name, table in tables.items()}
