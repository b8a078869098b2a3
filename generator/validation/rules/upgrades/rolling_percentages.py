"""The percentages of a rolling upgrade have ranges.

A batch and the tolerated unhealthy instances may be 5 to 100 percent, the tolerated unhealthy
upgraded instances 0 to 100; the deployment fails on any other value.

Bad:

    {"upgradePolicy": {"rollingUpgradePolicy": {"maxBatchInstancePercent": 3}}}

Good:

    {"upgradePolicy": {"rollingUpgradePolicy": {"maxBatchInstancePercent": 20}}}
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
    "UPG004",
    "rolling-percentages",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-configure-rolling-upgrades",
    words="rollingupgradepolicy",
)
_LOWEST = {
    "maxBatchInstancePercent": 5,
    "maxUnhealthyInstancePercent": 5,
    "maxUnhealthyUpgradedInstancePercent": 0,
}


def check(template: Template) -> Iterator[Finding]:
    """Find percentages of rolling upgrade policies outside of their range."""
    for scale_set in scale_sets(template):
        for name, lowest in _LOWEST.items():
            node = scale_set.rolling_policy.at(name)
            percent = node.number()
            if percent is not None and not lowest <= percent <= 100:
                yield Finding(node, f"'{name}' must be {lowest} to 100 (is {percent})")
