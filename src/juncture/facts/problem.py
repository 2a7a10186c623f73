"""Bad input, said once and completely: every problem of a file in one error."""

import msgspec


class Problem(msgspec.Struct, frozen=True, order=True):
    """What is wrong at a place, and what was expected there. ``line`` counts from 1; 0 is the whole file."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class InputError(Exception):
    """Input that cannot be used; the command line ends with exit code 2.

    ``problems`` holds all of them, in file order.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Unread(msgspec.Struct, frozen=True, order=True):
    """A file that a reader should have understood and could not, with the reason."""

    path: str
    reason: str
