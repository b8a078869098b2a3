"""Automatic OS upgrades are for Uniform scale sets.

In Flexible mode Azure refuses them unless the subscription has the feature.

Bad:

    {
      "orchestrationMode": "Flexible",
      "platformFaultDomainCount": 1,
      "upgradePolicy": {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": true}},
      "virtualMachineProfile": {
        "networkProfile": {"networkApiVersion": "2020-11-01"},
        "extensionProfile": {
          "extensions": [
            {
              "name": "health",
              "properties": {
                "publisher": "Microsoft.ManagedServices",
                "type": "ApplicationHealthLinux",
                "typeHandlerVersion": "2.0",
                "settings": {"protocol": "tcp", "port": 22}
              }
            }
          ]
        }
      }
    }

Good, as a patch:

    {"upgradePolicy": null}
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
    "UPG014",
    "automatic-os-upgrade-flexible",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-upgrade",
    words="automaticosupgrade",
)


def check(template: Template) -> Iterator[Finding]:
    """Find automatic OS upgrades of Flexible scale sets."""
    for scale_set in scale_sets(template):
        if scale_set.flexible and scale_set.automatic_os_upgrade.flag():
            yield Finding(
                scale_set.automatic_os_upgrade,
                "automatic OS upgrades are documented for Uniform scale sets; in Flexible mode "
                "Azure refuses them unless the subscription has the feature",
            )
