"""Autoscale must not grow a set beyond its placement group.

A scale set with a single placement group holds at most 100 instances. Autoscale goes on trying, and
fails, when the load is highest.

Bad:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "properties": {"singlePlacementGroup": true}
      },
      {
        "type": "Microsoft.Insights/autoscaleSettings",
        "name": "web",
        "properties": {
          "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
          "profiles": [{"capacity": {"minimum": "2", "default": "2", "maximum": "300"}}]
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "properties": {"singlePlacementGroup": false}
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import settings_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL005",
    "autoscale-beyond-placement-group",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-placement-groups",
    words="autoscalesettings",
)
_LARGEST = limit("instances-in-a-placement-group")


def check(template: Template) -> Iterator[Finding]:
    """Find autoscale settings whose maximum a single placement group cannot hold."""
    for scale_set in scale_sets(template):
        if scale_set.at("singlePlacementGroup").flag() is not True:
            continue
        for setting in settings_of(scale_set):
            for profile in setting.at("properties", "profiles"):
                maximum = profile.at("capacity", "maximum")
                if (maximum.number() or 0) > _LARGEST:
                    yield Finding(
                        maximum,
                        f"a single placement group holds at most {_LARGEST} instances; lower it, "
                        "or set singlePlacementGroup to false",
                    )
