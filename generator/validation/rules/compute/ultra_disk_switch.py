"""Ultra disks need a switch on the scale set.

Azure attaches Ultra disks only where the scale set has the capability enabled, and refuses the
model otherwise. Source: REST reference of scale sets, AdditionalCapabilities.ultraSSDEnabled.

Bad:

    {
      "zones": ["1", "2", "3"],
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "dataDisks": [{"lun": 0, "managedDisk": {"storageAccountType": "UltraSSD_LRS"}}]
          }
        }
      }
    }

Good, as a patch:

    {"properties": {"additionalCapabilities": {"ultraSSDEnabled": true}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import needs_switch
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS024",
    "ultra-disk-switch",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/disks-enable-ultra-ssd",
    words="ultrassd",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Ultra disks on scale sets without the capability."""
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
