"""Spot instances use no capacity reservation and no dedicated hosts.

They run on what is left over; what is reserved is paid for.

Bad:

    {
      "virtualMachineProfile": {
        "priority": "Spot",
        "evictionPolicy": "Delete"
      },
      "hostGroup": {
        "id": "[parameters('hostGroupId')]"
      }
    }

Good, as a patch:

    {
      "hostGroup": null
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS073",
    "spot-excludes",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/spot-vms",
    words="priority hostgroup|capacityreservation",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Spot sets with reserved capacity or hosts."""
    for scale_set in scale_sets(template):
        if not scale_set.spot:
            continue
        reserved = scale_set.profile.at("capacityReservation", "capacityReservationGroup")
        for node, what in (
            (scale_set.at("hostGroup"), "dedicated hosts"),
            (reserved, "a capacity reservation"),
        ):
            if node.stands():
                yield Finding(node, f"Spot instances cannot use {what}; remove one of them")
