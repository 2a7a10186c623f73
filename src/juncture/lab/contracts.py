"""Contract changes as a notebook shows them."""

from collections.abc import Sequence

from juncture.contracts.model import ContractChange
from juncture.lab.views import View
from juncture.render import html, text
from juncture.repository.cache import Cache
from juncture.repository.git import Git


class ContractsView(View):
    """All changes of some contracts. ``changes`` are the records."""

    def __init__(self, changes: Sequence[ContractChange]) -> None:
        self.changes = tuple(changes)
        super().__init__(
            "changes", lambda: html.changes(self.changes), lambda: text.changes(self.changes), dresses=True
        )

    @classmethod
    def between(cls, git: Git, base: str, head: str, cache: Cache) -> "ContractsView":
        """Compare every contract of two revisions."""
        from juncture.review.compare import compared  # noqa: PLC0415
        from juncture.review.place import places  # noqa: PLC0415

        where = places(git, "", base, head)
        return cls(compared(where.base, where.head, cache))
