"""The surface of a file of jobs: each job is an operation that the cluster calls, and the digest of what it says."""

import hashlib

from juncture.contracts.job.draft import canonical
from juncture.contracts.job.manifest import read
from juncture.contracts.surface import Operation, Surface


def surface(path: str, content: bytes) -> Surface:
    """Return the surface of a manifest. Raises InputError.

    A job is no type of data and no group: two files that name one job are layers of it (kustomize), not copies.
    """
    jobs = read(path, content)
    said = [[each.kind, each.namespace, each.name, each.get("spec")] for each in jobs]
    return Surface(
        format="job",
        package="",
        digest=hashlib.sha256(canonical(said).encode()).hexdigest(),
        operations=tuple(Operation(str(each.part), "", each.line("metadata", "name")) for each in jobs),
    )
