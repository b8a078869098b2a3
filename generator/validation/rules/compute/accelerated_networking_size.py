"""Accelerated networking needs a size that has it.

Azure refuses the model where the size has none.

Bad:

    {
      "sku": {"name": "Standard_B1s", "capacity": 2},
      "properties": {
        "virtualMachineProfile": {
          "networkProfile": {
            "networkInterfaceConfigurations": [
              {"name": "nic", "properties": {"enableAcceleratedNetworking": true}}
            ]
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
    "VMS030",
    "accelerated-networking-size",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-network/accelerated-networking-overview",
    words="virtualmachinescalesets enableacceleratednetworking",
)


def check(template: Template) -> Iterator[Finding]:
    """Find accelerated networking on sizes that have none."""
    for scale_set in scale_sets(template):
        from generator.fit.asking import unfit
        from generator.fit.networks import accelerated

        yield from unfit(scale_set, accelerated)
