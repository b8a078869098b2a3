"""Predictive autoscale forecasts the processor load only.

It needs a rule on the average of "Percentage CPU", and looks ahead one hour at most.

Bad:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "properties": {
        "targetResourceUri": "[parameters('scaleSetId')]",
        "predictiveAutoscalePolicy": {"scaleMode": "Enabled", "scaleLookAheadTime": "PT2H"},
        "profiles": [
          {
            "name": "load",
            "rules": [
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "timeAggregation": "Average",
                  "operator": "GreaterThan"
                },
                "scaleAction": {"direction": "Increase"}
              },
              {
                "metricTrigger": {
                  "metricName": "Percentage CPU",
                  "timeAggregation": "Average",
                  "operator": "LessThan"
                },
                "scaleAction": {"direction": "Decrease"}
              }
            ]
          }
        ]
      }
    }

Good, as a patch:

    {"properties": {"predictiveAutoscalePolicy": {"scaleLookAheadTime": "PT15M"}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import AUTOSCALE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.duration import seconds_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "SCL007",
    "predictive-autoscale",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-predictive",
    words="predictiveautoscalepolicy",
)


def check(template: Template) -> Iterator[Finding]:
    """Find predictive policies that have nothing to forecast, or look too far ahead."""
    for setting in template.resources(AUTOSCALE):
        policy = setting.at("properties", "predictiveAutoscalePolicy")
        ahead = policy.at("scaleLookAheadTime")
        if (seconds_of(ahead.text() or "") or 0) > 3600:
            yield Finding(ahead, f"'scaleLookAheadTime' must be at most PT1H (is {ahead.text()})")
        mode = policy.at("scaleMode")
        enabled = (mode.text() or "").lower() in {"enabled", "forecastonly"}
        profiles = setting.at("properties", "profiles")
        metrics = [
            rule.at("metricTrigger", "metricName")
            for profile in profiles
            for rule in profile.at("rules")
        ]
        known = profiles.known() and all(metric.text() for metric in metrics)
        if enabled and known and not any(map(_is_processor_load, metrics)):
            yield Finding(
                mode,
                "predictive autoscale needs a rule on the metric 'Percentage CPU'; add one or "
                "disable it",
            )


def _is_processor_load(metric: Node) -> bool:
    return (metric.text() or "").lower() == "percentage cpu"
