"""Extensions need the VM agent.

Azure refuses extensions in a model that provisions no agent or forbids extension operations.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"allowExtensionOperations": false},
        "extensionProfile": {
          "extensions": [
            {
              "name": "health",
              "properties": {
                "publisher": "Microsoft.ManagedServices",
                "type": "ApplicationHealthLinux",
                "typeHandlerVersion": "1.0",
                "settings": {"protocol": "tcp", "port": 80}
              }
            }
          ]
        }
      }
    }

Good:

    {"virtualMachineProfile": {"osProfile": {"allowExtensionOperations": false}}}
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
    "VMS009",
    "extensions-need-agent",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/overview",
    words="allowextensionoperations|provisionvmagent",
)


def check(template: Template) -> Iterator[Finding]:
    """Find models with extensions in which the agent cannot run them."""
    for scale_set in scale_sets(template):
        if not any(scale_set.inline_extensions()):
            continue
        system = scale_set.profile.at("osProfile")
        for switch in (
            system.at("allowExtensionOperations"),
            system.at("linuxConfiguration", "provisionVMAgent"),
            system.at("windowsConfiguration", "provisionVMAgent"),
        ):
            if switch.flag() is False:
                yield Finding(
                    switch,
                    f"'{switch.path[-1]}' must be true where the model has extensions; remove the "
                    "extensions or this switch",
                )
