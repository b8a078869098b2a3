"""The size does not have what the set asks of it.

Premium disks need a size with an "s" in its name, an OS disk on the host one with a local disk, and
accelerated networking is not there for the small sizes of old series. Azure refuses the first
instance, after the network has been made.

Bad:

    {
      "sku": {"name": "Standard_D2_v3", "capacity": 2},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "osDisk": {
              "createOption": "FromImage",
              "managedDisk": {"storageAccountType": "Premium_LRS"}
            }
          }
        }
      }
    }

Good:

    {
      "sku": {"name": "Standard_D2s_v3", "capacity": 2},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "osDisk": {
              "createOption": "FromImage",
              "managedDisk": {"storageAccountType": "Premium_LRS"}
            }
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import disk_kind
from generator.azure.sizes import accelerated_networking, local_disk, premium_storage
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS022",
    "size-capabilities",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions",
)


def check(template: Template) -> Iterator[Finding]:
    """Find disks and network settings that the size of a set cannot serve."""
    for scale_set in scale_sets(template):
        for size in _sizes(scale_set):
            name = size.text() or ""
            yield from _disks(scale_set, name)
            yield from _interfaces(scale_set, name)


def _sizes(scale_set: ScaleSet) -> Iterator[Node]:
    mixed = scale_set.at("skuProfile", "vmSizes")
    if mixed.known():
        for size in mixed:
            yield size.at("name")
    else:
        yield scale_set.resource.at("sku", "name")


def _disks(scale_set: ScaleSet, size: str) -> Iterator[Finding]:
    storage = scale_set.profile.at("storageProfile")
    for disk in (storage.at("osDisk"), *storage.at("dataDisks")):
        kind = disk.at("managedDisk", "storageAccountType")
        found = disk_kind(kind.text())
        if found and found.premium and premium_storage(size) == "no":
            yield Finding(
                kind,
                f"size {size} takes no premium disks; take the size with an 's' in its name "
                "(D2s_v5 for D2_v5), or StandardSSD_LRS",
            )
    local = storage.at("osDisk", "diffDiskSettings", "option")
    if (local.text() or "").lower() == "local" and local_disk(size) == "no":
        yield Finding(
            local,
            f"size {size} has no local disk for an ephemeral OS disk; take the size with a 'd' in "
            "its name (D2ds_v5 for D2s_v5)",
        )


def _interfaces(scale_set: ScaleSet, size: str) -> Iterator[Finding]:
    answer = accelerated_networking(size)
    if answer not in {"no", "doubtful"}:
        return
    for interface in scale_set.profile.at("networkProfile", "networkInterfaceConfigurations"):
        wanted = interface.at("properties", "enableAcceleratedNetworking")
        if not wanted.flag():
            continue
        if answer == "no":
            yield Finding(wanted, f"size {size} has no accelerated networking; set it to false")
        else:
            message = f"size {size} has been refused accelerated networking; set it to false"
            yield Finding(wanted, message, Severity.WARNING)
