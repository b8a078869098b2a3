"""A size has the security type that a model asks for.

Trusted Launch needs a size that has it. Confidential machines need a size for them, and such a size
runs no others. Azure refuses other combinations.

Bad:

    {
      "sku": {"name": "Standard_D2_v3", "capacity": 2},
      "properties": {
        "virtualMachineProfile": {
          "securityProfile": {
            "securityType": "TrustedLaunch",
            "uefiSettings": {"secureBootEnabled": true, "vTpmEnabled": true}
          }
        }
      }
    }

Good, as a patch:

    {"sku": {"name": "Standard_D2s_v5"}}
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
    "VMS051",
    "size-security",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/trusted-launch",
    words="virtualmachinescalesets securitytype|standard_dc|standard_ec|standard_ncc",
)


def check(template: Template) -> Iterator[Finding]:
    """Find security types that a size does not have."""
    for scale_set in scale_sets(template):
        from generator.fit.asking import unfit
        from generator.fit.security import confidential, trusted_launch

        yield from unfit(scale_set, trusted_launch, confidential)
