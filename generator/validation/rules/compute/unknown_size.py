"""The size of the instances is one that Azure has.

A name that no list has may be a slip, or a size newer than the list: `az vm list-skus` tells. One
that lacks its beginning, "Standard_", is refused.

Bad:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]",
     "sku": {"name": "D2s_v5", "capacity": 2}}

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
    "VMS052",
    "unknown-size",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machines/sizes/overview",
    words="virtualmachinescalesets sku",
)


def check(template: Template) -> Iterator[Finding]:
    """Find names of sizes that no list has."""
    for scale_set in scale_sets(template):
        from generator.fit.names import unknown

        yield from unknown(scale_set)
