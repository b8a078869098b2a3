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

Good, as a patch:

    {"virtualMachineProfile": {"storageProfile": {"osDisk": {"osType": "Linux"}}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import system_of
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT009",
    "extension-os-mismatch",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    words="extension",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions for another operating system than that of the model."""
    for scale_set in scale_sets(template):
        system = scale_set.operating_system
        for extension in scale_set.inline_extensions():
            wanted = system_of(extension.handler) if extension.handler else None
            if system and wanted and wanted != system:
                node = extension.properties.at("type")
                yield Finding(
                    node,
                    f"extension type '{node.text()}' is for {wanted.title()}, and the scale set "
                    f"runs {system.title()}; take the one for {system.title()}",
                )
