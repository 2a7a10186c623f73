"""Juncture: parameterised notebooks for designing changes to services in a shared monorepo.

A notebook needs four names; everything else is reached through what they return.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from juncture.history.facade import open_backtest
    from juncture.lab.facade import diff_contracts, open_catalog, open_review

__all__ = ["diff_contracts", "open_backtest", "open_catalog", "open_review"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in __all__:
        floor = "history" if name == "open_backtest" else "lab"
        return getattr(import_module(f"juncture.{floor}.facade"), name)
    raise AttributeError(f"module 'juncture' has no attribute {name!r}")
