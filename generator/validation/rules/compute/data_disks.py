"""Data disks have numbers of their own.

Two disks with one logical unit number are refused.

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

Good, as a patch:

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

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS020",
    "data-disks",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-attached-disks",
    words="datadisks",
)


def check(template: Template) -> Iterator[Finding]:
    """Find data disks with the same number."""
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
