"""Premium disks need a size that takes them.

Sizes that take premium disks have an "s" in their name. Azure refuses the first instance, after the
network has been made.

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

Good, as a patch:

    {"sku": {"name": "Standard_D2s_v3"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import disk_kind
from generator.azure.sizes import size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Size
    from generator.language.template import Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS022",
    "size-capabilities",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions",
    words="virtualmachinescalesets storageaccounttype",
)


def check(template: Template) -> Iterator[Finding]:
    """Find premium disks on sizes that take none."""
    for scale_set in scale_sets(template):
        for node in scale_set.sizes():
            found = size(node.text() or "")
            if found and found.premium is False:
                yield from _disks(scale_set, found)


def _disks(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    severity = None if size.sure("premium") else Severity.WARNING
    storage = scale_set.profile.at("storageProfile")
    for disk in (storage.at("osDisk"), *storage.at("dataDisks")):
        kind = disk.at("managedDisk", "storageAccountType")
        found = disk_kind(kind.text())
        if found and found.premium:
            yield Finding(
                kind,
                f"size {size.name} takes no premium disks; take the size with an 's' in its name "
                "(D2s_v5 for D2_v5), or StandardSSD_LRS",
                severity,
            )
