"""Autoscale settings have limits.

A setting has up to 20 profiles with up to 10 rules each. A cooldown lasts a minute to a week, the
grain of a metric a minute to 12 hours, and its window 5 minutes to 12 hours.

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
                "metricTrigger": {"timeGrain": "PT1M", "timeWindow": "PT1M"},
                "scaleAction": {"direction": "Decrease", "cooldown": "PT5M"}
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
                "metricTrigger": {"timeGrain": "PT1M", "timeWindow": "PT5M"},
                "scaleAction": {"direction": "Decrease", "cooldown": "PT5M"}
              }
            ]
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.azure.resource_types import AUTOSCALE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.duration import seconds_of
from generator.scale_set.autoscale import autoscale_profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "SCL006",
    "autoscale-limits",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings",
    words="autoscalesettings",
)
_PROFILES, _RULES = limit("autoscale-profiles"), limit("autoscale-rules")
_TIMES = {
    ("metricTrigger", "timeGrain"): ("PT1M", "PT12H"),
    ("metricTrigger", "timeWindow"): ("PT5M", "PT12H"),
    ("scaleAction", "cooldown"): ("PT1M", "P7D"),
}


def check(template: Template) -> Iterator[Finding]:
    """Find autoscale settings beyond the limits."""
    for setting in template.resources(AUTOSCALE):
        profiles = setting.at("properties", "profiles")
        count = sum(1 for _ in profiles)
        if count > _PROFILES:
            yield Finding(
                profiles, f"a setting has at most {_PROFILES} profiles (there are {count})"
            )
    for profile in autoscale_profiles(template):
        rules = list(profile.at("rules"))
        if len(rules) > _RULES:
            yield Finding(
                profile.at("rules"),
                f"a profile has at most {_RULES} rules (there are {len(rules)})",
            )
        for rule in rules:
            yield from _times(rule)


def _times(rule: Node) -> Iterator[Finding]:
    for names, (shortest, longest) in _TIMES.items():
        node = rule.at(*names)
        text = node.text()
        if not text:
            continue
        seconds = seconds_of(text)
        if seconds is None:
            yield Finding(
                node, f"'{names[-1]}' must be an ISO 8601 duration such as PT5M (is '{text}')"
            )
        elif not (seconds_of(shortest) or 0) <= seconds <= (seconds_of(longest) or 0):
            yield Finding(node, f"'{names[-1]}' must be {shortest} to {longest} (is {text})")
