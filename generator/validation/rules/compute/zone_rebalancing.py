"""Automatic zone balance has zones to balance and sees the health of instances.

It makes a new instance in another zone, waits until it is healthy, and then deletes an old one: for
a while the zones are uneven, which strict balance ('zoneBalance' true) does not take.

Bad:

    {
      "properties": {
        "resiliencyPolicy": {
          "automaticZoneRebalancingPolicy": {
            "enabled": true
          }
        },
        "virtualMachineProfile": {
          "networkProfile": {
            "healthProbe": {
              "id": "[parameters('probeId')]"
            }
          }
        }
      },
      "zones": [
        "1"
      ]
    }

Good, as a patch:

    {
      "zones": [
        "1",
        "2"
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS076",
    "zone-rebalancing",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/auto-zone-balance-overview",
    words="automaticzonerebalancingpolicy",
)


def check(template: Template) -> Iterator[Finding]:
    """Find sets that balance zones of themselves and lack what it takes."""
    for scale_set in scale_sets(template):
        switch = scale_set.at("resiliencyPolicy", "automaticZoneRebalancingPolicy", "enabled")
        if not switch.flag():
            continue
        zones, strict = scale_set.zone_count, scale_set.at("zoneBalance")
        if zones is not None and zones < 2:
            yield Finding(switch, f"there is nothing to balance with {zones} zones; name two")
        if scale_set.health == "none":
            yield Finding(
                switch,
                "new instances must show that they are healthy before old ones go; give the model "
                "a health extension",
            )
        if strict.flag():
            yield Finding(
                strict,
                "strict balance fails where zones are uneven for a while, as automatic zone "
                "balance makes them; remove it",
            )
