"""A metric is one of the resource that a rule reads it from.

"Percentage CPU" is a metric of machines and scale sets; a rule that reads it from a queue or
another resource gets no value, and the set does not scale.

Bad:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "apiVersion": "2022-10-01",
      "name": "scale",
      "location": "[resourceGroup().location]",
      "properties": {
        "targetResourceUri": "[parameters('setId')]",
        "profiles": [
          {
            "name": "load",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "metricResourceUri": "[resourceId('Microsoft.ServiceBus/namespaces', 'bus')]",
                  "timeGrain": "PT1M",
                  "statistic": "Average",
                  "timeWindow": "PT5M",
                  "timeAggregation": "Average",
                  "operator": "GreaterThan",
                  "threshold": 70
                },
                "scaleAction": {
                  "direction": "Increase",
                  "type": "ChangeCount",
                  "value": "1",
                  "cooldown": "PT5M"
                }
              }
            ]
          }
        ]
      }
    }

Good, as a patch:

    {
      "properties": {
        "profiles": [
          {
            "name": "load",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": []
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.autoscale import is_of_machines
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import autoscale_profiles
from generator.scale_set.id_types import named_types
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL070",
    "metric-of-another-resource",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/metrics-index",
    words="metricname percentage",
)


_MACHINES = "microsoft.compute/"


def check(template: Template) -> Iterator[Finding]:
    """Find rules that read a metric of machines from another resource."""
    for profile in autoscale_profiles(template):
        for rule in profile.at("rules"):
            trigger = rule.at("metricTrigger")
            name = trigger.at("metricName")
            kinds = named_types(trigger.at("metricResourceUri")) or []
            other = [item.name for item in kinds if item.whole and not _is_machine(item.name)]
            if other and is_of_machines(name.text() or ""):
                yield Finding(
                    name,
                    f"'{name.text()}' is a metric of machines, and the rule reads it from "
                    f"{other[0]}; name a metric of that resource",
                )


def _is_machine(kind: str) -> bool:
    return kind.lower().startswith(_MACHINES)
