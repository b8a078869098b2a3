"""Automatic OS upgrades need the image version 'latest'.

A fixed version never gets a newer one, and Azure asks for the other.

Bad:

    {
      "upgradePolicy": {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": true}},
      "virtualMachineProfile": {
        "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}},
        "storageProfile": {
          "imageReference": {
            "publisher": "Canonical",
            "offer": "ubuntu-24_04-lts",
            "sku": "server-arm64",
            "version": "24.04.202404230"
          }
        }
      }
    }

Good, as a patch:

    {"virtualMachineProfile": {"storageProfile": {"imageReference": {"version": "latest"}}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.images import IMAGE_IDS
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "UPG013",
    "fixed-image-version",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-upgrade",
    words="automaticosupgrade",
)


def check(template: Template) -> Iterator[Finding]:
    """Find image versions that stand still where the OS is upgraded automatically."""
    for scale_set in scale_sets(template):
        if not scale_set.automatic_os_upgrade.flag():
            continue
        image = scale_set.profile.at("storageProfile", "imageReference")
        version = image.at("version")
        said = version.text()
        if said and said.lower() != "latest":
            yield Finding(
                version,
                f"automatic OS upgrades need the image version 'latest' (is '{said}'); a fixed "
                "version never gets a newer one",
            )
        for name in IMAGE_IDS:
            named = image.at(name)
            definition, _, number = (named.text() or "").rpartition("/versions/")
            if definition and number.lower() != "latest":
                yield Finding(
                    named,
                    f"automatic OS upgrades need an image without a version (is {number}): name "
                    "the image definition, the id without '/versions/...'",
                    Severity.WARNING,
                )
