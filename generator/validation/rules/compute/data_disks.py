"""Data disks have numbers of their own, and only some types take a set performance.

Two disks with one logical unit number are refused. Operations per second and bandwidth can be set
for Ultra and Premium v2 disks; other types have them by their size.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "dataDisks": [
            {"lun": 0, "createOption": "Empty", "diskSizeGB": 64},
            {"lun": 0, "createOption": "Empty", "diskSizeGB": 64}
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "dataDisks": [
            {"lun": 0, "createOption": "Empty", "diskSizeGB": 64},
            {"lun": 1, "createOption": "Empty", "diskSizeGB": 64}
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import disk_kind, disk_kinds, needs_switch
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS020",
    "data-disks",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-attached-disks",
)


def check(template: Template) -> Iterator[Finding]:
    """Find data disks with the same number, or with a performance that their type cannot have."""
    for profile in profiles(template):
        seen: set[int] = set()
        for disk in profile.at("storageProfile", "dataDisks"):
            number = disk.at("lun").number()
            if number in seen:
                yield Finding(
                    disk.at("lun"), f"'lun' {number} is taken by another data disk; take a free one"
                )
            if number is not None:
                seen.add(number)
            kind = disk_kind(disk.at("managedDisk", "storageAccountType").text())
            for name in ("diskIOPSReadWrite", "diskMBpsReadWrite"):
                if kind and not kind.tunable and disk.at(name).known():
                    yield Finding(
                        disk.at(name),
                        f"'{name}' is for {_tunable()} disks (this is {kind.name}); remove it",
                        Severity.WARNING,
                    )
    yield from _ultra_disks(template)


def _tunable() -> str:
    names = [kind.name for kind in disk_kinds().values() if kind.tunable]
    return " and ".join(sorted(names, reverse=True))


def _ultra_disks(template: Template) -> Iterator[Finding]:
    """Source: REST reference of scale sets, AdditionalCapabilities.ultraSSDEnabled."""
    for scale_set in scale_sets(template):
        enabled = scale_set.at("additionalCapabilities", "ultraSSDEnabled")
        if enabled and enabled.flag() is not False:
            continue
        for disk in scale_set.profile.at("storageProfile", "dataDisks"):
            kind = disk.at("managedDisk", "storageAccountType")
            if needs_switch(kind.text()):
                yield Finding(
                    kind,
                    "UltraSSD_LRS disks need 'additionalCapabilities.ultraSSDEnabled': true in "
                    "the properties of the scale set",
                )
