"""An ephemeral OS disk needs room on the host of its size.

The disk lies on the cache, the temporary disk or an NVMe disk of the host; a size that has none of
them, or not the one that "placement" names, or less than the disk needs, is refused.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 2},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "osDisk": {"createOption": "FromImage", "diffDiskSettings": {"option": "Local"}}
          }
        }
      }
    }

Good, as a patch:

    {"sku": {"name": "Standard_D2ds_v5"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.findings import Finding
    from generator.language.template import Template

RULE = Rule(
    "VMS029",
    "ephemeral-disk-size",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks",
    words="virtualmachinescalesets diffdisksettings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find ephemeral OS disks that have no place on the host, or no room there."""
    for scale_set in scale_sets(template):
        local = scale_set.profile.at("storageProfile", "osDisk", "diffDiskSettings")
        if local:
            from generator.fit.asking import unfit
            from generator.fit.ephemeral import local_disk, placement, room

            yield from unfit(scale_set, local_disk, placement, room)
