"""The profiles of autoscale have names and times of their own.

Each profile has another name; a period ends after it starts; a weekly profile starts at one hour
and one minute.

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
            "name": "day",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC",
                "days": [
                  "Monday"
                ],
                "hours": [
                  8,
                  18
                ],
                "minutes": [
                  0
                ]
              }
            }
          },
          {
            "name": "rest",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC",
                "days": [
                  "Monday"
                ],
                "hours": [
                  20
                ],
                "minutes": [
                  0
                ]
              }
            }
          }
        ]
      }
    }

Good, as a patch:

    {
      "properties": {
        "profiles": [
          {
            "name": "day",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC",
                "days": [
                  "Monday"
                ],
                "hours": [
                  8
                ],
                "minutes": [
                  0
                ]
              }
            }
          },
          {
            "name": "rest",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC",
                "days": [
                  "Monday"
                ],
                "hours": [
                  20
                ],
                "minutes": [
                  0
                ]
              }
            }
          },
          {
            "name": "Auto created default scale condition",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": [],
            "recurrence": {
              "frequency": "Week",
              "schedule": {
                "timeZone": "UTC",
                "days": [
                  "Monday"
                ],
                "hours": [
                  18
                ],
                "minutes": [
                  0
                ]
              }
            }
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.autoscale import ends_early
from generator.azure.resource_types import AUTOSCALE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.autoscale import autoscale_profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "SCL071",
    "profile-times",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-multiprofile",
    words="profiles recurrence|fixeddate|autoscalesettings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find profiles that share a name, or whose times make no sense."""
    for setting in template.resources(AUTOSCALE):
        seen: set[str] = set()
        for profile in setting.at("properties", "profiles"):
            name = profile.at("name").text()
            if name and name.lower() in seen:
                yield Finding(profile.at("name"), f"another profile is called '{name}'; rename one")
            seen.add((name or "").lower())
    for profile in autoscale_profiles(template):
        yield from _times(profile)


def _times(profile: Node) -> Iterator[Finding]:
    start, end = (profile.at("fixedDate", name) for name in ("start", "end"))
    if ends_early(start.text() or "", end.text() or ""):
        yield Finding(end, "'end' must be later than 'start'")
    schedule = profile.at("recurrence", "schedule")
    for name in ("hours", "minutes"):
        listed = schedule.at(name)
        if len(list(listed)) > 1:
            yield Finding(
                listed,
                f"a profile starts at one time, so '{name}' must have one element; make another "
                "profile for the next",
            )
