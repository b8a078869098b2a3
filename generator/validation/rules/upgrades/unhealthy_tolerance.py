"""A small set tolerates no unhealthy instance, whatever the percentage seems to say.

One instance of four is 25 %: a lower 'maxUnhealthyInstancePercent' lets a single one stop every
upgrade.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 4},
      "properties": {
        "upgradePolicy": {
          "mode": "Rolling",
          "rollingUpgradePolicy": {"maxUnhealthyInstancePercent": 20}
        },
        "virtualMachineProfile": {
          "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}}
        }
      }
    }

Good, as a patch:

    {"properties": {"upgradePolicy": {"rollingUpgradePolicy": {"maxUnhealthyInstancePercent": 25}}}}
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
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "UPG015",
    "unhealthy-tolerance",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-configure-rolling-upgrades",
    words="rolling",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rolling scale sets that a single unhealthy instance holds up."""
    for scale_set in scale_sets(template):
        count = scale_set.capacity.number()
        if scale_set.rolling and count is not None and count > 1:
            yield from _unhealthy(scale_set, count)


def _unhealthy(scale_set: ScaleSet, count: int) -> Iterator[Finding]:
    node = scale_set.rolling_policy.at("maxUnhealthyInstancePercent")
    percent = scale_set.percent("maxUnhealthyInstancePercent")
    if percent is not None and percent * count < 100:
        yield Finding(
            node or scale_set.at("upgradePolicy"),
            f"one unhealthy instance of {count} is {100 // count}%, more than the {percent}% of "
            f"'maxUnhealthyInstancePercent', and stops every upgrade; raise it to at least "
            f"{-(-100 // count)} to tolerate one",
        )
