"""The number of fault domains depends on the orchestration mode and on zones.

A Uniform set takes 1 to 5 in a region, 1 or 5 in zones; a Flexible one 1 to 3 in a region (fewer in
some), and 1 in zones. One fault domain in zones spreads a Uniform set as widely as possible, which
takes more than one placement group. A Flexible set whose fault domains are aligned with those of
its disks in each zone takes more of them, but no Standard_LRS disk with more than one.

Bad:

    {
      "zones": ["1", "2", "3"],
      "properties": {"orchestrationMode": "Uniform", "platformFaultDomainCount": 3}
    }

Good:

    {
      "zones": ["1", "2", "3"],
      "properties": {"orchestrationMode": "Uniform", "platformFaultDomainCount": 5}
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

    from generator.language.template import Node, Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS015",
    "fault-domain-count",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-manage-fault-domains",
    words="platformfaultdomaincount",
)
_REGIONAL = {"Uniform": (1, 2, 3, 4, 5), "Flexible": (1, 2, 3)}
_ZONAL = {"Uniform": (1, 5), "Flexible": (1,)}


def check(template: Template) -> Iterator[Finding]:
    """Find fault domain counts that the mode does not take."""
    for scale_set in scale_sets(template):
        zones = scale_set.zone_count
        node = scale_set.at("platformFaultDomainCount")
        count = node.number()
        mode = "Flexible" if scale_set.flexible else "Uniform" if scale_set.uniform else ""
        if zones is None or count is None or not mode:
            continue
        if (
            mode == "Flexible"
            and zones
            and (aligned := scale_set.at("zonalPlatformFaultDomainAlignMode"))
        ):
            yield from _aligned(scale_set, count, aligned)
            continue
        allowed = (_ZONAL if zones else _REGIONAL)[mode]
        if count not in allowed:
            where = "in zones" if zones else "without zones"
            yield Finding(
                node,
                f"'platformFaultDomainCount' of a {mode} scale set {where} must be "
                f"{' or '.join(map(str, allowed))} (is {count})",
            )
        group = scale_set.at("singlePlacementGroup")
        if mode == "Uniform" and zones and count == 1 and group.flag():
            yield Finding(
                group,
                "'singlePlacementGroup' must be false where 'platformFaultDomainCount' is 1 in "
                "zones",
            )


def _aligned(scale_set: ScaleSet, count: int, mode: Node) -> Iterator[Finding]:
    """Find disks that Azure refuses: https://github.com/hashicorp/terraform-provider-azurerm/issues/30260."""
    if count < 2 or (mode.text() or "").lower() != "aligned":
        return
    storage = scale_set.profile.at("storageProfile")
    for disk in (storage.at("osDisk"), *storage.at("dataDisks")):
        kind = disk.at("managedDisk", "storageAccountType")
        if (kind.text() or "").lower() == "standard_lrs":
            yield Finding(
                kind,
                f"Standard_LRS disks do not go with {count} aligned fault domains in zones; take "
                "another kind of disk, or 'platformFaultDomainCount' 1",
            )
