"""The profiles of autoscale have names of their own, and a period ends after it starts.

A period that ends before it starts never holds; of two profiles of one name one is lost.

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
            "name": "party",
            "capacity": {
              "minimum": "1",
              "default": "2",
              "maximum": "5"
            },
            "rules": [],
            "fixedDate": {
              "timeZone": "UTC",
              "start": "2026-12-24T18:00:00",
              "end": "2026-12-24T08:00:00"
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
            "name": "party",
            "fixedDate": {
              "end": "2026-12-25T08:00:00"
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
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SCL071",
    "profile-times",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-multiprofile",
    words="autoscalesettings profiles",
)


def check(template: Template) -> Iterator[Finding]:
    """Find profiles that share a name, and periods that end before they start."""
    for setting in template.resources(AUTOSCALE):
        seen: set[str] = set()
        for profile in setting.at("properties", "profiles"):
            name = profile.at("name").text()
            if name and name.lower() in seen:
                yield Finding(profile.at("name"), f"another profile is called '{name}'; rename one")
            seen.add((name or "").lower())
            start, end = (profile.at("fixedDate", edge) for edge in ("start", "end"))
            if ends_early(start.text() or "", end.text() or ""):
                yield Finding(end, "'end' must be later than 'start'")
