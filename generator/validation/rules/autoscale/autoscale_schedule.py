"""A recurring profile starts at one time, and another one ends it.

Azure takes one value for hours and one for minutes. A profile that has begun holds until another
one begins: where only one recurs, the usual one never comes back, unless it recurs as well, under a
name like {"name":"usual","for":"day"}.

Bad:

    {
      "type": "Microsoft.Insights/autoscaleSettings",
      "properties": {
        "targetResourceUri": "[resourceId('Microsoft.Compute/virtualMachineScaleSets', 'web')]",
        "profiles": [
          {
            "name": "usual",
            "capacity": {"minimum": "2", "maximum": "6", "default": "2"},
            "rules": []
          },
          {
            "name": "day",
            "capacity": {"minimum": "6", "maximum": "9", "default": "6"},
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC", "days": ["Monday"], "hours": [8], "minutes": [0]
              }
            }
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
            "name": "day",
            "capacity": {"minimum": "6", "maximum": "9", "default": "6"},
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC", "days": ["Monday"], "hours": [8], "minutes": [0]
              }
            }
          },
          {
            "name": "night",
            "capacity": {"minimum": "6", "maximum": "9", "default": "6"},
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC", "days": ["Monday"], "hours": [20], "minutes": [0]
              }
            }
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import AUTOSCALE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "SCL045",
    "autoscale-schedule",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-multiprofile",
    words="autoscalesettings recurrence|fixeddate",
)


def check(template: Template) -> Iterator[Finding]:
    """Find profiles that begin at no hour or several, or that no other one ends."""
    for setting in template.resources(AUTOSCALE):
        profiles = setting.at("properties", "profiles")
        for profile in profiles:
            yield from _zone(profile.at("recurrence", "schedule", "timeZone"))
            yield from _zone(profile.at("fixedDate", "timeZone"))
        recurring = [item for item in profiles if item.at("recurrence")]
        for profile in recurring:
            yield from _times(profile.at("recurrence", "schedule"))
        usual = [p for p in profiles if not p.at("recurrence") and not p.at("fixedDate")]
        if len(recurring) == 1 and usual and profiles.known() and not _ends(recurring[0]):
            name = recurring[0].at("name").text() or ""
            again = usual[0].at("name").text() or ""
            yield Finding(
                recurring[0],
                f"the profile '{name}' never ends, as no other one recurs; let '{again}' recur "
                f'as well, under the name {{"name":"{again}","for":"{name}"}}',
            )


def _times(schedule: Node) -> Iterator[Finding]:
    for name, most in (("hours", 23), ("minutes", 59)):
        node = schedule.at(name)
        values = node.resolved()
        for item in node:
            number = item.number()
            if number is not None and not 0 <= number <= most:
                yield Finding(item, f"'{name}' are 0 to {most} (is {number}); correct it")
        if isinstance(values, list) and len(values) > 1:
            yield Finding(
                node,
                f"Azure takes one value for '{name}' (there are {len(values)}); write a profile "
                "for each time",
                Severity.ERROR,
            )


def _zone(node: Node) -> Iterator[Finding]:
    name = node.text() or ""
    if "/" in name:
        yield Finding(
            node,
            f"Azure knows time zones by their names on Windows, such as W. Europe Standard Time, "
            f"and drops the times of a profile with another name (is {name}); take that of Windows",
            url="https://github.com/Azure/azure-rest-api-specs/issues/2530",
        )


def _ends(profile: Node) -> bool:
    """Whether a profile is one that ends another, by its name."""
    return '"for"' in (profile.at("name").text() or "'\"for\"'")
