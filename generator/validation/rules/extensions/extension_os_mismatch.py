"""An extension must be made for the operating system of the scale set.

The handler of the other system cannot start, and the instances never become ready.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {"osDisk": {"osType": "Windows", "createOption": "FromImage"}},
        "extensionProfile": {
          "extensions": [
            {
              "name": "deliver",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1",
                "settings": {"commandToExecute": "sh install.sh"}
              }
            }
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "storageProfile": {"osDisk": {"osType": "Linux", "createOption": "FromImage"}},
        "extensionProfile": {
          "extensions": [
            {
              "name": "deliver",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1",
                "settings": {"commandToExecute": "sh install.sh"}
              }
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.scale_set.view import DSC, LINUX_SCRIPT, WINDOWS_SCRIPT, scale_sets
from generator.validation.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT009",
    "extension-os-mismatch",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
)
_SYSTEMS = {
    LINUX_SCRIPT: "linux",
    WINDOWS_SCRIPT: "windows",
    DSC: "windows",
    ("microsoft.ostcextensions", "linuxdiagnostic"): "linux",
    ("microsoft.azure.diagnostics", "linuxdiagnostic"): "linux",
    ("microsoft.azure.diagnostics", "iaasdiagnostics"): "windows",
    ("microsoft.azure.monitor", "azuremonitorlinuxagent"): "linux",
    ("microsoft.azure.monitor", "azuremonitorwindowsagent"): "windows",
    ("microsoft.azure.security", "iaasantimalware"): "windows",
    ("microsoft.azure.servicefabric", "servicefabriclinuxnode"): "linux",
    ("microsoft.azure.servicefabric", "servicefabricnode"): "windows",
    ("microsoft.enterprisecloud.monitoring", "microsoftmonitoringagent"): "windows",
}


def check(template: Template) -> Iterator[Finding]:
    """Find extensions for another operating system than that of the model."""
    for scale_set in scale_sets(template):
        system = scale_set.operating_system
        for extension in scale_set.inline_extensions():
            wanted = _system(extension)
            if system and wanted and wanted != system:
                node = extension.properties.at("type")
                yield Finding(
                    node,
                    f"extension type '{node.text()}' is for {wanted.title()}, and the scale set "
                    f"runs {system.title()}; take the one for {system.title()}",
                )


def _system(extension: Extension) -> str | None:
    if extension.handler is None:
        return None
    kind = extension.handler[1]
    by_name = next((name for name in ("linux", "windows") if kind.endswith(name)), None)
    return _SYSTEMS.get(extension.handler, by_name)
