"""The capacity of a scale set should lie within its autoscale bounds.

Autoscale corrects it right after the deployment: instances come up only to be deleted, or the
reverse. And each deployment sets the capacity back to the one of the template.

Bad:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "sku": {"name": "Standard_D2s_v5", "capacity": 1}
      },
      {
        "type": "Microsoft.Insights/autoscaleSettings",
        "name": "web",
        "properties": {
          "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
          "profiles": [{"capacity": {"minimum": "2", "default": "2", "maximum": "10"}}]
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "name": "web",
        "sku": {"capacity": 3}
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import bounds_of, settings_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL002",
    "capacity-outside-autoscale-bounds",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings",
    words="autoscalesettings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets whose capacity no autoscale profile allows."""
    for scale_set in scale_sets(template):
        count = scale_set.count
        for setting in settings_of(scale_set):
            least, most = bounds_of(setting)
            if count is None or least is None or most is None or least <= count <= most:
                continue
            yield Finding(
                scale_set.capacity,
                f"'capacity' should be {least} to {most} as autoscale allows (is {count})",
            )
