"""A size starts images of its architecture and of its generations.

Sizes for Arm64 start images for Arm64 only, and others none of them. Newer sizes start images of
generation 2 only, some older ones images of generation 1 only: Azure refuses the instances, be it a
new set or an update of one that runs.

Bad:

    {
      "sku": {"name": "Standard_D2ps_v6", "capacity": 2},
      "properties": {
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
    }

Good, as a patch:

    {
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {"imageReference": {"sku": "server-arm64"}}
        }
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
    "VMS050",
    "size-image",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/generation-2",
    words="virtualmachinescalesets imagereference",
)


def check(template: Template) -> Iterator[Finding]:
    """Find images that a size cannot start."""
    for scale_set in scale_sets(template):
        if scale_set.profile.at("storageProfile", "imageReference"):
            from generator.fit.asking import unfit
            from generator.fit.images import architecture, generation

            yield from unfit(scale_set, architecture, generation)
