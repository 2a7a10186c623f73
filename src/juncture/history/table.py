"""The table that ``juncture backtest`` writes and the notebook reads."""

from pathlib import Path

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.history.model import Backtest


def write(table: Backtest, out: Path) -> None:
    """Write a table beside its place and move it there whole. Raises InputError where it cannot be written."""
    beside = out.with_name(f".{out.name}.partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(table), indent=2) + b"\n")
        beside.replace(out)
    except OSError as error:
        told = f"cannot be written ({error.strerror or error}); choose another --out"
        raise InputError(Problem(str(out), 0, told)) from error


def read(path: Path) -> Backtest:
    """Read a table. Raises InputError where there is none, or where it is something else."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Backtest)
    except OSError as error:
        raise InputError(Problem(str(path), 0, f"cannot be read: {error.strerror or error}")) from error
    except msgspec.MsgspecError as error:
        raise InputError(Problem(str(path), 0, f"no table of `juncture backtest`: {error}")) from error
