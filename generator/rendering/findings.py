"""The last check of a rendering: the validator reads what was rendered, like any template.

Its findings are led back to the spec: to `raw` where the user set the property there, else to the
key that sets it (`x-arm` in the schema of the spec).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import Severity
from generator.language.documents.source import read_json
from generator.spec.schema import keys_with
from generator.validation.document import validate_document, validate_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Diagnostic, Path
    from generator.rendering.artifacts import Artifact
    from generator.rendering.compose import Composition
    from generator.spec.spec import Spec


_KEYS: dict[str, Path] = {
    "autoscale": ("autoscale",),
    "identity": ("identity",),
    "loadBalancer": ("ports",),
    "networkSecurityGroup": ("network",),
    "publicIp": ("network", "loadBalancer"),
    "virtualNetwork": ("network",),
}
"""The key of the spec that leads to a resource, for findings that no closer key explains."""


def check_artifacts(
    spec: Spec, composition: Composition, files: list[Artifact]
) -> list[Diagnostic]:
    """Validate a rendered template and its parameter file; give findings at places of the spec."""
    template, parameters = (read_json(item.text, item.name) for item in files[:2])
    found = [
        *validate_document(template),
        *validate_document(parameters),
        *validate_pair(template, parameters, missing_is=None),
    ]
    led_back = [_at_spec(spec, composition, item) for item in found]
    return [*led_back, *_cloud_init_opinion(spec, composition)]


def _cloud_init_opinion(spec: Spec, composition: Composition) -> Iterator[Diagnostic]:
    for index, entry in enumerate(spec.value["deliver"]):
        if entry["cloudInit"] is None:
            continue
        from generator.rendering.custom_data import cloud_configs, refusal, user_data

        data = user_data(composition.template)
        for text in cloud_configs(data) if data else ():
            said = refusal(text)
            if said is not None:
                message = f"the installed cloud-init refuses this custom data: {said}"
                path = ("deliver", index, "cloudInit")
                yield spec.document.diagnostic("cloud-init", Severity.WARNING, message, path)


def _at_spec(spec: Spec, composition: Composition, found: Diagnostic) -> Diagnostic:
    path = spec_path(spec, composition, _steps(found.pointer))
    message = f"{found.message} (in {found.path}{found.pointer and ' at ' + found.pointer})"
    return spec.document.diagnostic(found.rule, found.severity, message, path, url=found.url)


def _steps(pointer: str) -> Path:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return tuple(int(part) if part.isdigit() else part for part in parts)


def spec_path(spec: Spec, composition: Composition, steps: Path) -> Path:
    """Return the key of the spec that leads to what stands at a path of the template."""
    if steps[:1] == ("parameters",) and len(steps) > 1:
        declared = composition.parameters.get(str(steps[1]))
        return declared.path if declared else ()
    if steps[:1] != ("resources",) or len(steps) < 2 or not isinstance(steps[1], int):
        return ()
    symbol, below = composition.symbols[steps[1]], steps[2:]
    found = _raw_path(spec, symbol, below) or _key_path(symbol, below)
    if not found and symbol in spec.value["raw"]:
        return ("raw", symbol)
    return found or _KEYS.get(symbol, ())


def _raw_path(spec: Spec, symbol: str, below: Path) -> Path:
    """Find how far `raw` goes along a path; it counts from the second step on."""
    value: Any = spec.document.value.get("raw", {})
    reached: list[str | int] = ["raw"]
    for step in (symbol, *below):
        if isinstance(value, dict) and step in value:
            value = value[step]
            reached.append(step)
        else:
            break
    depth = len(reached) - 2
    inside = not isinstance(value, dict) or depth >= len(below)
    return tuple(reached) if depth > 0 and inside else ()


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
