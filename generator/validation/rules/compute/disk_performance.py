"""IOPS and throughput are set on Ultra and Premium v2 disks only.

Of every other kind of disk the size decides; what is written here is refused or has no effect.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "dataDisks": [
            {
              "lun": 0,
              "diskIOPSReadWrite": 5000,
              "managedDisk": {"storageAccountType": "Premium_LRS"}
            }
          ]
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "dataDisks": [{"lun": 0, "managedDisk": {"storageAccountType": "Premium_LRS"}}]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import disk_kind, disk_kinds
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS025",
    "disk-performance",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/disks-types",
    words="diskiopsreadwrite|diskmbpsreadwrite",
)


def check(template: Template) -> Iterator[Finding]:
    """Find disks with a performance that their kind cannot have."""
    for profile in profiles(template):
        for disk in profile.at("storageProfile", "dataDisks"):
            kind = disk_kind(disk.at("managedDisk", "storageAccountType").text())
            for name in ("diskIOPSReadWrite", "diskMBpsReadWrite"):
                if kind and not kind.tunable and disk.at(name).known():
                    yield Finding(
                        disk.at(name),
                        f"'{name}' is for {_tunable()} disks (this is {kind.name}); remove it",
                    )


def _tunable() -> str:
    names = [kind.name for kind in disk_kinds().values() if kind.tunable]
    return " and ".join(sorted(names, reverse=True))
