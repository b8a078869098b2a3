"""Zone balance needs more than one zone.

"zoneBalance" makes Azure keep the zones strictly even, so there must be zones to balance; the
property is refused elsewhere. Where Azure chooses the zones ("zonePlacementPolicy"), it needs to be
told how many ("maxZoneCount"), and takes no bound on the instances of a zone beside.

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

    from generator.language.template import Node, Template
    from generator.scale_set.view import ScaleSet

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
        if node.flag() and scale_set.places_zones and not scale_set.resource.at("zones"):
            yield from _with_placement(scale_set, node)
        elif node.flag() and zones is not None and zones < 2:
            yield Finding(
                node,
                f"'zoneBalance' needs at least two 'zones' (there are {zones}); name more zones "
                "or remove it",
            )


def _with_placement(scale_set: ScaleSet, node: Node) -> Iterator[Finding]:
    policy = scale_set.at("resiliencyPolicy", "zoneAllocationPolicy")
    if policy and not policy.known():
        return
    if not policy.at("maxZoneCount"):
        yield Finding(
            node,
            "where Azure chooses the zones, 'zoneBalance' needs to know how many: give "
            "'maxZoneCount' in 'resiliencyPolicy.zoneAllocationPolicy', or remove it",
        )
    bound = policy.at("maxInstancePercentPerZonePolicy", "enabled")
    if bound.flag():
        yield Finding(
            bound,
            "a bound on the instances of a zone goes with 'zoneBalance' false only; remove one",
        )
