"""What stands in a repository, as a notebook shows it."""

from juncture.lab.views import View
from juncture.render import graph, html, text
from juncture.render.graph import Graph
from juncture.render.summary import Summary, summary
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.review.model import Review


class CatalogView:
    """Services and edges of one tree, or of the head of a review."""

    def __init__(self, shown: Graph, counted: Summary | None = None) -> None:
        self._graph = shown
        self._summary = counted

    @classmethod
    def of_tree(cls, git: Git, revision: str, cache: Cache) -> "CatalogView":
        """Open the catalogue of a revision."""
        from juncture.review.place import catalog_at  # noqa: PLC0415

        catalog = catalog_at(git, revision, cache)
        return cls(
            graph.graph(catalog.services, catalog.edges),
            summary(catalog.services, catalog.contracts, catalog.edges, catalog.unread),
        )

    @classmethod
    def of_review(cls, review: Review) -> "CatalogView":
        """Take what a review says of its head."""
        return cls(graph.of_review(review))

    @property
    def summary(self) -> View:
        """What is here, in counts."""
        counted = self._summary
        if counted is None:
            return View("catalog", lambda: "", lambda: "", dresses=True)
        return View("catalog", lambda: html.catalog(counted), lambda: text.summary(counted), dresses=True)

    @property
    def flow(self) -> View:
        """The graph, as a picture and as a table."""
        return View("flow", lambda: html.flow(self._graph), lambda: text.flow(self._graph))

    def around(self, service: str) -> View:
        """The graph of one service: who calls it, whom it calls."""
        near = graph.around(self._graph, service)
        return View("flow", lambda: html.flow(near, service), lambda: text.flow(near))
