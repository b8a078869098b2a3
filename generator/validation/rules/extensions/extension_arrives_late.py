"""An extension that is a resource of its own comes after the first instances.

Azure makes the scale set and its instances first and changes the model then. Under the upgrade mode
Manual, the instances that are there never run such an extension.

Bad:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "westeurope",
        "properties": {"upgradePolicy": {"mode": "Manual"}, "virtualMachineProfile": {}}
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets/extensions",
        "apiVersion": "2025-04-01",
        "name": "web/deliver",
        "properties": {
          "publisher": "Microsoft.Azure.Extensions",
          "type": "CustomScript",
          "typeHandlerVersion": "2.1",
          "settings": {"commandToExecute": "sh install.sh"}
        }
      }
    ]

Good:

    [
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "westeurope",
        "properties": {
          "upgradePolicy": {"mode": "Manual"},
          "virtualMachineProfile": {
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
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import SCALE_SET_EXTENSION
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import child_extensions, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT013",
    "extension-arrives-late",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-faq",
    words="extensions manual",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extension resources of scale sets that are made, and upgraded by hand, here."""
    sets = [item for item in scale_sets(template) if item.has_model]
    modes = {(item.at("upgradePolicy", "mode").text() or "").lower() for item in sets}
    if modes == {"manual"}:
        for extension in child_extensions(template, SCALE_SET_EXTENSION):
            yield Finding(
                extension.node,
                "the first instances never run this extension, since it joins the model after them "
                "and the upgrade mode is Manual; move it into 'extensionProfile'",
            )
