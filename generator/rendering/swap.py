"""The change of the live color: a template of what leads the traffic, and of nothing else.

To lead a rule to another pool touches no instance and waits for no upgrade. To move the sets
between pools would do both, and on Flexible it would not reach instances that exist (Azure's page
on the networking of scale sets).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.diagnostics import InvalidInput, Severity
from generator.lazy import replace
from generator.rendering.compose import Composition, used_parameters
from generator.spec.faults import fault

if TYPE_CHECKING:
    from generator.spec.references import Parameter
    from generator.spec.spec import Spec

_OTHER = {"blue": "green", "green": "blue"}


def _leads(resource: dict[str, Any], live: Parameter) -> bool:
    return live.name.lower() in used_parameters(resource)


def swap(spec: Spec, composition: Composition) -> Composition:
    """Return the template that leads the traffic to the other color, from that of the whole spec.

    Raises InvalidInput where the spec has no colors.
    """
    colors = spec.value["blueGreen"]
    if colors is None:
        message = "there is nothing to swap: the spec has no 'blueGreen'"
        raise InvalidInput(
            [spec.document.diagnostic(fault("nothing-to-swap"), Severity.ERROR, message, ())]
        )
    live: Parameter = colors["live"]
    pairs = zip(composition.symbols, composition.template["resources"], strict=True)
    leading = {symbol: item for symbol, item in pairs if _leads(item, live)}
    resources = [
        {key: item for key, item in resource.items() if key != "dependsOn"}
        for resource in leading.values()
    ]
    used = used_parameters({"resources": resources})
    template = {
        **{key: composition.template[key] for key in ("$schema", "contentVersion", "metadata")},
        "parameters": {
            name: item
            for name, item in composition.template["parameters"].items()
            if name.lower() in used
        },
        "resources": resources,
    }
    other = _OTHER[live.literal()]
    template["parameters"][live.name] = {
        **composition.template["parameters"][live.name],
        "defaultValue": other,
    }
    parameters = {n: item for n, item in composition.parameters.items() if n.lower() in used}
    parameters[live.name] = replace(live, value=other)
    return Composition(template, parameters, list(leading))
