"""What container files give the environment of what is built: defaults under all that a manifest sets.

Only a value that can be an address is kept: one with a port or a scheme, or of a variable that is named like one.
Source: Docker Docs, "Dockerfile reference" (ENV).
"""

import re
import shlex
from collections.abc import Iterator

import msgspec

from juncture.catalog.addresses import addresses
from juncture.catalog.manifests import Deployed, Setting
from juncture.catalog.units import dockerfiles
from juncture.facts.problem import InputError, Problem, Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

MAX_BYTES = 256 * 1024
_NAMED = re.compile(r"(?:^|_)(?:HOST|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVER|UPSTREAM|BROKERS?)(?:_|$)")
_VALUE = re.compile(r"://|:\d{2,5}(?:\D|$)")


class Given(msgspec.Struct, frozen=True):
    """A variable of a container file."""

    name: str
    value: str
    line: int


class ImageEnvironment(msgspec.Struct, frozen=True):
    """The addresses in the environment of an image."""

    given: tuple[Given, ...] = ()


def read(path: str, content: bytes) -> ImageEnvironment:
    """Return the addresses that ENV instructions give. Raises InputError for a file that is too large."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; container files over {MAX_BYTES:,} are not read"))
    found = {one.name: one for one in _given(content.decode("utf-8", "replace").splitlines())}
    return ImageEnvironment(tuple(one for _, one in sorted(found.items()) if "$" not in one.value and _is_address(one)))


def _is_address(one: Given) -> bool:
    """Tell whether a value names hosts of a network of our own: a public one is nobody's here."""
    if any("." in host and ".svc" not in host for host, _ in addresses(one.value)):
        return False
    return _NAMED.search(one.name.upper()) is not None or _VALUE.search(one.value) is not None


def _given(lines: list[str]) -> Iterator[Given]:
    """Yield the variables of ENV instructions, each with its own line; a last backslash goes on."""
    is_env = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("#"):
            continue
        starts = not is_env and text[:4].upper() == "ENV "
        if is_env or starts:
            yield from _pairs(text[4:] if starts else text, number)
        is_env = (is_env or starts) and text.endswith("\\")


def _pairs(text: str, line: int) -> Iterator[Given]:
    try:
        words = shlex.split(text.removesuffix("\\"))
    except ValueError:
        return  # a quote that goes on in the next line holds no address
    if words and "=" not in words[0]:
        words = [f"{words[0]}={' '.join(words[1:])}"]
    for word in words:
        name, _, value = word.partition("=")
        yield Given(name, value, line)


READER = Reader("image environment", 1, ImageEnvironment, read)


def deployed(tree: Tree, cache: Cache, unread: list[Unread]) -> Iterator[Deployed]:
    """Yield a unit for every container file that gives its image an address."""
    named = {one.provenance.path: one for one in dockerfiles(tree.entries, tree.revision)}
    for path, image in cache.facts(READER, tree, named, unread).items():
        settings = tuple(
            Setting(one.name, one.value, (Provenance(path, one.line, tree.revision, "dockerfile"),))
            for one in image.given
        )
        if settings:
            yield Deployed(named[path], "", settings)
