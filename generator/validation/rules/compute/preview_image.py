"""Machines should start from released images.

A preview changes and goes without notice, and it has no support.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "imageReference": {
            "publisher": "MicrosoftWindowsServer",
            "offer": "WindowsServer",
            "sku": "2025-datacenter-preview",
            "version": "latest"
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "storageProfile": {"imageReference": {"sku": "2025-datacenter-g2"}}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS003",
    "preview-image",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="imagereference preview",
)


def check(template: Template) -> Iterator[Finding]:
    """Find images that say that they are previews."""
    for profile in profiles(template):
        image = profile.at("storageProfile", "imageReference")
        for name in ("offer", "sku", "version"):
            part = image.at(name)
            if "preview" in (part.text() or "").lower():
                yield Finding(part, f"the image is a preview ({part.text()}); take a released one")
