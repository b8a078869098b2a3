"""An id names a resource of the type that the property asks for.

Azure refuses a request with the id of something else, such as the probe of an application gateway
as the health probe of a scale set, or with a name where an id is asked for.

Bad:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "healthProbe": {
            "id": "[resourceId('Microsoft.Network/applicationGateways/probes', 'web', 'up')]"
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "healthProbe": {
            "id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'up')]"
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.id_properties import id_properties, types_with_ids
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.template import Node
from generator.scale_set.id_types import is_no_id, named_types
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.id_properties import IdProperty
    from generator.language.template import Template

RULE = Rule(
    "REF080",
    "id-of-another-type",
    Severity.ERROR,
    "https://github.com/Azure/terraform-azurerm-computegroup/issues/17",
    words="microsoft.compute|microsoft.network",
)
_NO_ID = "https://github.com/Azure/azure-powershell/issues/8045"


def check(template: Template) -> Iterator[Finding]:
    """Find ids of scale sets, machines and their networks that name another type, or nothing."""
    for resource in template.resources(*types_with_ids()):
        for wanted in id_properties(resource.type):
            for identifier, on_key in _reached(resource.node, wanted.steps):
                yield from _faults(identifier, wanted, on_key=on_key)


def _reached(node: Node, steps: tuple[str, ...]) -> Iterator[tuple[Node, bool]]:
    """Yield what stands at the end of the steps; for a name of an object, a node of that name."""
    for index, step in enumerate(steps):
        rest = steps[index + 1 :]
        if step == "[]":
            for item in node:
                yield from _reached(item, rest)
            return
        if step == "{}":
            for key, member in node.members():
                yield Node(key, member.path, node.template), True
            return
        node = node.at(step)
    yield node, False


def _faults(identifier: Node, wanted: IdProperty, *, on_key: bool) -> Iterator[Finding]:
    kind = wanted.types[0]
    if is_no_id(identifier):
        message = (
            f"this is no id of a resource; name the {kind} by resourceId(), or by all of its id "
            "from /subscriptions/ on"
        )
        # A default may stand there for show only.
        written = identifier.value == identifier.resolved()
        severity = Severity.ERROR if written else Severity.WARNING
        yield Finding(identifier, message, severity, on_key=on_key, url=_NO_ID)
        return
    named = named_types(identifier)
    if named and not any(item.may_be(kind) for item in named for kind in wanted.types):
        message = f"the id must name a resource of type {kind} (names {named[0].name})"
        yield Finding(identifier, message, on_key=on_key, url=wanted.source)
