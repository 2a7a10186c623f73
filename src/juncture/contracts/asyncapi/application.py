"""Reads a description of an application, whichever version of AsyncAPI it is written in."""

from juncture.contracts.asyncapi import read_v2, read_v3
from juncture.contracts.asyncapi.api import Application
from juncture.contracts.asyncapi.read import Description


def application(description: Description) -> Application:
    """Return what a description says."""
    return read_v2.application(description) if description.is_v2 else read_v3.application(description)
