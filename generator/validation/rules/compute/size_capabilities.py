"""A size takes the disks, the interfaces and the encryption that a model asks for.

Each size takes so many data disks and network interfaces; not every one takes premium disks, has
encryption at host, or the disk controller that is named; the write accelerator is for the M series.
Azure refuses the first instance, after the network has been made.

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

    {"sku": {"name": "Standard_D2s_v5"}}
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
    "VMS022",
    "size-capabilities",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/sizes/overview",
    words="virtualmachinescalesets sku",
)


def check(template: Template) -> Iterator[Finding]:
    """Find what a model asks for and its size does not have."""
    for scale_set in scale_sets(template):
        from generator.fit import disks
        from generator.fit.asking import unfit
        from generator.fit.networks import interfaces
        from generator.fit.security import encryption_at_host

        yield from unfit(
            scale_set,
            disks.premium,
            disks.ultra,
            disks.data_disks,
            disks.controller,
            disks.write_accelerator,
            interfaces,
            encryption_at_host,
        )
