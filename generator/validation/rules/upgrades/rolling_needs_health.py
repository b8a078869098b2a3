"""Rolling upgrades need something that tells the health of an instance.

Azure refuses the mode Rolling unless the model has a load balancer probe or the Application Health
extension: without one it could not know when a batch is done.

Bad:

    {
      "upgradePolicy": {"mode": "Rolling"},
      "virtualMachineProfile": {"storageProfile": {"osDisk": {"createOption": "FromImage"}}}
    }

Good:

    {
      "upgradePolicy": {"mode": "Rolling"},
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

CONFLICT = conflict("rolling-needs-health")
RULE = Rule(
    "UPG001",
    "rolling-needs-health",
    Severity.ERROR,
    CONFLICT.source,
    words="rolling",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rolling scale sets without a health source."""
    for scale_set in scale_sets(template):
        if CONFLICT.holds(scale_set.choices()):
            yield Finding(
                scale_set.at("upgradePolicy", "mode"),
                "mode 'Rolling' needs a health source, and the model has none; "
                f"{scale_set.health_advice()} (or, in Uniform mode, a 'healthProbe' to "
                "'networkProfile')",
            )
