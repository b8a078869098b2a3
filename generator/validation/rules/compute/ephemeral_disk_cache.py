"""An ephemeral OS disk is cached for reading.

It is in the cache or on the local disk of the host; Azure refuses another 'caching' than ReadOnly.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "osDisk": {
            "createOption": "FromImage",
            "caching": "ReadWrite",
            "diffDiskSettings": {
              "option": "Local"
            }
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "osDisk": {
            "caching": "ReadOnly"
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import EPHEMERAL_CACHE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS072",
    "ephemeral-disk-cache",
    Severity.ERROR,
    "https://github.com/hashicorp/terraform-provider-azurerm/issues/13406",
    words="diffdisksettings caching",
)


def check(template: Template) -> Iterator[Finding]:
    """Find ephemeral disks with another cache than they take."""
    for profile in profiles(template):
        disk = profile.at("storageProfile", "osDisk")
        caching = disk.at("caching")
        local = (disk.at("diffDiskSettings", "option").text() or "").lower() == "local"
        if local and (caching.text() or EPHEMERAL_CACHE).lower() != EPHEMERAL_CACHE.lower():
            yield Finding(
                caching, f"an ephemeral disk takes the cache {EPHEMERAL_CACHE} only; set it so"
            )
