"""The capacity of a scale set should lie within its autoscale bounds.

Autoscale corrects it right after the deployment: instances come up only to be deleted, or the
reverse. And each deployment sets the capacity back to the one of the template.

Bad:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard_D2s_v5", "capacity": 1},
        "properties": {}
      },
      {
        "type": "Microsoft.Insights/autoscaleSettings",
        "apiVersion": "2022-10-01",
        "name": "web",
        "location": "westeurope",
        "properties": {
          "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
          "profiles": [
            {
              "name": "load",
              "capacity": {"minimum": "2", "default": "2", "maximum": "10"},
              "rules": []
            }
          ]
        }
      }
    ]

Good:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard_D2s_v5", "capacity": 3},
        "properties": {}
      },
      {
        "type": "Microsoft.Insights/autoscaleSettings",
        "apiVersion": "2022-10-01",
        "name": "web",
        "location": "westeurope",
        "properties": {
          "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
          "profiles": [
            {
              "name": "load",
              "capacity": {"minimum": "2", "default": "2", "maximum": "10"},
              "rules": []
            }
          ]
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import AUTOSCALE, SCALE_SET
from generator.diagnostics import Severity
from generator.scale_set.references import referenced
from generator.validation.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL002",
    "capacity-outside-autoscale-bounds",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets whose capacity no autoscale profile allows."""
    sets = list(template.resources(SCALE_SET))
    for setting in template.resources(AUTOSCALE):
        properties = setting.at("properties")
        capacities = [profile.at("capacity") for profile in properties.at("profiles")]
        least = [capacity.at("minimum").number() for capacity in capacities]
        most = [capacity.at("maximum").number() for capacity in capacities]
        target = properties.at("targetResourceUri")
        for scale_set in referenced(target, "virtualMachineScaleSets", sets):
            node = scale_set.at("sku", "capacity")
            count = node.number()
            lowest = min((number for number in least if number is not None), default=None)
            highest = max((number for number in most if number is not None), default=None)
            if None in least or None in most or None in (count, lowest, highest):
                continue
            if not (lowest or 0) <= (count or 0) <= (highest or 0):
                yield Finding(
                    node,
                    f"'capacity' should be {lowest} to {highest} as autoscale allows (is {count})",
                )
