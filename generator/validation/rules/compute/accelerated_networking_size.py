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

from generator.azure.sizes import size
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Size
    from generator.language.template import Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "VMS030",
    "accelerated-networking-size",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-network/accelerated-networking-overview",
    words="enableacceleratednetworking",
)


def check(template: Template) -> Iterator[Finding]:
    """Find accelerated networking on sizes that have none."""
    for scale_set in scale_sets(template):
        for node in scale_set.sizes():
            found = size(node.text() or "")
            if found and found.accelerated_networking is False:
                yield from _interfaces(scale_set, found)


def _interfaces(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    severity = None if size.sure("accelerated_networking") else Severity.WARNING
    for interface in scale_set.profile.at("networkProfile", "networkInterfaceConfigurations"):
        wanted = interface.at("properties", "enableAcceleratedNetworking")
        if wanted.flag():
            message = f"size {size.name} has no accelerated networking; set it to false"
            yield Finding(wanted, message, severity)
