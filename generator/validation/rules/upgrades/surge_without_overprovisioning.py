"""Surge upgrades cannot go with overprovisioning.

With "maxSurge" Azure makes the new instances of a batch before it deletes the old ones, and counts
on the set to hold exactly as many as asked for; Uniform sets overprovision unless told not to.

Bad:

    {
      "orchestrationMode": "Uniform",
      "overprovision": true,
      "upgradePolicy": {"rollingUpgradePolicy": {"maxSurge": true}}
    }

Good:

    {
      "orchestrationMode": "Uniform",
      "overprovision": false,
      "upgradePolicy": {"rollingUpgradePolicy": {"maxSurge": true}}
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
    "UPG010",
    "surge-without-overprovisioning",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-maxsurge",
    words="maxsurge",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets with maxSurge next to a setting that it excludes."""
    for scale_set in scale_sets(template):
        surge = scale_set.rolling_policy.at("maxSurge")
        if not surge.flag():
            continue
        overprovision = scale_set.at("overprovision")
        if overprovision.flag() or (scale_set.uniform and not overprovision):
            yield Finding(
                overprovision or surge,
                "'maxSurge' needs 'overprovision' false (Uniform scale sets overprovision by "
                "default)",
                None if overprovision else Severity.WARNING,
            )
        if scale_set.flexible and scale_set.automatic_os_upgrade.flag():
            yield Finding(
                surge,
                "'maxSurge' cannot go with automatic OS upgrades in Flexible mode; switch one off",
                Severity.WARNING,
            )
