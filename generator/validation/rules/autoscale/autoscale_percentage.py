"""A threshold of a percentage is below 100.

Above it the rule never fires, or it always does.

Bad:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "properties": {
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
        "profiles": [
          {
            "name": "load",
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "operator": "GreaterThan",
                  "threshold": 700
                },
                "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1"}
              },
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "operator": "LessThan",
                  "threshold": 20
                },
                "scaleAction": {
                  "direction": "Decrease", "type": "ChangeCount", "value": "1"
                }
              }
            ]
          }
        ]
      }
    }

Good:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "properties": {
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
        "profiles": [
          {
            "name": "load",
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "operator": "GreaterThan",
                  "threshold": 70
                },
                "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1"}
              },
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "operator": "LessThan",
                  "threshold": 20
                },
                "scaleAction": {
                  "direction": "Decrease", "type": "ChangeCount", "value": "1"
                }
              }
            ]
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import triggers
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL042",
    "autoscale-percentage",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-common-metrics",
    words="autoscalesettings threshold",
)
_MOST = 100


def check(template: Template) -> Iterator[Finding]:
    """Find thresholds that a percentage never reaches."""
    for trigger in triggers(template):
        metric, node = trigger.metric, trigger.at("threshold")
        threshold = node.number()
        if metric and metric.percent and threshold is not None and not 0 <= threshold <= _MOST:
            yield Finding(
                node,
                f"'{metric.name}' is a percentage, from 0 to {_MOST} (the threshold is "
                f"{threshold})",
            )
