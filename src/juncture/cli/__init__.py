"""The command line: parse, call, print, exit."""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

from juncture.cli.options import interrupt, say
from juncture.facts.problem import InputError

USAGE, INTERRUPTED = 2, 130
_COMMANDS = ("review", "lab", "new", "diff", "flow", "owners", "explain", "backtest", "demo", "schema", "notebooks")
_PROVEN = ("overview", "flow", "review")
"""The commands that read evidence; the option may stand before any, as those of the repository may."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (design.md, Verdict)."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.evidence and options.command not in _PROVEN:
        parser.error(f"--evidence is read by juncture alone, {' and '.join(_PROVEN[1:])}; {options.command} takes none")
    # A run builds records that live to its end; looking through them again and again finds nothing to free.
    gc.set_threshold(400_000, 20, 100)
    signal.signal(signal.SIGTERM, interrupt)  # whoever ends a run from outside leaves no half packet either
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    try:
        code: int = import_module(f"juncture.cli.{options.command}").run(options)
        sys.stdout.flush()
        return code
    except InputError as error:
        for problem in error.problems:
            say(str(problem))
        return USAGE
    except KeyboardInterrupt:
        print("juncture: interrupted; nothing was left half written", file=sys.stderr)
        # An interrupt inside text that is evaluated (a template, a named tuple) marks the interpreter, which would end
        # by the signal and not by our code; evaluating anything takes the mark away.
        eval("None")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of stdout left (`| head`): say nothing more, there or at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="juncture",
        description="Design changes to services in a shared monorepo. Alone, it says what is here.",
    )
    parser.add_argument("--version", action="version", version=_version())
    parser.set_defaults(command="overview")
    import_module("juncture.cli.overview").arguments(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=False)
    for name in _COMMANDS:
        module = import_module(f"juncture.cli.{name}")
        command = commands.add_parser(name, help=module.HELP, description=module.HELP)
        module.arguments(command)
    # argparse gives an absent sub-command None in place of the default
    parser.set_defaults(command="overview")
    return parser


def _version() -> str:
    from juncture import __version__  # noqa: PLC0415

    return f"juncture {__version__}"
