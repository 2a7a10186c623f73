"""``juncture new``: draft the design of a change from what the change itself tells."""

import argparse

from juncture.cli import options as shared
from juncture.facts.problem import InputError, Problem

HELP = "draft designs/SLUG.yaml for a change"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("slug", metavar="SLUG", help="the design's name: lower case letters, digits and -")
    shared.repository(parser)
    shared.revisions(parser)
    shared.as_of(parser)


def run(options: argparse.Namespace) -> int:
    """Write the draft into the work tree; an existing file is left alone."""
    from juncture.design.draft import dump  # noqa: PLC0415
    from juncture.design.file import path_of  # noqa: PLC0415
    from juncture.review.open import open_review  # noqa: PLC0415

    git = shared.git(options)
    if git.top is None:
        raise InputError(Problem(options.repo, 0, "a bare repository has no work tree to write the design into"))
    path = git.top / path_of(options.slug)
    review = open_review(
        git,
        target=options.target,
        base=options.base,
        head=options.head or "WORKTREE",
        as_of=options.as_of,
        cache=shared.cache(options),
        say=shared.say,
    )
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(dump(review.design.fields))
    except FileExistsError as error:
        raise InputError(Problem(str(path), 0, "stands already; edit it, or choose another name")) from error
    print(path.relative_to(git.top).as_posix())
    for question in review.design.questions:
        print(f"  {question.field}: {question.text}")
    return 0
