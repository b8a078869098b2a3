"""Compose a template of fragments: render, merge, lay `raw` over it, resolve symbolic names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.delivery.packing import Packing
from generator.diagnostics import InvalidInput, Severity
from generator.language.template import MISSING
from generator.lazy import dataclass
from generator.rendering.fragments import Fragments, fragments
from generator.rendering.merge import REPLACING, agreeing, merge
from generator.rendering.symbols import in_order, resolved
from generator.spec.faults import fault
from generator.spec.references import Expression, Parameter, arm_value, joined

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from generator.spec.local_files import LocalFiles
    from generator.spec.spec import Spec

SCHEMA_URL = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
Object = dict[str, Any]
_IDENTITY = ("type", "apiVersion", "name")


@dataclass(frozen=True, slots=True)
class Composition:
    """A composed template: the JSON, the parameters that it uses, by name, and its symbols.

    `symbols` are the symbolic names of the resources, in the order of the template.
    """

    template: Object
    parameters: dict[str, Parameter]
    symbols: list[str]


def compose(spec: Spec, overlay: FilePath | None = None) -> Composition:
    """Compose the template of a spec; `overlay` is a folder of the user's own fragments.

    Raises TemplateError where a fragment is broken, InvalidInput where `raw` names no resource.
    """
    if overlay is None:
        made = partials(spec.value, spec.files, fragments())
    else:
        from generator.rendering.bounded import partials_of

        made = iter(partials_of(spec, overlay))
    parts = _merged(made)
    resources = tagged(parts.get("resources", {}), spec.value["tags"])
    return assembled(spec, {**parts, "resources": _with_raw(spec, resources)})


def assembled(spec: Spec, parts: Object) -> Composition:
    """Make a template of merged fragments: order, `dependsOn`, parameters."""
    resources = parts.get("resources", {})
    declared = dict(parts.get("parameters", {}))
    symbols, listed = in_order(resources)
    body = {
        "variables": parts.get("variables", {}),
        "resources": listed,
        "outputs": resolved(parts.get("outputs", {}), resources, set()),
    }
    used = used_parameters(body)
    parameters = {name: item for name, item in spec.parameters.items() if name.lower() in used}
    template = {
        "$schema": SCHEMA_URL,
        "contentVersion": "1.0.0.0",
        "metadata": {"_generator": {"name": "scaleset"}},
        "parameters": {
            **{name: _parameter(item) for name, item in parameters.items()},
            **{name: item for name, item in declared.items() if name.lower() in used},
        },
        **body,
    }
    return Composition({k: v for k, v in template.items() if v != {}}, parameters, symbols)


def partials(
    value: Object, files: LocalFiles, environment: Fragments
) -> Iterator[tuple[str, Object]]:
    """Yield the partial templates of a filled spec, with the names of their fragments."""
    context: Object = {"spec": value, "set_name": set_name(value), "pack": Packing(files)}
    after = None
    for position, (method, step) in enumerate(delivery_steps(value), start=1):
        name = environment.delivery(method, value["os"])
        about_step = {"step": step, "after": after, "position": position}
        partial = environment.partial(name, {**context, **about_step})
        yield name, partial
        after = _last_extension(partial) or after
    for name in environment.resources:
        yield name, environment.partial(name, context)


def set_name(value: Object) -> str | Expression:
    """Return the name of the scale set: with the color where there are two of them."""
    color = value["blueGreen"] and value["blueGreen"]["color"]
    return joined(value["name"], *(["-", color] if color else []))


def delivery_steps(value: Object) -> Iterator[tuple[str, Object]]:
    """Yield the delivery steps, the health extension last, each with its method."""
    for entry in value["deliver"]:
        for method, step in entry.items():
            if step is not None:
                yield method, step
    health = value["health"]
    if health is not None and health["source"] == "extension":
        yield "health", health


def _last_extension(partial: Object) -> str | None:
    profile = partial.get("resources", {}).get("scaleSet", {}).get("properties", {})
    profile = profile.get("virtualMachineProfile", {}).get("extensionProfile", {})
    names = [item["name"] for item in profile.get("extensions", [])]
    return names[-1] if names else None


def _merged(partials: Iterator[tuple[str, Object]]) -> Object:
    """Merge the fragments; the one that gives a resource its type lays down its order of keys."""
    result: Object = {}
    defining: list[tuple[str, Object]] = []
    extending: list[tuple[str, Object]] = []
    for name, partial in partials:
        for symbol, resource in partial.get("resources", {}).items():
            group = defining if "type" in resource else extending
            group.append((name, {"resources": {symbol: resource}}))
        rest = {key: item for key, item in partial.items() if key != "resources"}
        extending.append((name, rest))
    for name, partial in [*defining, *extending]:
        result = merge(result, partial, agreeing(name))
    return result


def _with_raw(spec: Spec, resources: Object) -> Object:
    """Merge the user's `raw` into the resources, last; null removes a whole resource."""
    result = dict(resources)
    mistakes = []
    for symbol, addition in spec.value["raw"].items():
        if addition is None:
            result.pop(symbol, None)
        else:
            result[symbol] = merge(result.get(symbol, {}), _raw_value(addition), REPLACING)
        message = _raw_mistake(symbol, result, resources)
        if message is not None:
            place = ("raw", symbol)
            mistakes.append(
                spec.document.diagnostic(
                    fault("raw-names-no-resource"), Severity.ERROR, message, place, key=True
                )
            )
    if mistakes:
        raise InvalidInput(mistakes)
    return result


def _raw_mistake(symbol: str, result: Object, resources: Object) -> str | None:
    resource = result.get(symbol)
    missing = [key for key in _IDENTITY if not isinstance((resource or {}).get(key), str)]
    known = ", ".join(sorted(resources))
    if resource is None:
        return None if symbol in resources else f"'raw.{symbol}' removes nothing; known: {known}"
    if not missing:
        return None
    if symbol in resources:
        return f"'raw.{symbol}' leaves the resource without a string for {', '.join(missing)}"
    return (
        f"'raw.{symbol}' names no resource of this template ({known}); "
        "a new resource needs type, apiVersion and name"
    )


def _raw_value(value: Any) -> Any:
    """Write `raw` as ARM: its texts are ARM already, only references are written."""
    if isinstance(value, dict):
        return {key: _raw_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_raw_value(item) for item in value]
    return arm_value(value) if isinstance(value, Parameter) else value


def tagged(resources: Object, tags: Object) -> Object:
    """Return every resource that has a place the tags of the spec."""
    written = arm_value(tags)
    return {
        symbol: {"tags": written, **resource} if tags and "location" in resource else resource
        for symbol, resource in resources.items()
    }


def used_parameters(body: Object) -> set[str]:
    """Return the names, in lower case, of the parameters that expressions of a template use."""
    text = json.dumps(body)
    return {
        name.lower() for name in re.findall(r"parameters\(\s*'(\w+)'\s*\)", text, re.IGNORECASE)
    }


def _parameter(parameter: Parameter) -> Object:
    default = parameter.default
    if parameter.default_expression is not None:
        default = f"[{parameter.default_expression}]"
    elif default is not MISSING:
        default = arm_value(default)
    members = {
        "type": parameter.type,
        "defaultValue": default,
        "allowedValues": arm_value(parameter.allowed_values),
        "minValue": parameter.min_value,
        "maxValue": parameter.max_value,
        "minLength": parameter.min_length,
        "maxLength": parameter.max_length,
        "metadata": {"description": arm_value(parameter.description)}
        if parameter.description
        else None,
    }
    return {k: v for k, v in members.items() if v is not None and v is not MISSING}
