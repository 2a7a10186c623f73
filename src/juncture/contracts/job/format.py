"""Kubernetes Jobs and CronJobs as a contract format: what runs, when, and what it needs to run."""

import re

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface

_KIND = re.compile(rb"""^(["']?)kind\1[ \t]*:[ \t]*["']?(?:Cron)?Job["']?[ \t]*(?:#[^\n]*)?\r?$""", re.MULTILINE)
_VERSION = re.compile(rb"""^(["']?)apiVersion\1[ \t]*:[ \t]*["']?batch/v""", re.MULTILINE)
_LIST = re.compile(rb"""^(["']?)kind\1[ \t]*:[ \t]*["']?\w*List["']?[ \t]*\r?$""", re.MULTILINE)
_ITEM = re.compile(rb"""^[ \t-]+(["']?)kind\1[ \t]*:[ \t]*["']?(?:Cron)?Job["']?[ \t]*\r?$""", re.MULTILINE)
_JSON_KIND = re.compile(rb'"kind"\s*:\s*"(?:Cron)?Job"')
_JSON_VERSION = re.compile(rb'"apiVersion"\s*:\s*"batch/v')
_TEMPLATE = re.compile(
    rb"\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\$|/\*"
    rb"|(?:include|template|if|else|range|with|end|define|tpl|toYaml|default|quote|printf)\b)"
)


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file declares a Job or CronJob at the top of a document, or in a list of objects.

    A Helm template is none: what it becomes depends on values that are elsewhere.
    """
    if b"batch/v" not in content or b"Job" not in content or not path.endswith(FORMAT.endings):
        return False
    if content.lstrip()[:1] == b"{":
        return bool(_JSON_KIND.search(content) and _JSON_VERSION.search(content))
    top = _KIND.search(content) and _VERSION.search(content)
    listed = _LIST.search(content) and _ITEM.search(content)
    return bool(top or listed) and _TEMPLATE.search(content) is None


def surface(path: str, content: bytes) -> Surface:
    """Return the jobs of a file. Raises InputError."""
    from juncture.contracts.job.surface import surface as of_file  # noqa: PLC0415

    return of_file(path, content)


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.job.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


FORMAT = Format("job", 1, (".json", ".yaml", ".yml"), recognises, surface, compare, whole=recognises)
