"""The size of the instances should be a parameter.

Sizes run out in a region, and test environments want smaller ones; a literal makes that a change
of the template.

Bad:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]",
     "sku": {"name": "Standard_D2s_v5", "capacity": 2}}

Good:

    {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01",
     "name": "web", "location": "[resourceGroup().location]",
     "sku": {"name": "[parameters('size')]", "capacity": 2}}
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
    "VMS002",
    "vm-size-literal",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="virtualmachinescalesets",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets whose size stands in them."""
    for scale_set in scale_sets(template):
        name = scale_set.resource.at("sku", "name")
        value = name.value
        if isinstance(value, str) and value and not value.startswith("[") and value != "Mix":
            yield Finding(name, f"hard-coded size '{value}'; make it a parameter")
