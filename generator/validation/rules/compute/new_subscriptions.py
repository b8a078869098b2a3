"""A size is one that new subscriptions can have.

Of series at their end Azure lets a subscription have no more than it has: a template that others
deploy fails there, and a set that grows may.

Bad:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]",
     "sku": {"name": "Standard_D2s_v3", "capacity": 2}}

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
    "VMS054",
    "new-subscriptions",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machines/sizes/lifecycle/retirements-and-capacity-restrictions",
    words="virtualmachinescalesets sku",
)


def check(template: Template) -> Iterator[Finding]:
    """Find sizes that new subscriptions cannot have."""
    for scale_set in scale_sets(template):
        from generator.fit.names import restricted

        yield from restricted(scale_set)
