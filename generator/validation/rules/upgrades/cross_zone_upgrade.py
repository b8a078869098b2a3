"""Upgrading across zones needs zones.

"enableCrossZoneUpgrade" lets a batch span availability zones; on a regional scale set it means
nothing.

Bad:

    {"upgradePolicy": {"rollingUpgradePolicy": {"enableCrossZoneUpgrade": true}}}

Good:

    {
      "zones": ["1", "2"],
      "properties": {
        "upgradePolicy": {"rollingUpgradePolicy": {"enableCrossZoneUpgrade": true}}
      }
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
    "UPG011",
    "cross-zone-upgrade",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-configure-rolling-upgrades",
    words="enablecrosszoneupgrade",
)


def check(template: Template) -> Iterator[Finding]:
    """Find regional scale sets that ask for upgrades across zones."""
    for scale_set in scale_sets(template):
        node = scale_set.rolling_policy.at("enableCrossZoneUpgrade")
        if node.flag() and scale_set.zone_count == 0:
            yield Finding(
                node,
                "'enableCrossZoneUpgrade' needs 'zones', and the scale set has none; remove it or "
                "name zones",
            )
