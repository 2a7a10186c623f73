"""What a container's environment holds once ConfigMaps are read, and which pods a selector means."""

import re
from collections.abc import Iterable, Mapping

from juncture.catalog.environment import MAX_LENGTH, Value
from juncture.catalog.kubernetes_model import ConfigMap, Container, Workload
from juncture.catalog.paths import shared_folders
from juncture.facts.provenance import Provenance

_REFERENCE = re.compile(r"\$(\$|\(([A-Za-z_.-][A-Za-z0-9_.-]*)\))")


def environment(workload: Workload, config_maps: Iterable[ConfigMap] = ()) -> dict[str, Value]:
    """Return the variables of a workload's containers; of two containers that set one, the later stands.

    A value from a ConfigMap says where it stands in ``via``. What lies in a Secret, in the cluster or in a ConfigMap
    that is not here is unset: the text shows its source.
    """
    by_name: dict[str, list[ConfigMap]] = {}
    for config_map in config_maps:
        by_name.setdefault(config_map.name, []).append(config_map)
    nearest = {name: _nearest(workload, by_name.get(name, ())) for name in config_map_names(workload)}
    found: dict[str, Value] = {}
    for container in workload.containers:
        found.update(_container(workload, container, nearest))
    return found


def config_map_names(workload: Workload) -> list[str]:
    """Return the ConfigMaps that a workload's containers are given, by name."""
    whole = {one.object for each in workload.containers for one in each.settings_from if one.source == "configMap"}
    single = {one.object for each in workload.containers for one in each.settings if one.source == "configMap"}
    return sorted(whole | single)


def _container(
    workload: Workload, container: Container, config_maps: Mapping[str, ConfigMap | None]
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for bulk in container.settings_from:
        config_map = config_maps.get(bulk.object) if bulk.source == "configMap" else None
        for key, value in config_map.data.items() if config_map else ():
            name = bulk.prefix + key
            found[name] = Value(value.text, workload.path, bulk.line, via=(_place(value),))
    for setting in container.settings:
        if setting.value is not None:
            found[setting.name] = _expanded(Value(setting.value, workload.path, setting.line), found)
            continue
        config_map = config_maps.get(setting.object) if setting.source == "configMap" else None
        held = config_map.data.get(setting.key) if config_map else None
        if held is None:
            shown = "/".join(part for part in (setting.source, setting.object, setting.key) if part)
            found[setting.name] = Value(f"$({shown})", workload.path, setting.line, unset=(shown,))
        else:
            found[setting.name] = Value(held.text, workload.path, setting.line, via=(_place(held),))
    return found


def _place(value: Value) -> Provenance:
    return Provenance(value.path, value.line, reader="kubernetes")


def _nearest(workload: Workload, config_maps: Iterable[ConfigMap]) -> ConfigMap | None:
    """Return the ConfigMap of the workload's namespace that is nearest to its file; overlays repeat names."""

    def rank(config_map: ConfigMap) -> tuple[bool, int, str]:
        shared = shared_folders(workload.path, config_map.path)
        return (config_map.namespace == workload.namespace, shared, config_map.path)

    fitting = [
        config_map
        for config_map in config_maps
        if not config_map.namespace or not workload.namespace or config_map.namespace == workload.namespace
    ]
    return max(fitting, key=rank, default=None)


def _expanded(value: Value, known: Mapping[str, Value]) -> Value:
    """Fill in ``$(NAME)`` from the variables above; one that is not known stays, ``$$`` is one ``$``."""
    if "$" not in value.text:
        return value
    used = [known[name] for _, name in _REFERENCE.findall(value.text) if name in known]
    if len(value.text) + sum(len(variable.text) for variable in used) > MAX_LENGTH:
        return Value(value.text, value.path, value.line, unset=tuple(dict.fromkeys(_names(value.text))))

    def fill(found: re.Match[str]) -> str:
        if found[1] == "$":
            return "$"
        return known[found[2]].text if found[2] in known else found[0]

    unset = [name for name in _names(value.text) if name not in known]
    unset += [name for variable in used for name in variable.unset]
    via = tuple(dict.fromkeys(place for variable in used for place in (_place(variable), *variable.via)))
    return Value(_REFERENCE.sub(fill, value.text), value.path, value.line, tuple(dict.fromkeys(unset)), via)


def _names(text: str) -> list[str]:
    return [name for _, name in _REFERENCE.findall(text) if name]


def selects(selector: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Tell whether a selector means pods with these labels; an empty selector means none."""
    return bool(selector) and all(labels.get(key) == value for key, value in selector.items())
