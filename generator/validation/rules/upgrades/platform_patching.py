"""Guest patching by the platform needs the VM agent, and health to roll by.

Azure refuses "patchMode" AutomaticByPlatform without the VM agent. Without a health source it
cannot tell that a patch broke an instance, and in Uniform mode the feature is a preview that a
subscription has to register.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {
            "provisionVMAgent": false,
            "disablePasswordAuthentication": false,
            "patchSettings": {"patchMode": "AutomaticByPlatform"}
          }
        }
      }
    }

Good, as a patch:

    {
      "orchestrationMode": "Flexible",
      "platformFaultDomainCount": 1,
      "virtualMachineProfile": {
        "osProfile": {"linuxConfiguration": {"provisionVMAgent": true}},
        "networkProfile": {"networkApiVersion": "2020-11-01"},
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
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "UPG012",
    "platform-patching",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching",
    words="patchmode",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets patched by the platform that lack what it needs."""
    for scale_set in scale_sets(template):
        for mode in scale_set.platform_patching:
            yield from _faults(scale_set, mode)


def _faults(scale_set: ScaleSet, mode: Node) -> Iterator[Finding]:
    system = str(mode.path[-3])
    agent = scale_set.profile.at("osProfile", system, "provisionVMAgent")
    if agent.flag() is False:
        yield Finding(agent, "'patchMode' AutomaticByPlatform needs 'provisionVMAgent' true")
    if scale_set.lacks_health():
        yield Finding(
            mode,
            "'patchMode' AutomaticByPlatform goes with the Application Health extension; without "
            "it a bad patch is not noticed",
            Severity.WARNING,
        )
    if scale_set.uniform:
        yield Finding(
            mode,
            "'patchMode' AutomaticByPlatform is a preview in Uniform mode; the subscription must "
            "be registered for it",
            Severity.INFO,
        )
