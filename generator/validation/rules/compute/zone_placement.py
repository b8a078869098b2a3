"""Where Azure chooses the zones of a set, overprovisioning is off and the wishes agree.

With "placement.zonePlacementPolicy" a deployment fails while the set overprovisions, both includes
and excludes zones, names "zones" itself, or bounds the share of a zone below what the zones
need to hold all instances.

Bad:

    {
      "placement": {
        "zonePlacementPolicy": "Auto",
        "includeZones": ["1"],
        "excludeZones": ["3"]
      },
      "properties": {"overprovision": false, "virtualMachineProfile": {}}
    }

Good, as a patch:

    {"placement": {"excludeZones": null}}
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
    "VMS103",
    "zone-placement",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones",
    words="zoneplacementpolicy",
)
_LIMITS = "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-zone-placement"


def check(template: Template) -> Iterator[Finding]:
    """Find sets whose zones Azure is to choose, and cannot."""
    for scale_set in scale_sets(template):
        placement = scale_set.resource.at("placement")
        if (placement.at("zonePlacementPolicy").text() or "").lower() == "auto":
            yield from _overprovisioning(scale_set, placement)
            yield from _wishes(scale_set, placement)
            yield from _share(scale_set, placement)
            yield from _not_beside(scale_set)


def _overprovisioning(scale_set: ScaleSet, placement: Node) -> Iterator[Finding]:
    switch = scale_set.at("overprovision")
    if switch.flag() or (not switch and scale_set.uniform and scale_set.has_model):
        yield Finding(
            switch or placement.at("zonePlacementPolicy"),
            "where Azure chooses the zones, 'overprovision' must be false"
            f"{'' if switch else ' (is true where it is left out)'}; set it",
        )


def _wishes(scale_set: ScaleSet, placement: Node) -> Iterator[Finding]:
    excluded = placement.at("excludeZones")
    if list(placement.at("includeZones")) and list(excluded):
        yield Finding(
            excluded, "'includeZones' and 'excludeZones' exclude each other; remove one of them"
        )
    zones = scale_set.resource.at("zones")
    if list(zones):
        yield Finding(
            zones,
            "'zones' names the zones, and 'zonePlacementPolicy' leaves them to Azure; remove one",
            Severity.WARNING,
        )


def _not_beside(scale_set: ScaleSet) -> Iterator[Finding]:
    names = ("proximityPlacementGroup", "hostGroup", "skuProfile")
    nodes = [scale_set.at(name) for name in names]
    for node in (*nodes, scale_set.profile.at("capacityReservation")):
        if node.known():
            yield Finding(
                node,
                f"'{node.path[-1]}' is not supported where Azure chooses the zones; remove one of "
                "them",
                Severity.WARNING,
                url=_LIMITS,
            )


def _share(scale_set: ScaleSet, placement: Node) -> Iterator[Finding]:
    policy = scale_set.at("resiliencyPolicy", "zoneAllocationPolicy")
    bound = policy.at("maxInstancePercentPerZonePolicy")
    node = bound.at("value")
    percent = node.number()
    counts = [len(list(placement.at("includeZones"))), policy.at("maxZoneCount").number() or 0]
    zones = min((count for count in counts if count), default=0)
    if percent is None or not zones or bound.at("enabled").flag() is False:
        return
    least = -(-100 // zones)
    if percent < least:
        yield Finding(
            node,
            f"{zones} zones must hold all instances, so each at least {least}% of them (is "
            f"{percent}); raise 'value' to {least} or more",
        )
