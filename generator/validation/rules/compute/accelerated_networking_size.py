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

from generator.azure.sizes import accelerated_networking
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        for size in scale_set.sizes():
            yield from _interfaces(scale_set, size.text() or "")


def _interfaces(scale_set: ScaleSet, size: str) -> Iterator[Finding]:
    answer = accelerated_networking(size)
    if answer not in {"no", "doubtful"}:
        return
    for interface in scale_set.profile.at("networkProfile", "networkInterfaceConfigurations"):
        wanted = interface.at("properties", "enableAcceleratedNetworking")
        if not wanted.flag():
            continue
        if answer == "no":
            yield Finding(wanted, f"size {size} has no accelerated networking; set it to false")
        else:
            message = f"size {size} has been refused accelerated networking; set it to false"
            yield Finding(wanted, message, Severity.WARNING)
