"""Autoscale settings have a target, and it is something that Azure scales.

Azure refuses settings without a target. Of what runs machines it scales scale sets and cloud
services; machines on their own, availability sets, networks and storage it does not.

Bad:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "apiVersion": "2022-10-01",
      "name": "load",
      "location": "[parameters('location')]",
      "properties": {
        "targetResourceUri": "[resourceId('Microsoft.Compute/availabilitySets', 'web')]",
        "profiles": []
      }
    }

Good, as a patch:

    {
      "properties": {
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]"
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.autoscale import is_scaled
from generator.azure.resource_types import AUTOSCALE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.id_types import is_no_id, named_types
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL080",
    "autoscale-target-type",
    Severity.ERROR,
    "https://github.com/Azure/azure-sdk-for-net/issues/43948",
    words="autoscalesettings",
)
_SCALED = "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-overview"


def check(template: Template) -> Iterator[Finding]:
    """Find autoscale settings without a target, or with one that autoscale knows nothing of."""
    for setting in template.resources(AUTOSCALE):
        properties = setting.at("properties")
        target = properties.at("targetResourceUri")
        if properties.known() and not target:
            message = "these settings have no 'targetResourceUri'; name the scale set by its id"
            yield Finding(properties, message)
        elif is_no_id(target):
            message = "this is no id of a resource; name the scale set by resourceId()"
            # A default may stand there for show only.
            written = target.value == target.resolved()
            yield Finding(target, message, Severity.ERROR if written else Severity.WARNING)
        else:
            named = named_types(target) or []
            wrong = [item.name for item in named if item.whole and not is_scaled(item.name)]
            if wrong and len(wrong) == len(named):
                message = f"autoscale does not scale {wrong[0]}; name the scale set"
                yield Finding(target, message, url=_SCALED)
