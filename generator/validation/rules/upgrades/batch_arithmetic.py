"""A batch of a rolling upgrade leaves some of the set to serve.

With few instances the percentage of a batch rounds up to all of them, and takes the whole set down
at a time.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 2},
      "properties": {
        "upgradePolicy": {
          "mode": "Rolling",
          "rollingUpgradePolicy": {"maxBatchInstancePercent": 60}
        },
        "virtualMachineProfile": {
          "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}}
        }
      }
    }

Good, as a patch:

    {"properties": {"upgradePolicy": {"rollingUpgradePolicy": {"maxBatchInstancePercent": 50}}}}
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
    words="rollingupgradepolicy",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rolling scale sets that are upgraded in one batch."""
    for scale_set in scale_sets(template):
        count = scale_set.capacity.number()
        if scale_set.rolling and count is not None and count > 1:
            yield from _batch(scale_set, count)


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
