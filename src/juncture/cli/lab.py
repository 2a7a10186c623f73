"""``juncture lab``: JupyterLab on a copy of the walk-through, for the work tree."""

import argparse

from juncture.cli import options as shared

HELP = "open JupyterLab on the walk-through of the work tree"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    shared.repository(parser)
    shared.revisions(parser)
    shared.as_of(parser)
    parser.add_argument("--no-browser", action="store_true", help="only start the server and print its address")
    parser.add_argument("--port", type=int, default=0, help="the server's port (default: a free one)")


def run(options: argparse.Namespace) -> int:
    """Prepare the copy, start the server, and stay until it ends."""
    from juncture.publish.lab import serve  # noqa: PLC0415

    git = shared.git(options)
    return serve(
        git,
        {
            "repository": str(git.top or git.git_dir),
            "target": options.target,
            "base": options.base,
            "head": options.head or "WORKTREE",
            "as_of": options.as_of,
            "interactive": True,
        },
        port=options.port,
        browser=not options.no_browser,
        say=shared.say,
    )
