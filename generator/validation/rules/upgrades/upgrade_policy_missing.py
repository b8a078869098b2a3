"""A Uniform scale set says how it is upgraded.

Azure refuses to make one without "upgradePolicy.mode". A Flexible set has Manual where it says
nothing.

Bad:

    {
      "sku": {"name": "Standard_D2s_v5", "capacity": 2},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {"osDisk": {"createOption": "FromImage"}},
          "networkProfile": {"networkInterfaceConfigurations": []}
        }
      }
    }

Good, as a patch:

    {"properties": {"upgradePolicy": {"mode": "Automatic"}}}
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
    "UPG041",
    "upgrade-policy-missing",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-upgrade-policy",
    words="virtualmachinescalesets networkprofile",
)


def check(template: Template) -> Iterator[Finding]:
    """Find Uniform scale sets that name no upgrade mode."""
    for scale_set in scale_sets(template):
        policy = scale_set.at("upgradePolicy")
        # A template that only changes a set that is there need not say it again.
        profile = scale_set.profile
        made = scale_set.resource.at("sku", "name") and profile.at("storageProfile")
        whole = made and profile.at("networkProfile") and scale_set.at().known()
        if whole and scale_set.uniform and not policy.at("mode"):
            yield Finding(
                policy,
                "a Uniform scale set needs 'upgradePolicy' with 'mode': Automatic, Rolling or "
                "Manual",
            )
