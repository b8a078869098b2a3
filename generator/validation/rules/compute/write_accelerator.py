"""Write acceleration is for premium disks that the host does not cache for writing.

Azure takes "writeAcceleratorEnabled" on disks of Premium_LRS only, with "caching" None or ReadOnly.

Bad:

    {
      "sku": {"name": "Standard_M8ms", "capacity": 1},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "dataDisks": [
              {
                "lun": 0,
                "createOption": "Empty",
                "caching": "ReadWrite",
                "writeAcceleratorEnabled": true,
                "managedDisk": {"storageAccountType": "Premium_LRS"}
              }
            ]
          }
        }
      }
    }

Good:

    {
      "sku": {"name": "Standard_M8ms", "capacity": 1},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "dataDisks": [
              {
                "lun": 0,
                "createOption": "Empty",
                "caching": "ReadOnly",
                "writeAcceleratorEnabled": true,
                "managedDisk": {"storageAccountType": "Premium_LRS"}
              }
            ]
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS097",
    "write-accelerator",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/how-to-enable-write-accelerator",
    words="writeacceleratorenabled",
)

_PREMIUM = {"premium_lrs", "premium_zrs"}


def check(template: Template) -> Iterator[Finding]:
    """Find accelerated disks of another kind, or with another cache."""
    for profile in profiles(template):
        storage = profile.at("storageProfile")
        for disk in (storage.at("osDisk"), *storage.at("dataDisks")):
            if not disk.at("writeAcceleratorEnabled").flag():
                continue
            kind = disk.at("managedDisk", "storageAccountType")
            said = kind.text()
            if said and said.lower() not in _PREMIUM:
                yield Finding(
                    kind,
                    f"write acceleration is for Premium_LRS disks (is {said}); take that kind, or "
                    "set 'writeAcceleratorEnabled' to false",
                )
            caching = disk.at("caching")
            if (caching.text() or "").lower() == "readwrite":
                yield Finding(
                    caching,
                    "write acceleration goes with 'caching' None or ReadOnly (is ReadWrite); set "
                    "one of them",
                )
