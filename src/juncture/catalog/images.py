"""What a well-known image is: a data store, a broker, what supports them, or a part of telemetry."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from juncture.catalog.units import image_name


class Known(NamedTuple):
    """The role of an image (``data``, ``broker``, ``support``, ``replication``, ``telemetry``), and its family."""

    role: str
    family: str


@cache
def _table() -> dict[str, Known]:
    tables = tomllib.loads(files("juncture.catalog").joinpath("images.toml").read_text("utf-8"))
    return {
        name: Known(role, family)
        for role, families in tables.items()
        for family in families
        for name in families[family]
    }


def known(image: str, name: str = "") -> Known | None:
    """Return what an image is, or None. An image that is not known may be built from one: its service's name tells."""
    labels = [label.lower() for label in (image_name(image), name)]
    plain = [re.sub(r"[-_.]?v?\d[\d.]*$", "", label) for label in labels]
    return next((_table()[label] for label in (*labels, *plain) if label in _table()), None)


def role(image: str, name: str = "") -> str:
    """Return the role of an image, empty for one that is not well known."""
    found = known(image, name)
    return found.role if found else ""
