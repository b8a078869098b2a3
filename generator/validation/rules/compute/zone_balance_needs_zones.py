"""Zone balance needs more than one zone.

"zoneBalance" makes Azure keep the zones strictly even, so there must be zones to balance; the
property is refused elsewhere.

Bad:

    {"zones": ["1"], "properties": {"zoneBalance": true}}

Good:

    {"zones": ["1", "2", "3"], "properties": {"zoneBalance": true}}
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
    "VMS004",
    "zone-balance-needs-zones",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones",
    words="zonebalance",
)


def check(template: Template) -> Iterator[Finding]:
    """Find zone balance on scale sets with fewer than two zones."""
    for scale_set in scale_sets(template):
        node = scale_set.at("zoneBalance")
        zones = scale_set.zone_count
        if node.flag() and zones is not None and zones < 2:
            yield Finding(
                node,
                f"'zoneBalance' needs at least two 'zones' (there are {zones}); name more zones "
                "or remove it",
            )
