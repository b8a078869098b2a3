"""Trusted launch needs an image of generation 2, and a confidential machine one made for it.

Secure boot and the virtual TPM are parts of UEFI, which machines of generation 1 do not have. Of
Windows Server and of older Ubuntu the marketplace has both generations under different SKUs, and
the one with the plain name is the first generation. Of Ubuntu the images for confidential machines
have SKUs with "cvm".

Bad:

    {
      "virtualMachineProfile": {
        "securityProfile": {"securityType": "TrustedLaunch"},
        "storageProfile": {
          "imageReference": {
            "publisher": "MicrosoftWindowsServer",
            "offer": "WindowsServer",
            "sku": "2022-datacenter",
            "version": "latest"
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "storageProfile": {"imageReference": {"sku": "2022-datacenter-g2"}}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.findings import Finding
    from generator.language.template import Template

RULE = Rule(
    "VMS023",
    "trusted-launch-image",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/trusted-launch",
    words="securitytype imagereference",
)


def check(template: Template) -> Iterator[Finding]:
    """Find sets with a security type whose image is known to be of generation 1."""
    for scale_set in scale_sets(template):
        if scale_set.profile.at("securityProfile", "securityType"):
            from generator.fit.images import not_confidential, without_uefi

            yield from without_uefi(scale_set)
            yield from not_confidential(scale_set)
