"""On a small scale set, the percentages of a rolling upgrade round to awkward numbers.

With few instances, one unhealthy instance can be a larger share than the policy tolerates: then it
alone stops every upgrade. And a batch of most of the set takes most of the set down at a time.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 2},
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

Good:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 2},
      "properties": {
        "upgradePolicy": {
          "mode": "Rolling",
          "rollingUpgradePolicy": {"maxUnhealthyInstancePercent": 50}
        },
        "virtualMachineProfile": {
          "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}}
        }
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
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "UPG009",
    "batch-arithmetic",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-configure-rolling-upgrades",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rolling scale sets whose percentages mean less or more than they seem to."""
    for scale_set in scale_sets(template):
        count = scale_set.capacity.number()
        if scale_set.rolling and count is not None and count > 1:
            yield from _unhealthy(scale_set, count)
            yield from _batch(scale_set, count)


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


def _batch(scale_set: ScaleSet, count: int) -> Iterator[Finding]:
    policy = scale_set.rolling_policy
    node = policy.at("maxBatchInstancePercent")
    percent = node.number()
    if percent is None or policy.at("maxSurge").flag():
        return
    if -(-count * percent // 100) >= count:
        yield Finding(
            node,
            f"'maxBatchInstancePercent' {percent} of {count} instances is all of them in one "
            "batch; lower it, or set 'maxSurge' to true",
        )
