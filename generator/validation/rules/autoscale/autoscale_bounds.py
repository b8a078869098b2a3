"""The bounds of an autoscale profile are in order.

The minimum is at most the default, and the default at most the maximum, all from 0 to 1000; Azure
refuses anything else.

Bad:

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
            "capacity": {"minimum": "2", "default": "1", "maximum": "10"},
            "rules": []
          }
        ]
      }
    }

Good, as a patch:

    {"properties": {"profiles": [{"name": "load", "capacity": {"default": "2"}}]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.autoscale import BOUNDS, out_of_order
from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import autoscale_profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL001",
    "autoscale-bounds",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings",
    words="autoscalesettings",
)
_MOST = limit("instances")


def check(template: Template) -> Iterator[Finding]:
    """Find autoscale profiles whose bounds are out of order or out of range."""
    for profile in autoscale_profiles(template):
        capacity = profile.at("capacity")
        bounds = {name: capacity.at(name).number() for name in BOUNDS}
        for name, number in bounds.items():
            if number is not None and not 0 <= number <= _MOST:
                yield Finding(capacity.at(name), f"'{name}' must be 0 to {_MOST} (is {number})")
        for low, high in out_of_order(bounds):
            yield Finding(
                capacity.at(high),
                f"'{high}' must be at least {bounds[low]}, which is the '{low}' (is "
                f"{bounds[high]})",
            )
