"""Autoscale settings name a scale set that is there.

In a template with scale sets, a target of another name is a mistake in most cases; and settings
that are deployed where the scale set is not have no target. Azure refuses both, unless the scale
set exists already, which cannot be seen here: so this is a warning.

Bad:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2024-07-01",
        "name": "web",
        "location": "[resourceGroup().location]"
      },
      {
        "type": "Microsoft.Insights/autoscaleSettings",
        "apiVersion": "2022-10-01",
        "name": "load",
        "location": "[resourceGroup().location]",
        "properties": {
          "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'wbe')]",
          "profiles": []
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Insights/autoscaleSettings",
        "name": "load",
        "dependsOn": ["[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"],
        "properties": {
          "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import AUTOSCALE, SCALE_SET
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import KIND
from generator.scale_set.references import name_of, referenced, referenced_name
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL004",
    "autoscale-target",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings",
    words="autoscalesettings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find autoscale settings for a scale set that is not in the template, or not always."""
    sets = template.resources(SCALE_SET)
    names = {name_of(item.node) for item in sets}
    for setting in template.resources(AUTOSCALE):
        target = setting.at("properties", "targetResourceUri")
        name = referenced_name(target, KIND)
        sure = name and not any(item is None or "(" in item for item in (*names, name))
        if sure and names and name not in names:
            listed = ", ".join(sorted(str(item) for item in names))
            yield Finding(target, f"no scale set of this template is called '{name}' ({listed} is)")
        for scale_set in referenced(target, KIND, sets):
            if scale_set.at("condition") and not setting.at("condition"):
                message = "the scale set has a condition; give these settings the same"
                yield Finding(target, message)
