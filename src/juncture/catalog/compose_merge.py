"""The services that several compose files make together, with every variable filled in.

Source: the Compose Specification, chapters "Merge", "Include", "Extend" and "Interpolation".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from juncture.catalog.compose import ComposeFile, Written, inside
from juncture.catalog.environment import EnvFile, TooLongError, Value, Variable, fill
from juncture.facts.provenance import Provenance

MAX_CHARACTERS = 64 * 1024 * 1024
"""Characters that variables may add to all values together; beyond, values stay as written (threats.md T13)."""


class Port(msgspec.Struct, frozen=True):
    """A port: the container's ``target``, and what it is ``published`` as, empty where the engine chooses."""

    target: str
    published: str
    protocol: str
    path: str
    line: int


class ComposeService(msgspec.Struct, frozen=True):
    """A service of the merged files. None is not given; a text keeps the variables that nobody sets.

    ``path`` and ``line`` are where the strongest file writes it, ``places`` all of them. ``context`` (``.`` is the
    root) and ``dockerfile`` are paths from the repository's root, set where the service is built from it.
    ``environment`` holds what ``env_file`` brings, too. ``aliases`` are further names on its networks.
    """

    name: str
    path: str
    line: int
    places: tuple[Provenance, ...] = ()
    image: Value | None = None
    context: Value | None = None
    dockerfile: Value | None = None
    container_name: Value | None = None
    hostname: Value | None = None
    command: Value | None = None
    entrypoint: Value | None = None
    ports: tuple[Port, ...] = ()
    expose: tuple[Value, ...] = ()
    environment: dict[str, Value] = msgspec.field(default_factory=dict)
    labels: dict[str, Value] = msgspec.field(default_factory=dict)
    depends_on: tuple[Value, ...] = ()
    profiles: tuple[Value, ...] = ()
    aliases: tuple[Value, ...] = ()


def merge(
    files: Sequence[ComposeFile],
    env: Mapping[str, Variable],
    others: Iterable[ComposeFile] = (),
    env_files: Iterable[EnvFile] = (),
) -> tuple[ComposeService, ...]:
    """Return the services by name, a later file over an earlier one.

    ``env`` is what ``.env`` sets. ``others`` are files that may be included or extended, ``env_files`` those that
    services name; what is not among them adds nothing.
    """
    known = {file.path: file for file in (*others, *files)}
    layered: dict[str, Written] = {}
    places: dict[str, list[Provenance]] = {}
    for file in _with_included(files, known):
        for written in file.services:
            whole = _extended(written, known)
            layered[written.name] = _over(layered[written.name], whole) if written.name in layered else whole
            place = Provenance(file.path, written.line, reader="compose")
            places.setdefault(written.name, []).append(place)
    filling = _Filling(env, {file.path: file for file in env_files})
    return tuple(filling.service(layered[name], tuple(places[name])) for name in sorted(layered))


def _with_included(files: Iterable[ComposeFile], known: Mapping[str, ComposeFile]) -> Iterator[ComposeFile]:
    """Yield each file once, what it includes before itself."""
    seen: set[str] = set()
    waiting = [(file, False) for file in reversed(list(files))]
    while waiting:
        file, is_ready = waiting.pop()
        if is_ready:
            yield file
        elif file.path not in seen:
            seen.add(file.path)
            waiting.append((file, True))
            waiting += [(known[path], False) for path in reversed(file.includes) if path in known]


def _extended(written: Written, known: Mapping[str, ComposeFile]) -> Written:
    """Return a service over the one it extends, over the one that extends, and so on; a circle ends it."""
    chain = [written]
    seen: set[tuple[str, str]] = set()
    while written.base and (written.base_path, written.base) not in seen:
        seen.add((written.base_path, written.base))
        file = known.get(written.base_path)
        base = next((service for service in file.services if service.name == written.base), None) if file else None
        if base is None:
            break
        chain.append(base)
        written = base
    whole = chain.pop()
    while chain:
        whole = _over(whole, chain.pop())
    return whole


def _over(weak: Written, strong: Written) -> Written:
    gone = {*strong.replaced, *strong.removed}
    gone |= {"context", "dockerfile"} if "build" in gone else set()
    lists = {key: values for key, values in weak.lists.items() if key not in gone}
    for key, values in strong.lists.items():
        lists[key] = tuple({value.text: value for value in (*lists.get(key, ()), *values)}.values())
    maps = {key: values for key, values in weak.maps.items() if key not in gone}
    for key, given in strong.maps.items():
        maps[key] = {**maps.get(key, {}), **given}
    scalars = {key: value for key, value in weak.scalars.items() if key not in gone}
    return Written(strong.name, strong.line, {**scalars, **strong.scalars}, lists, maps)


class _Filling:
    """Fills in the variables of merged services, and keeps count of how much they grow."""

    def __init__(self, env: Mapping[str, Variable], env_files: Mapping[str, EnvFile]) -> None:
        self.env = env
        self.env_files = env_files
        self.left = MAX_CHARACTERS

    def value(self, given: Value) -> Value:
        if "$" not in given.text:
            return given
        try:
            filled = fill(given.text, self.env)
        except TooLongError:
            self.left = 0
        else:
            self.left -= len(filled.text)
        if self.left <= 0:
            return msgspec.structs.replace(given, unset=tuple(sorted(set(_VARIABLE.findall(given.text)))))
        via = tuple(Provenance(self.env[name].path, self.env[name].line, reader="environment") for name in filled.via)
        return Value(filled.text, given.path, given.line, filled.unset, via)

    def values(self, given: Iterable[Value]) -> tuple[Value, ...]:
        return tuple(self.value(value) for value in given)

    def service(self, written: Written, places: tuple[Provenance, ...]) -> ComposeService:
        scalars = {key: self.value(value) for key, value in written.scalars.items()}
        lists = {key: self.values(values) for key, values in written.lists.items()}
        maps = {key: {name: self.value(value) for name, value in given.items()} for key, given in written.maps.items()}
        context, dockerfile = _build(scalars)
        return ComposeService(
            name=written.name,
            path=places[-1].path,
            line=places[-1].line,
            places=places,
            image=scalars.get("image"),
            context=context,
            dockerfile=dockerfile,
            container_name=scalars.get("container_name"),
            hostname=scalars.get("hostname"),
            command=scalars.get("command"),
            entrypoint=scalars.get("entrypoint"),
            ports=tuple(_port(value) for value in lists.get("ports", ())),
            expose=lists.get("expose", ()),
            environment={**self._from_files(lists.get("env_file", ())), **maps.get("environment", {})},
            labels=maps.get("labels", {}),
            depends_on=lists.get("depends_on", ()),
            profiles=lists.get("profiles", ()),
            aliases=lists.get("networks", ()),
        )

    def _from_files(self, names: Iterable[Value]) -> dict[str, Value]:
        files = [self.env_files.get(inside(name.path.rpartition("/")[0], name.text)) for name in names]
        return {
            variable.name: Value(variable.value, variable.path, variable.line, variable.unset)
            for file in files
            if file is not None
            for variable in file.variables
        }


_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
_COLON = re.compile(r":(?![^{}]*\})")


def _build(scalars: Mapping[str, Value]) -> tuple[Value | None, Value | None]:
    """Return the context and the Dockerfile from the repository's root; None for what lies outside it."""
    given = scalars.get("context")
    context = inside(given.path.rpartition("/")[0], given.text) if given else ""
    if given is None or not context:
        return None, None
    file = scalars.get("dockerfile") or Value("Dockerfile", given.path, given.line)
    dockerfile = inside(context, file.text)
    return (
        msgspec.structs.replace(given, text=context),
        msgspec.structs.replace(file, text=dockerfile) if dockerfile else None,
    )


def _port(value: Value) -> Port:
    """Read ``[HOST:][PUBLISHED:]TARGET[/PROTOCOL]``; a colon inside ``${…}`` belongs to the variable."""
    text, _, protocol = value.text.partition("/")
    *before, target = _COLON.split(text)
    return Port(target, before[-1] if before else "", protocol or "tcp", value.path, value.line)
