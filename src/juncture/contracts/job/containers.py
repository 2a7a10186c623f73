"""What it means that the containers of a job change: image, command, arguments, environment, mounts, resources."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from juncture.contracts.job.draft import Draft, Pair, shown
from juncture.contracts.job.manifest import Where, text
from juncture.contracts.job.parts import Part
from juncture.contracts.job.resources import resource_changes
from juncture.contracts.job.unjudged import container_rest

_VERSION = re.compile(r"v?(\d+)(?:[.\-+_].*)?\Z")
_SECRET = re.compile(r"PASSW|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY", re.IGNORECASE)
_HIDDEN = "a value that is not shown"
_MOVING = ("", "latest", "main", "master", "stable", "edge", "nightly")


class Image(NamedTuple):
    """An image: its name without tag and digest, its tag, its digest."""

    name: str
    tag: str
    digest: str

    @property
    def major(self) -> str:
        """The first number of a version tag; empty for any other tag."""
        match = _VERSION.match(self.tag)
        return match[1] if match else ""


class _Sides(NamedTuple):
    """One container on both sides: the jobs, the ways to it, and its part."""

    pair: Pair
    was: Where
    at: Where
    part: Part

    def draft(self, rule: str, setting: str, old: Any, new: Any, key: str = "") -> Draft:
        """Return the draft of a change of a setting, or of the entry of it that has this key."""
        was, at = (*self.was, setting), (*self.at, setting)
        return self.pair.draft(rule, self.part.of(setting, key), was, at, (shown(old), shown(new)))

    def entries(self, setting: str, key_of: Callable[[Any], str]) -> Iterator[tuple[str, Any, Any, Draft]]:
        """Yield the entries of a list by their keys: key, old and new (None where absent), and a draft at its place."""
        ways = (*self.was, setting), (*self.at, setting)
        found = []
        for job, way in zip((self.pair.old, self.pair.new), ways, strict=True):
            listed = job.get(*way)
            entries = enumerate(listed if isinstance(listed, list) else ())
            found.append({key: number for number, each in entries if (key := key_of(each))})
        for key in sorted(found[0].keys() | found[1].keys()):
            was, at = (
                (*way, numbers[key]) if key in numbers else way for way, numbers in zip(ways, found, strict=True)
            )
            before = self.pair.old.get(*was) if key in found[0] else None
            after = self.pair.new.get(*at) if key in found[1] else None
            yield key, before, after, self.pair.draft("", self.part.of(setting, key), was, at, ("", ""))


def container_changes(pair: Pair) -> Iterator[Draft]:
    """Yield what differs between the containers of a job, those that prepare a run included."""
    for kind in ("initContainers", "containers"):
        was, at = (*pair.old.pod, kind), (*pair.new.pod, kind)
        old, new = pair.old.named(*was), pair.new.named(*at)
        for name in sorted(old.keys() | new.keys()):
            part = Part(pair.new.kind, pair.new.name, name)
            if name not in new:
                yield pair.draft("container-removed", part, (*was, old[name]), at, (name, ""))
            elif name not in old:
                yield pair.draft("container-added", part, was, (*at, new[name]), ("", name))
            else:
                yield from _container(_Sides(pair, (*was, old[name]), (*at, new[name]), part))


def _container(sides: _Sides) -> Iterator[Draft]:
    pair = sides.pair
    images = [text(job.get(*way, "image")) for job, way in ((pair.old, sides.was), (pair.new, sides.at))]
    if images[0] != images[1]:
        yield sides.draft(_image_rule(*images), "image", *images)
    for setting, rule in (("command", "command-changed"), ("args", "arguments-changed")):
        old, new = pair.old.get(*sides.was, setting), pair.new.get(*sides.at, setting)
        if shown(old) != shown(new):
            yield sides.draft(rule, setting, old, new)
    yield from _environment(sides)
    yield from _environment_from(sides)
    yield from _mounts(sides)
    yield from resource_changes(pair, sides.part, sides.was, sides.at)
    pull = _pull_policy(images[0]), _pull_policy(images[1])
    yield from container_rest(pair, sides.part, sides.was, sides.at, pull)


def parse_image(text: str) -> Image:
    """Return the parts of an image reference: ``registry:5000/team/app:1.2@sha256:…``."""
    rest, _, digest = text.partition("@")
    name, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        name, tag = rest, ""
    return Image(name, tag, digest)


def _image_rule(old_text: str, new_text: str) -> str:
    old, new = parse_image(old_text), parse_image(new_text)
    if not old_text or not new_text or "$" in old_text + new_text:
        return "cannot-prove"
    if old.name != new.name:
        return "image-replaced"
    if new.tag in _MOVING and not new.digest:
        return "image-unpinned"
    return "image-major-changed" if old.major != new.major else "image-updated"


def _pull_policy(image_text: str) -> str:
    """Return when an image is pulled where nothing is said (Kubernetes, Images: default image pull policy)."""
    image = parse_image(image_text)
    return "Always" if image.tag in ("", "latest") and not image.digest else "IfNotPresent"


def _environment(sides: _Sides) -> Iterator[Draft]:
    for _, before, after, draft in sides.entries("env", _name):
        if shown(before) == shown(after):
            continue
        old, new = _source(before), _source(after)
        rule = "env-removed" if after is None else "env-added" if before is None else "env-changed"
        yield msgspec.structs.replace(draft, rule="key-required" if _needs_key(after) else rule, old=old, new=new)


def _name(entry: Any) -> str:
    return text(entry.get("name")) if isinstance(entry, dict) else ""


def _source(entry: Any) -> str:
    """Return where an environment variable has its value from: the value itself, or ``secret NAME KEY``."""
    if not isinstance(entry, dict):
        return ""
    reference = entry.get("valueFrom")
    if not isinstance(reference, dict):
        return _HIDDEN if _SECRET.search(_name(entry)) and entry.get("value") else shown(entry.get("value"))
    for key, word in (("secretKeyRef", "secret"), ("configMapKeyRef", "config map")):
        inner = reference.get(key)
        if isinstance(inner, dict):
            optional = " (optional)" if inner.get("optional") is True else ""
            return f"{word} {text(inner.get('name'))} {text(inner.get('key'))}{optional}"
    return shown(reference)


def _needs_key(entry: Any) -> bool:
    """Whether a run waits until a key of a Secret or a ConfigMap is there."""
    reference = entry.get("valueFrom") if isinstance(entry, dict) else None
    inner = [reference.get(key) for key in ("secretKeyRef", "configMapKeyRef")] if isinstance(reference, dict) else []
    return any(isinstance(each, dict) and each.get("optional") is not True for each in inner)


def _environment_from(sides: _Sides) -> Iterator[Draft]:
    for key, before, after, draft in sides.entries("envFrom", _whole_source):
        if after is None:
            yield msgspec.structs.replace(draft, rule="env-removed", old=key)
        elif before is None:
            rule = "env-added" if key.endswith("(optional)") else "key-required"
            yield msgspec.structs.replace(draft, rule=rule, new=key)


def _whole_source(entry: Any) -> str:
    """Return the secret or config map of which all keys become variables, with their prefix; another entry as is."""
    for key, word in (("secretRef", "secret"), ("configMapRef", "config map")):
        inner = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(inner, dict):
            optional = " (optional)" if inner.get("optional") is True else ""
            return f"{text(entry.get('prefix'))}{word} {text(inner.get('name'))}{optional}"
    return shown(entry)


def _mounts(sides: _Sides) -> Iterator[Draft]:
    for _, before, after, draft in sides.entries("volumeMounts", _mount_path):
        old, new = _mount(before), _mount(after)
        if old != new:
            rule = "mount-removed" if after is None else "mount-added" if before is None else "mount-changed"
            yield msgspec.structs.replace(draft, rule=rule, old=old, new=new)


def _mount_path(entry: Any) -> str:
    return text(entry.get("mountPath")) if isinstance(entry, dict) else ""


def _mount(entry: Any) -> str:
    """Return a mount as the volume's name, its path within, whether it is read only, and what else it says."""
    if not isinstance(entry, dict):
        return ""
    inside = "/".join(each for each in (text(entry.get("name")), text(entry.get("subPath"))) if each)
    rest = {key: value for key, value in entry.items() if key not in ("name", "mountPath", "subPath", "readOnly")}
    return " ".join([inside, *["read only"] * (entry.get("readOnly") is True), *[shown(rest)] * bool(rest)])
