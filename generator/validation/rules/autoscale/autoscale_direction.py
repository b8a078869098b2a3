"""A rule scales out when the instances are busy, and in when they are idle.

Some metrics are higher the less there is to do: Available Memory Percentage falls when memory runs
out. A rule the wrong way round takes instances away under load.

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
                  "metricName": "Available Memory Percentage",
                  "operator": "GreaterThan",
                  "threshold": 60
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
                  "metricName": "Available Memory Percentage",
                  "operator": "LessThan",
                  "threshold": 20
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
    "SCL041",
    "autoscale-direction",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-common-metrics",
    words="autoscalesettings scaleaction",
)
_ABOVE, _BELOW = {"greaterthan", "greaterthanorequal"}, {"lessthan", "lessthanorequal"}


def check(template: Template) -> Iterator[Finding]:
    """Find rules that add instances when there are plenty, or take them away under load."""
    for trigger in triggers(template):
        metric = trigger.metric
        operator = (trigger.at("operator").text() or "").lower()
        node = trigger.rule.at("scaleAction", "direction")
        direction = (node.text() or "").lower()
        if metric is None or metric.higher == "neither" or operator not in _ABOVE | _BELOW:
            continue
        busy = (operator in _ABOVE) == (metric.higher == "busier")
        if direction == ("decrease" if busy else "increase"):
            state, change = ("busy", "Increase") if busy else ("idle", "Decrease")
            how = "higher" if metric.higher == "freer" else "lower"
            yield Finding(
                node,
                f"'{metric.name}' is {how} the less the instances do, so this holds when they are "
                f"{state}: the direction is {change}",
            )
