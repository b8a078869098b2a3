"""Automatic repairs need something that tells the health of an instance.

Azure replaces what is unhealthy; without a probe or the Application Health extension nothing is
ever known to be, and the policy is refused.

Bad:

    {
      "automaticRepairsPolicy": {"enabled": true},
      "virtualMachineProfile": {"storageProfile": {"osDisk": {"createOption": "FromImage"}}}
    }

Good:

    {
      "automaticRepairsPolicy": {"enabled": true},
      "virtualMachineProfile": {
        "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.conflicts import conflict
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

CONFLICT = conflict("repairs-need-health")
RULE = Rule(
    "UPG002",
    "repairs-need-health",
    Severity.ERROR,
    CONFLICT.source,
    words="automaticrepairspolicy",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets that repair instances whose health nothing tells."""
    for scale_set in scale_sets(template):
        enabled = scale_set.at("automaticRepairsPolicy", "enabled")
        if CONFLICT.holds(scale_set.choices()):
            yield Finding(
                enabled,
                "automatic repairs need a health source, and the model has none; "
                f"{scale_set.health_advice()}, or set 'enabled' to false",
            )
