"""Strict zone balance stops scaling where one zone is out.

With "zoneBalance" true Azure makes no instance that would leave the zones uneven: while one zone
has no room or is down, the set cannot grow. Without it Azure balances as well as it can.

Bad:

    {"zones": ["1", "2", "3"], "properties": {"zoneBalance": true}}

Good, as a patch:

    {"properties": {"zoneBalance": false}}
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
    "VMS104",
    "strict-zone-balance",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones",
    words="zonebalance",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets with strict zone balance."""
    for scale_set in scale_sets(template):
        node = scale_set.at("zoneBalance")
        zones = scale_set.zone_count
        if node.flag() and (zones is None or zones > 1):
            yield Finding(
                node,
                "strict zone balance keeps the set from growing while one zone is out of room; "
                "set 'zoneBalance' to false for balance as well as can be",
            )
