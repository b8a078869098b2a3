"""A scale set of Service Fabric does not overprovision, and upgrades by a handler that can.

Azure refuses the Service Fabric extension on a Uniform set unless "overprovision" is false.
Automatic OS upgrades ask the extension for the health of the nodes: that takes its version 1.1 and
the durability Silver or Gold.

Bad:

    {
      "upgradePolicy": {"mode": "Automatic"},
      "virtualMachineProfile": {
        "extensionProfile": {
          "extensions": [
            {
              "name": "node",
              "properties": {
                "publisher": "Microsoft.Azure.ServiceFabric",
                "type": "ServiceFabricNode",
                "typeHandlerVersion": "1.1",
                "settings": {"durabilityLevel": "Silver", "nodeTypeRef": "web"}
              }
            }
          ]
        }
      }
    }

Good, as a patch:

    {"overprovision": false}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import serves
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension, ScaleSet

RULE = Rule(
    "UPG043",
    "service-fabric-set",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/service-fabric/how-to-patch-cluster-nodes-windows",
    words="servicefabric",
)
_OVERPROVISION = "https://github.com/hashicorp/terraform-provider-azurerm/issues/11360"
_VERSION = "https://github.com/microsoft/service-fabric/issues/618"


def check(template: Template) -> Iterator[Finding]:
    """Find nodes of Service Fabric in sets that it does not go with."""
    for scale_set in scale_sets(template):
        for extension in scale_set.inline_extensions():
            if serves(extension.handler, "serviceFabric"):
                yield from _overprovision(scale_set, extension)
                if scale_set.automatic_os_upgrade.flag():
                    yield from _upgrades(extension)


def _overprovision(scale_set: ScaleSet, extension: Extension) -> Iterator[Finding]:
    switch = scale_set.at("overprovision")
    if switch.flag() or (not switch and scale_set.uniform):
        yield Finding(
            switch or extension.properties.at("type"),
            "Service Fabric takes no set that overprovisions"
            f"{'' if switch else ', as a Uniform one does that does not say'}; set "
            "'overprovision' to false",
            url=_OVERPROVISION,
        )


def _upgrades(extension: Extension) -> Iterator[Finding]:
    version = extension.properties.at("typeHandlerVersion")
    if version.text() == "1.0":
        yield Finding(
            version,
            "automatic OS upgrades need version 1.1 or later of the Service Fabric extension (is "
            "1.0); set 'typeHandlerVersion' to 1.1",
            url=_VERSION,
        )
    durability = extension.settings.at("durabilityLevel")
    if (durability.text() or "").lower() == "bronze":
        yield Finding(
            durability,
            "automatic OS upgrades need 'durabilityLevel' Silver or Gold, unless the node type is "
            "stateless (is Bronze)",
            Severity.WARNING,
        )
