"""The tier of a scale set is Standard or Basic.

It is no kind of disk or service, and can be left out.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "tier": "Premium", "capacity": 2},
      "properties": {"virtualMachineProfile": {}}
    }

Good, as a patch:

    {"sku": {"tier": "Standard"}}
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
    "VMS100",
    "sku-tier",
    Severity.ERROR,
    "https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update",
    words="virtualmachinescalesets tier",
)


def check(template: Template) -> Iterator[Finding]:
    """Find tiers that Azure does not have."""
    for scale_set in scale_sets(template):
        tier = scale_set.resource.at("sku", "tier")
        if (tier.text() or "standard").lower() not in {"standard", "basic"}:
            yield Finding(
                tier, f"'tier' must be Standard or Basic (is {tier.text()}); leave it out"
            )
