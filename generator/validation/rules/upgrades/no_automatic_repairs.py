"""A scale set should repair its instances.

Without "automaticRepairsPolicy" an instance that is found unhealthy stays as it is. With it, and
something that tells the health, Azure replaces, restarts or reimages the instance.

Bad:

    {
      "upgradePolicy": {"mode": "Automatic"},
      "virtualMachineProfile": {
        "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}}
      }
    }

Good, as a patch:

    {"automaticRepairsPolicy": {"enabled": true, "gracePeriod": "PT10M"}}
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
    "UPG040",
    "no-automatic-repairs",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-instance-repairs",
    words="virtualmachinescalesets virtualmachineprofile",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets that leave unhealthy instances as they are."""
    for scale_set in scale_sets(template):
        policy = scale_set.at("automaticRepairsPolicy")
        if not scale_set.has_model or policy or scale_set.in_service_fabric:
            continue
        before = "" if scale_set.health != "none" else f"{scale_set.health_advice()}, and "
        yield Finding(
            policy,
            "no 'automaticRepairsPolicy': instances that are unhealthy stay so; "
            f"{before}set 'enabled' to true in it",
        )
