"""A scale set takes its health from one source: a probe or the Application Health extension.

With both, Azure refuses automatic repairs, and which of the two decides on an upgrade is not
stated anywhere.

Bad:

    {
      "virtualMachineProfile": {
        "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}},
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

Good, as a patch:

    {"virtualMachineProfile": {"networkProfile": null}}
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
    "UPG003",
    "two-health-sources",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension",
    words="healthprobe applicationhealth",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets with a load balancer probe and the health extension."""
    for scale_set in scale_sets(template):
        if scale_set.probe.known() and scale_set.health_extensions():
            yield Finding(
                scale_set.probe,
                "'healthProbe' and the Application Health extension both tell the health of an "
                "instance; keep one of them",
            )
