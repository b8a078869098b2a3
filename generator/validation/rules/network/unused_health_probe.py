"""The health probe of a scale set is used by a load balancing rule.

Azure refuses the scale set otherwise (CannotUseHealthProbeWithoutLoadBalancing): a probe that no
rule uses is not asked.

Bad:

    [
      {
        "type": "Microsoft.Network/loadBalancers",
        "name": "lb",
        "sku": {"name": "Standard"},
        "properties": {"probes": [{"name": "web"}], "loadBalancingRules": []}
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "properties": {
          "virtualMachineProfile": {
            "networkProfile": {
              "healthProbe": {
                "id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'lb', 'web')]"
              }
            }
          }
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/loadBalancers",
        "name": "lb",
        "properties": {
          "loadBalancingRules": [
            {
              "name": "web",
              "properties": {
                "probe": {
                  "id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'lb', 'web')]"
                }
              }
            }
          ]
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import names_of, referenced_name
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource

RULE = Rule(
    "UPG008",
    "unused-health-probe",
    Severity.ERROR,
    "https://github.com/Azure/ARO-RP/issues/547",
    words="probes",
)


def check(template: Template) -> Iterator[Finding]:
    """Find health probes that no rule of their load balancer uses."""
    for scale_set in scale_sets(template):
        identifier = scale_set.probe.at("id")
        name = referenced_name(identifier, "probes") if scale_set.probe else None
        if name is None or "(" in name:
            continue
        owners = [item for item in template.resources(LOAD_BALANCER) if _has(item, name)]
        if len(owners) == 1 and _is_idle(owners[0].at("properties", "loadBalancingRules"), name):
            yield Finding(
                identifier,
                f"no rule of the load balancer uses the probe '{name}', and Azure takes no such "
                "probe for the health of instances; name it in a load balancing rule",
            )


def _has(load_balancer: TemplateResource, name: str) -> bool:
    return name in (names_of(load_balancer.at("properties", "probes")) or ())


def _is_idle(rules: Node, name: str) -> bool:
    """Whether it is certain that no rule uses the probe."""
    if rules and not rules.known():
        return False
    for rule in rules:
        identifier = rule.at("properties", "probe", "id")
        used = referenced_name(identifier, "probes")
        if used == name or (identifier and (used is None or "(" in used)) or not rule.known():
            return False
    return True
