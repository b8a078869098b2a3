"""The bounds of an autoscale profile stand in order.

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

Good:

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
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.scale_set.autoscale import autoscale_profiles
from generator.validation.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL001",
    "autoscale-bounds",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find autoscale profiles whose bounds are out of order or out of range."""
    for profile in autoscale_profiles(template):
        capacity = profile.at("capacity")
        bounds = {
            name: number
            for name in ("minimum", "default", "maximum")
            if (number := capacity.at(name).number()) is not None
        }
        for name, number in bounds.items():
            if not 0 <= number <= 1000:
                yield Finding(capacity.at(name), f"'{name}' must be 0 to 1000 (is {number})")
        for (low, least), (high, most) in pairwise(bounds.items()):
            if least > most:
                yield Finding(
                    capacity.at(high),
                    f"'{high}' must be at least {least}, which is the '{low}' (is {most})",
                )
