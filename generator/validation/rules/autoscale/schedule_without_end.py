"""A weekly profile ends where the next one starts.

A weekly profile holds until another one starts. Without one that gives the usual bounds back, as
the portal writes it ("Auto created default scale condition"), the usual profile never holds again.

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
            "name": "usual",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": []
          },
          {
            "name": "day",
            "capacity": {
              "minimum": "3",
              "default": "4",
              "maximum": "9"
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
              "minimum": "3",
              "default": "4",
              "maximum": "9"
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

from generator.azure.resource_types import AUTOSCALE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "SCL072",
    "schedule-without-end",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-multiprofile",
    words="recurrence",
)


def check(template: Template) -> Iterator[Finding]:
    """Find weekly profiles beside a usual one that no profile gives back."""
    for setting in template.resources(AUTOSCALE):
        profiles = list(setting.at("properties", "profiles"))
        if not all(map(_is_read, profiles)):
            continue
        weekly = [item for item in profiles if item.at("recurrence")]
        timed = [item for item in profiles if item.at("recurrence") or item.at("fixedDate")]
        usual = [item for item in profiles if item not in timed]
        ends = [item for item in weekly if _gives_back(item, usual)]
        if weekly and usual and not ends:
            yield Finding(
                weekly[0].at("recurrence"),
                "no profile ends this one, so the usual bounds never hold again; add a profile "
                "with the usual bounds at the hour where it ends",
            )


def _is_read(profile: Node) -> bool:
    times = (profile.at("recurrence"), profile.at("fixedDate"))
    return profile.at("name").known() and all(item.known() for item in times if item)


def _gives_back(profile: Node, usual: list[Node]) -> bool:
    """Whether a profile ends another one: by its name, or with the bounds of the usual one."""
    name = profile.at("name").text() or ""
    same = any(_bounds(profile) == _bounds(item) for item in usual)
    return same or name.lstrip().startswith("{") or "default scale condition" in name.lower()


def _bounds(profile: Node) -> list[object]:
    names = ("minimum", "default", "maximum")
    return [str(profile.at("capacity", name).resolved()) for name in names]
