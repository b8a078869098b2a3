"""A scale set of generation 2 has Trusted Launch.

Secure boot and a virtual TPM protect the start of the machine and cost nothing. Nothing is said
where the image is of generation 1, or the size is without it; an image of one's own is left
alone.

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
    from generator.scale_set.view import ScaleSet

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
        if image.text() and not kind and _possible(scale_set):
            yield Finding(
                scale_set.profile,
                "no 'securityType': with an image of generation 2, 'TrustedLaunch' protects the "
                "start of the instances",
            )


def _possible(scale_set: ScaleSet) -> bool:
    """Whether image and sizes, as far as they are known, take Trusted Launch."""
    from generator.azure.sizes import size
    from generator.fit.images import image_of
    from generator.fit.security import has_trusted_launch

    image = image_of(scale_set)
    if image and image[0].trusted_launch is False:
        return False
    sizes = (size(node.text() or "") for node in scale_set.sizes())
    return not any(
        found and (has_trusted_launch(found) is False or found.confidential) for found in sizes
    )
