"""A machine runs one extension of each handler, and each has a name of its own.

Azure refuses two extensions with one publisher and type, and two with one name. Protected settings
come from the template or from a Key Vault, not from both.

Bad:

    {
      "virtualMachineProfile": {
        "extensionProfile": {
          "extensions": [
            {
              "name": "first",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1"
              }
            },
            {
              "name": "second",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1"
              }
            }
          ]
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "extensionProfile": {
          "extensions": [
            {
              "name": "both",
              "properties": {
                "publisher": "Microsoft.Azure.Extensions",
                "type": "CustomScript",
                "typeHandlerVersion": "2.1",
                "protectedSettings": {"commandToExecute": "sh first.sh && sh second.sh"}
              }
            }
          ]
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import taken_twice
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT004",
    "extension-twice",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-windows",
    words="extension",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions that cannot be in one model together."""
    for scale_set in scale_sets(template):
        listed = list(scale_set.inline_extensions())
        for again, _ in taken_twice(extension.handler for extension in listed):
            yield Finding(
                listed[again].properties.at("type"),
                f"another extension has the handler {'/'.join(_written(listed[again]))}, and a "
                "machine runs one of each; join the two",
            )
        names: set[str] = set()
        for extension in listed:
            name = extension.name
            if name and name.lower() in names:
                yield Finding(
                    extension.node.at("name"),
                    f"another extension is called '{name}'; give this one a name of its own",
                )
            names.add((name or "").lower())
    for extension in extensions(template):
        vault = extension.properties.at("protectedSettingsFromKeyVault")
        if vault.stands() and extension.protected.stands():
            yield Finding(
                vault,
                "'protectedSettings' and 'protectedSettingsFromKeyVault' exclude each other; keep "
                "one of them",
            )


def _written(extension: Extension) -> tuple[str, str]:
    properties = extension.properties
    return properties.at("publisher").text() or "", properties.at("type").text() or ""
