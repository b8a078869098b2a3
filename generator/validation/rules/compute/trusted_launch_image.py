"""Trusted launch needs an image of generation 2.

Secure boot and the virtual TPM are parts of UEFI, which machines of generation 1 do not have. Of
Windows Server and of older Ubuntu the marketplace has both generations under different SKUs, and
the one with the plain name is the first generation.

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

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import regex
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS023",
    "trusted-launch-image",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/trusted-launch",
    words="securitytype imagereference",
)
_SECOND = regex(r"gen-?2|-g2\b|gensecond|azure-edition|gen-?second", re.IGNORECASE)
_OLD_UBUNTU = regex(r"ubuntuserver|0001-com-ubuntu-server-\w+", re.IGNORECASE)
_NEW_UBUNTU_FIRST = regex(r".*-gen1", re.IGNORECASE)
_MACHINES_WITH_UEFI = {"trustedlaunch", "confidentialvm"}


def check(template: Template) -> Iterator[Finding]:
    """Find sets with a security type whose image is known to be of generation 1."""
    for scale_set in scale_sets(template):
        kind = scale_set.profile.at("securityProfile", "securityType").text() or ""
        image = scale_set.profile.at("storageProfile", "imageReference")
        names = [image.at(part).text() or "" for part in ("publisher", "offer", "sku")]
        if kind.lower() in _MACHINES_WITH_UEFI and _of_generation_1(*names):
            yield Finding(
                image.at("sku"),
                f"'{names[2]}' is an image of generation 1, and {kind} needs generation 2; take "
                "the SKU with '-g2' or '-gen2', or remove 'securityType'",
            )


def _of_generation_1(publisher: str, offer: str, sku: str) -> bool:
    if not sku or _SECOND.search(sku):
        return False
    whose = (publisher.lower(), offer.lower())
    if whose == ("microsoftwindowsserver", "windowsserver"):
        return True
    if whose[0] != "canonical":
        return False
    return bool(_OLD_UBUNTU.fullmatch(offer) or _NEW_UBUNTU_FIRST.fullmatch(sku))
