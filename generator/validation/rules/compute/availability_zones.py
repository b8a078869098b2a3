"""A scale set spans availability zones.

One zone may fail as a whole. Applications that must be close together are a reason to do without;
of regions without zones nothing is said.

Bad:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]",
     "properties": {"virtualMachineProfile": {}}}

Good:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]", "zones": ["1", "2", "3"],
     "properties": {"virtualMachineProfile": {}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.places import has_no_zones, region_of
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS005",
    "availability-zones",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/"
    "virtual-machine-scale-sets-use-availability-zones",
    words="virtualmachinescalesets",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets in no zone or in one."""
    for scale_set in scale_sets(template):
        if not scale_set.has_model:
            continue
        count = scale_set.zone_count
        if count is not None and count < 2 and not has_no_zones(region_of(scale_set)):
            said = "one zone" if count else "no zones"
            zones = scale_set.resource.at("zones")
            yield Finding(zones, f"this scale set has {said}; with three, it outlives one of them")
