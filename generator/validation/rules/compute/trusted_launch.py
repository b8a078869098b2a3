"""A scale set of generation 2 has Trusted Launch.

Secure boot and a virtual TPM protect the start of the machine and cost nothing. It can be left out
for images of generation 1 and for sizes without it, which is why this is no more than a hint; an
image of one's own says neither, and is left alone.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "imageReference": {
            "publisher": "Canonical",
            "offer": "ubuntu-24_04-lts",
            "sku": "server",
            "version": "latest"
          }
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "securityProfile": {
          "securityType": "TrustedLaunch",
          "uefiSettings": {"secureBootEnabled": true, "vTpmEnabled": true}
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

    from generator.language.template import Template

RULE = Rule(
    "SEC010",
    "trusted-launch",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machines/trusted-launch",
    words="virtualmachinescalesets",
)


def check(template: Template) -> Iterator[Finding]:
    """Find models without a security type."""
    for scale_set in scale_sets(template):
        kind = scale_set.profile.at("securityProfile", "securityType")
        image = scale_set.profile.at("storageProfile", "imageReference", "publisher")
        if image.text() and not kind:
            yield Finding(
                scale_set.profile,
                "no 'securityType': with an image of generation 2, 'TrustedLaunch' protects the "
                "start of the instances",
            )
