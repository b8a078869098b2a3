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

from generator.azure.handlers import handlers, system_of
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.hosts import hosts
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT009",
    "extension-os-mismatch",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    words="extension",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions for another operating system than that of the set or machine."""
    for host in hosts(template):
        system = host.system
        for extension in host.extensions if system else ():
            wanted = system_of(extension.handler) if extension.handler else None
            if wanted and wanted != system:
                node = extension.properties.at("type")
                yield Finding(
                    node,
                    f"extension type '{node.text()}' is for {wanted.title()}, and the {host.noun} "
                    f"runs {str(system).title()}; {_instead(extension, str(system))}",
                )


def _instead(extension: Extension, system: str) -> str:
    """Return the advice: the handler for the other system where the table has one."""
    own = handlers().get(extension.handler or ("", ""))
    for row in handlers().values():
        named_alike = own and row.publisher == own.publisher and _stem(row.type) == _stem(own.type)
        serves_alike = own and own.serves and row.serves == own.serves
        if row.system == system and own and (named_alike or serves_alike):
            return f"take {row.name}"
    return f"take the one for {system.title()}, or leave it out"


def _stem(kind: str) -> str:
    """Return a type without the name of its system."""
    return kind.lower().replace("linux", "").replace("windows", "")
