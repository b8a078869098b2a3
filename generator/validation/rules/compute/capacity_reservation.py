"""A capacity reservation does not go with a proximity placement group or a single placement group.

Azure refuses these combinations.

Bad:

    {
      "singlePlacementGroup": true,
      "virtualMachineProfile": {
        "capacityReservation": {"capacityReservationGroup": {"id": "[parameters('groupId')]"}}
      }
    }

Good:

    {
      "singlePlacementGroup": false,
      "virtualMachineProfile": {
        "capacityReservation": {"capacityReservationGroup": {"id": "[parameters('groupId')]"}}
      }
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
    "VMS017",
    "capacity-reservation",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/capacity-reservation-associate-virtual-machine-scale-set",
    words="capacityreservation",
)


def check(template: Template) -> Iterator[Finding]:
    """Find capacity reservations next to what excludes them."""
    for scale_set in scale_sets(template):
        group = scale_set.profile.at("capacityReservation", "capacityReservationGroup")
        if not group.known():
            continue
        single = scale_set.at("singlePlacementGroup")
        if single.flag():
            yield Finding(
                single, "'singlePlacementGroup' must be false with a capacity reservation"
            )
        proximity = scale_set.at("proximityPlacementGroup")
        if proximity.known():
            yield Finding(
                proximity,
                "'proximityPlacementGroup' cannot go with a capacity reservation; remove one",
            )
