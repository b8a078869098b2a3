"""A set scales in well below the load at which it scales out.

Where the thresholds meet, Azure mostly sees that scaling in would make it scale out again, and does
not scale in: the set stays as large as it once was.

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
            "capacity": {"minimum": "1", "default": "2", "maximum": "5"},
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "metricResourceUri": "[parameters('setId')]",
                  "timeGrain": "PT1M",
                  "statistic": "Average",
                  "timeWindow": "PT5M",
                  "timeAggregation": "Average",
                  "operator": "GreaterThan",
                  "threshold": 60
                },
                "scaleAction": {
                  "direction": "Increase", "type": "ChangeCount", "value": "1", "cooldown": "PT5M"
                }
              },
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "metricResourceUri": "[parameters('setId')]",
                  "timeGrain": "PT1M",
                  "statistic": "Average",
                  "timeWindow": "PT5M",
                  "timeAggregation": "Average",
                  "operator": "LessThan",
                  "threshold": 60
                },
                "scaleAction": {
                  "direction": "Decrease", "type": "ChangeCount", "value": "1", "cooldown": "PT5M"
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
            "capacity": {"minimum": "1", "default": "2", "maximum": "5"},
            "rules": []
          }
        ]
      }
    }
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import autoscale_profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "SCL081",
    "thresholds-that-meet",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices",
    words="autoscalesettings threshold decrease",
)
_SAME = ("metricName", "metricNamespace", "metricResourceUri", "statistic", "timeAggregation")


def check(template: Template) -> Iterator[Finding]:
    """Find rules that scale in at a load at which another one scales out."""
    for profile in autoscale_profiles(template):
        rules = [found for rule in profile.at("rules") if (found := _read(rule))]
        outs: dict[tuple[tuple[str, ...], int], float] = {}
        for _, key, direction, sign, threshold in rules:
            if direction == "increase":
                known = outs.get((key, -sign), inf)
                outs[key, -sign] = min(known, -sign * threshold)
        for node, key, direction, sign, threshold in rules:
            out = outs.get((key, sign), inf)
            if direction == "decrease" and out <= sign * threshold:
                yield Finding(
                    node,
                    f"the set scales in at {threshold:g} and out at {sign * out:g} of the same "
                    "metric, so it seldom scales in; leave a margin between the two",
                )


def _read(rule: Node) -> tuple[Node, tuple[str, ...], str, int, float] | None:
    """Return a threshold's place, metric, direction, 1 or -1 for most or least, and number."""
    trigger = rule.at("metricTrigger")
    operator = (trigger.at("operator").text() or "").lower()
    direction = (rule.at("scaleAction", "direction").text() or "").lower()
    node = trigger.at("threshold")
    value = node.resolved()
    sign = 1 if operator.startswith("less") else -1 if operator.startswith("greater") else 0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not sign:
        return None
    if trigger.at("dimensions"):
        return None
    key = tuple(str(trigger.at(name).resolved()).lower() for name in _SAME)
    return node, key, direction, sign, value
