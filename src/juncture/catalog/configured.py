"""The configuration of services: whose each file of settings is, and which other service a setting names."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from juncture.catalog import environment, settings, tagged
from juncture.catalog.addressed import Named, host_of
from juncture.catalog.addresses import addresses
from juncture.catalog.edges import Owned, Wire
from juncture.catalog.given import Given, Variable
from juncture.catalog.model import Service
from juncture.catalog.paths import folder, stem
from juncture.catalog.units import is_aside
from juncture.code.language import every, pattern
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree

_HELD_BACK = re.compile(r"(?i)[.-](?:local|dev|development|test|testing|example|sample|template|dist)(?:\.|$)")
_LAST = re.compile(r"(?i)[.-](?:local|test|testing|example|sample|template|dist)(?:\.|$)")
_SERVED = "spring.cloud.config.server."
"""What the settings of a server of configuration begin with."""
_SPRING = "spring."
_PLAIN = re.compile(r"[-_.]")
_REGISTERED = re.compile(r"(?:spring|quarkus|micronaut)\.application\.name")
"""What a service is called where services are looked up by name."""
_BY_ID = re.compile(r"(?:^|\.)service-?_?id$", re.IGNORECASE)
_PORT = re.compile(r":\d{2,5}(?=[/,;]|$)|://")


def configured(
    tree: Tree,
    cache: Cache,
    services: Iterable[Service],
    owned: Owned,
    variables: Mapping[str, Mapping[str, Variable]],
    unread: list[Unread],
) -> dict[str, Given]:
    """Return what every service is given, by its name."""

    def those(recognises: Callable[[str], bool]) -> list[str]:
        return sorted((path for path in tree.entries if recognises(path) and not is_aside(path)), key=_rank)

    files = cache.facts(settings.READER, tree, those(settings.recognises), unread)
    held: dict[str, list[settings.SettingsFile]] = {}
    for file in files.values():
        held.setdefault(owned.service(file.path), []).append(file)
    of = {service.name: held.get(service.name, []) for service in services}
    for name, served in _served(held, of).items():
        of[name] = [*of[name], *served]
    given: dict[str, list[tuple[str, Variable]]] = {
        name: [
            (one.key, Variable(one.value, Provenance(file.path, one.line, tree.revision, "configuration")))
            for file in held_here
            for one in file.settings
        ]
        for name, held_here in of.items()
    }
    for path, own in cache.facts(environment.READER, tree, those(environment.recognises)).items():
        given.setdefault(owned.service(path), []).extend(
            (one.name, Variable(one.value, Provenance(path, one.line, tree.revision, "environment")))
            for one in own.variables
            if one.value and not one.unset
        )
    structs = _structs(cache.facts(tagged.READER, tree, those(tagged.recognises), unread), owned)
    return {
        name: Given(
            variables.get(name, {}),
            given.get(name, ()),
            partial(tagged.members, (*structs.get(name, ()), *structs.get("", ())), tree.revision),
        )
        for name in {*given, *variables, *structs} - {""}
    }


def _structs(files: Mapping[str, tagged.Tagged], owned: Owned) -> dict[str, list[tagged.Tagged]]:
    """Return the structs of each service; those of nobody's own are anybody's."""
    found: dict[str, list[tagged.Tagged]] = {}
    for path, file in files.items():
        found.setdefault(owned.service(path), []).append(file)
    return found


def _rank(path: str) -> tuple[int, str]:
    """Return the order of files: what holds everywhere, then what holds at one place, then what holds at a desk."""
    name = path.rpartition("/")[2]
    return (2 if _LAST.search(name) else 1 if _HELD_BACK.search(name) or "-" in name else 0), path


def _served(
    held: Mapping[str, list[settings.SettingsFile]], of: Mapping[str, list[settings.SettingsFile]]
) -> dict[str, list[settings.SettingsFile]]:
    """Return the files that a server of configuration keeps for each service, and those that it keeps for all.

    A file is for the service that it is called after (``orders.yml``, ``orders-docker.yml``); one for all lies beside.
    """
    found: dict[str, list[settings.SettingsFile]] = {}
    for server, files in held.items():
        if not any(one.key.startswith(_SERVED) for file in files for one in file.settings):
            continue
        named = [(file, name) for file in files if (name := _called(stem(file.path), of)) and name != server]
        folders = {folder(file.path) for file, _ in named}
        common = [file for file in files if folder(file.path) in folders and stem(file.path).startswith("application")]
        for name, own in of.items():
            if any(one.key.startswith(_SPRING) for file in own for one in file.settings) and name != server:
                found.setdefault(name, []).extend([*(file for file, to in named if to == name), *common])
    return found


def _called(name: str, of: Mapping[str, object]) -> str:
    """Return the service that a file is called after, with or without a profile behind the name."""
    while name and name not in of:
        name = name.rpartition("-")[0]
    return name


def named(names: Named, given: Mapping[str, Given]) -> Named:
    """Return the names with those that services register themselves by, where no other goes by that name."""
    own = {
        one.value: service
        for service, held in sorted(given.items(), reverse=True)
        for key, one in held
        if _REGISTERED.fullmatch(key) and "$" not in one.value
    }
    return names._replace(hosts={**own, **names.hosts})


def wires(given: Mapping[str, Given], names: Named) -> Iterator[Wire]:
    """Yield a wire for every setting whose value is an address of another service, or the id of one to be found.

    What names who may call, or where somebody is sent back to, is none.
    """
    callers = pattern(every().addresses["callers"])
    for source, held in given.items():
        for key, one in held:
            if callers.search(key) or callers.search(_PLAIN.sub("", key)):
                continue
            value = held.filled(one.value)
            hosts = [value] if _BY_ID.search(key) else []
            hosts += [host for host, _ in addresses(value)] if _PORT.search(value) else []
            for target in sorted({host_of(host, names) for host in hosts} - {"", source}):
                yield Wire(source, target, "", one.provenance)
