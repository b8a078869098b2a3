"""Ultra disks and Premium SSD v2 are data disks, and the host does not cache them.

Azure refuses them as the disk of the operating system, and with a cache of the host; in most
regions they are for instances in a zone.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "osDisk": {
            "createOption": "FromImage",
            "managedDisk": {"storageAccountType": "PremiumV2_LRS"}
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "storageProfile": {"osDisk": {"managedDisk": {"storageAccountType": "Premium_LRS"}}}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import disk_kind
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS055",
    "disk-kinds",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/disks-types",
    words="premiumv2_lrs|ultrassd_lrs",
)


def check(template: Template) -> Iterator[Finding]:
    """Find kinds of disks where Azure does not take them."""
    for profile in profiles(template):
        storage = profile.at("storageProfile")
        system = storage.at("osDisk", "managedDisk", "storageAccountType")
        kind = disk_kind(system.text())
        if kind and not kind.system:
            message = f"{kind.name} is for data disks; take Premium_LRS for the OS disk"
            yield Finding(system, message)
        for disk in storage.at("dataDisks"):
            kind = disk_kind(disk.at("managedDisk", "storageAccountType").text())
            caching = disk.at("caching")
            if kind and not kind.cached and (caching.text() or "None").lower() != "none":
                message = f"a {kind.name} disk takes no cache of the host; set 'caching' to None"
                yield Finding(caching, message)
    for scale_set in scale_sets(template):
        yield from _without_zones(scale_set)


def _without_zones(scale_set: ScaleSet) -> Iterator[Finding]:
    """Source: the refusal in https://github.com/hashicorp/terraform-provider-azurerm/pull/5597."""
    if scale_set.zone_count != 0:
        return
    from generator.fit.places import has_no_zones, region_of

    for disk in scale_set.profile.at("storageProfile", "dataDisks"):
        node = disk.at("managedDisk", "storageAccountType")
        kind = disk_kind(node.text())
        if kind and kind.zonal and not has_no_zones(region_of(scale_set)):
            message = f"{kind.name} disks are for instances in a zone in most regions; add 'zones'"
            yield Finding(node, message, Severity.WARNING)
