"""Where in a spec something of its rendered template comes from, and what it is called there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from generator.lazy import regex
from generator.spec.paths import dotted
from generator.spec.schema import keys_with

if TYPE_CHECKING:
    from generator.diagnostics import Path
    from generator.rendering.compose import Composition
    from generator.spec.spec import Spec

_KEYS: dict[str, Path] = {
    "autoscale": ("autoscale",),
    "identity": ("identity",),
    "internalLoadBalancer": ("ports",),
    "loadBalancer": ("ports",),
    "networkSecurityGroup": ("network",),
    "publicIp": ("network", "loadBalancer"),
    "standbyPool": ("standbyPool",),
    "virtualNetwork": ("network",),
}
"""The key of the spec that leads to a resource, for findings that no closer key explains."""
_AS_THE_SIZE = ("image", "osDisk", "security")
"""Keys that follow the size where a spec is without them: then the size is what led there."""
_EXTENSIONS = ("properties", "virtualMachineProfile", "extensionProfile", "extensions")
_APPLICATIONS = ("properties", "virtualMachineProfile", "applicationProfile", "galleryApplications")
_OF_SEVERAL_THINGS = {"mode", "name", "priority", "properties"}
_QUOTED = regex(r"'([A-Za-z]+(?:\.[A-Za-z]+)*)'")


def spec_path(spec: Spec, composition: Composition, steps: Path) -> Path:
    """Return the key of the spec that leads to what stands at a path of the template."""
    if steps[:1] == ("parameters",) and len(steps) > 1:
        declared = composition.parameters.get(str(steps[1]))
        return declared.path if declared else ()
    found = _closest(spec, composition, steps)
    if found[:1] and found[0] in _AS_THE_SIZE and found[0] not in spec.document.value:
        return ("size",)
    if found or not _is_of_resource(steps):
        return found
    return _KEYS.get(composition.symbols[int(steps[1])], ())


def in_words_of_spec(spec: Spec, composition: Composition, message: str, steps: Path) -> str:
    """Return what is said of a place of the template, with the names that the spec has for it.

    Where no key of the spec leads there, the place is named as `raw` names it.
    """
    path = _closest(spec, composition, steps)
    if not _is_of_resource(steps) or path[:1] == ("raw",):
        return message
    symbol = composition.symbols[int(steps[1])]
    names = _names() if symbol == "scaleSet" else {}
    said = _QUOTED.sub(lambda found: f"'{names.get(found[1].lower(), found[1])}'", message)
    return said if path else f"{said} (rendered as {dotted((symbol, *steps[2:]))})"


def _is_of_resource(steps: Path) -> bool:
    return steps[:1] == ("resources",) and len(steps) > 1 and isinstance(steps[1], int)


def _closest(spec: Spec, composition: Composition, steps: Path) -> Path:
    if not _is_of_resource(steps):
        return ()
    symbol, below = composition.symbols[int(steps[1])], steps[2:]
    found = (
        _raw_path(spec, composition, steps)
        or _delivery_path(spec, composition, steps)
        or _key_path(symbol, below)
    )
    return found or (("raw", symbol) if symbol in spec.value["raw"] else ())


def _raw_path(spec: Spec, composition: Composition, steps: Path) -> Path:
    """Find how far `raw` goes along a path; it counts from the second step on."""
    symbol, below = composition.symbols[int(steps[1])], steps[2:]
    value: Any = spec.document.value.get("raw", {})
    if symbol not in value:
        return ()
    value, made = value[symbol], composition.template["resources"][steps[1]]
    reached: list[str | int] = ["raw", symbol]
    for step in below:
        if isinstance(value, dict):
            own = step if step in value and step in made else None
        else:
            own = _own_index(value, made, step) if isinstance(value, list) else None
        if own is None:
            break
        reached.append(own)
        value, made = value[own], made[step]
    depth = len(reached) - 2
    inside = not isinstance(value, dict) or depth >= len(below)
    return tuple(reached) if depth > 0 and inside else ()


def _own_index(items: list[Any], made: Any, step: str | int) -> int | None:
    """Return which of the elements of `raw` an element of the template is.

    It is found by its name; what has none stands in the place of what the template had.
    """
    if not isinstance(made, list) or not isinstance(step, int):
        return None
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    if all(isinstance(name, str) for name in names) and isinstance(made[step], dict):
        name = made[step].get("name")
        return names.index(name) if name in names else None
    if items[:1] == [None] and len(items) == len(made) + 1:  # a list that replaces the whole one
        return step + 1
    return step if len(items) == len(made) else None


def _delivery_path(spec: Spec, composition: Composition, steps: Path) -> Path:
    """Find the delivery step that an extension or an application comes from, and the key below."""
    below = steps[2:]
    if below[: len(_APPLICATIONS)] == _APPLICATIONS:
        return _application_path(spec, below[len(_APPLICATIONS) :])
    if below[: len(_EXTENSIONS)] != _EXTENSIONS or len(below) == len(_EXTENSIONS):
        return ()
    profile = composition.template["resources"][steps[1]]["properties"]["virtualMachineProfile"]
    name = profile["extensionProfile"]["extensions"][below[len(_EXTENSIONS)]]["name"]
    health = spec.value["health"]
    if health and name == "applicationHealth":
        return ("health",)
    if spec.value["machineConfiguration"] and name.startswith("AzurePolicyfor"):
        return ("machineConfiguration",)
    for index, entry in enumerate(spec.value["deliver"]):
        for method, step in entry.items():
            if step is not None and step.get("name") == name:
                return _below_step(spec, ("deliver", index, method), below[len(_EXTENSIONS) + 1 :])
    return ()


def _application_path(spec: Spec, rest: Path) -> Path:
    entries = enumerate(spec.value["deliver"])
    applications = [index for index, entry in entries if entry["application"] is not None]
    if not rest or int(rest[0]) >= len(applications):
        return ("deliver",)
    keys = tuple("id" if step == "packageReferenceId" else step for step in rest[1:])
    return _below_step(spec, ("deliver", applications[int(rest[0])], "application"), keys)


def _below_step(spec: Spec, path: Path, rest: Path) -> Path:
    """Return the path of the setting of a delivery step, as far as the spec gives it."""
    value = spec.document.value
    for step in path:
        value = value[step]
    for step in rest:
        inside = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if inside or (isinstance(value, dict) and step in value):
            value = value[step]
            path = (*path, step)
    return path


def _key_path(symbol: str, below: Path) -> Path:
    if symbol != "scaleSet":
        return ()
    names = [str(step).lower() for step in below if not isinstance(step, int)]
    best: tuple[int, Path] = (0, ())
    for path, arm in keys_with("x-arm"):
        wanted = arm.lower().split(".")
        if names[: len(wanted)] == wanted and len(wanted) > best[0]:
            best = (len(wanted), path)
    return best[1]


@cache
def _names() -> dict[str, str]:
    """Return what the spec calls a property of the scale set that one key of it sets."""
    found: dict[str, set[Path]] = {}
    for path, arm in keys_with("x-arm"):
        for name in {arm, arm.rpartition(".")[2]} - _OF_SEVERAL_THINGS:
            found.setdefault(name.lower(), set()).add(path)
    return {name: dotted(*paths) for name, paths in found.items() if len(paths) == 1}
