"""A profile that scales out should scale in again.

Without a rule that takes instances away, the set grows to its maximum at the first peak and stays
there.

Bad:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "properties": {
        "targetResourceUri": "[parameters('scaleSetId')]",
        "profiles": [
          {
            "name": "load",
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU", "operator": "GreaterThan", "threshold": 70
                },
                "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1"}
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
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU", "operator": "GreaterThan", "threshold": 70
                },
                "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1"}
              },
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU", "operator": "LessThan", "threshold": 30
                },
                "scaleAction": {"direction": "Decrease", "type": "ChangeCount", "value": "1"}
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
from generator.scale_set.autoscale import autoscale_profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL003",
    "scale-out-without-scale-in",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-best-practices",
    words="autoscalesettings scaleaction",
)


def check(template: Template) -> Iterator[Finding]:
    """Find autoscale profiles with rules in one direction only."""
    for profile in autoscale_profiles(template):
        rules = profile.at("rules")
        directions = [(rule.at("scaleAction", "direction").text() or "").lower() for rule in rules]
        if set(directions) == {"increase"}:
            yield Finding(
                rules, "the profile scales out and never in; add a rule with 'direction' Decrease"
            )
