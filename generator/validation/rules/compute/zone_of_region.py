"""The zones of a scale set are zones of its region, and its size is offered there.

Zones are called 1, 2 and 3, and some regions have none: Azure refuses a set in a zone that is not
there. Which sizes a region offers in which zones changes, and is a remark only.

Bad:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]", "zones": ["1", "2", "4"],
     "properties": {"virtualMachineProfile": {}}}

Good:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]", "zones": ["1", "2", "3"],
     "properties": {"virtualMachineProfile": {}}}
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
    "VMS053",
    "zone-of-region",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/reliability/availability-zones-region-support",
    words="virtualmachinescalesets",
)


def check(template: Template) -> Iterator[Finding]:
    """Find zones that a region has not, and sizes that it does not offer."""
    for scale_set in scale_sets(template):
        from generator.fit.asking import unfit
        from generator.fit.places import offered, zones

        yield from zones(scale_set)
        yield from unfit(scale_set, offered)
