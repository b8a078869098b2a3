"""An ephemeral OS disk needs a size with a local disk.

The disk lies on the local storage of the host, which sizes without a 'd' in their name do not have.

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

from generator.azure.sizes import size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS029",
    "ephemeral-disk-size",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks",
    words="diffdisksettings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find ephemeral OS disks on sizes without a local disk."""
    for scale_set in scale_sets(template):
        local = scale_set.profile.at("storageProfile", "osDisk", "diffDiskSettings", "option")
        if (local.text() or "").lower() != "local":
            continue
        for node in scale_set.sizes():
            found = size(node.text() or "")
            if found and found.ephemeral is False:
                yield Finding(
                    local,
                    f"size {found.name} takes no ephemeral OS disk; take one with a local "
                    "disk or a cache for it (D2ds_v5 for D2s_v5)",
                    None if found.sure("ephemeral") else Severity.WARNING,
                )
