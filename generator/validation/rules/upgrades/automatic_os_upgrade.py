"""Automatic OS upgrades have conditions.

Azure rolls a new image out on its own only if it knows the health of an instance, and if nothing
else updates the system: neither Windows Update nor the guest patching of the platform. It does so
with the marketplace images on its list.

Bad:

    {
      "upgradePolicy": {"automaticOSUpgradePolicy": {"enableAutomaticOSUpgrade": true}},
      "virtualMachineProfile": {
        "networkProfile": {"networkInterfaceConfigurations": []}
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "networkProfile": {"healthProbe": {"id": "[parameters('probeId')]"}}
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.conflicts import conflict
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import ScaleSet

RULE = Rule(
    "UPG005",
    "automatic-os-upgrade",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-automatic-upgrade",
    words="automaticosupgrade",
)


def check(template: Template) -> Iterator[Finding]:
    """Find scale sets with automatic OS upgrades that miss one of the conditions."""
    for scale_set in scale_sets(template):
        if scale_set.automatic_os_upgrade.flag():
            yield from _source_faults(scale_set)
            yield from _rival_faults(scale_set)
            yield from _image_faults(scale_set)


def _source_faults(scale_set: ScaleSet) -> Iterator[Finding]:
    enabled = scale_set.automatic_os_upgrade
    if conflict("os-upgrade-needs-health").holds(scale_set.choices()):
        yield Finding(
            enabled,
            "automatic OS upgrades need a health source, and the model has none; "
            f"{scale_set.health_advice()}",
        )


def _rival_faults(scale_set: ScaleSet) -> Iterator[Finding]:
    windows = scale_set.profile.at("osProfile", "windowsConfiguration")
    updates = windows.at("enableAutomaticUpdates")
    if updates.flag():
        yield Finding(
            updates,
            "'enableAutomaticUpdates' must be false where the OS image is upgraded automatically",
        )
    if conflict("os-upgrade-excludes-platform-patching").holds(scale_set.choices()):
        for mode in scale_set.platform_patching:
            yield Finding(
                mode,
                "'patchMode' AutomaticByPlatform cannot go with automatic OS upgrades; remove it, "
                "or set 'enableAutomaticOSUpgrade' to false",
            )


def _image_faults(scale_set: ScaleSet) -> Iterator[Finding]:
    image = scale_set.profile.at("storageProfile", "imageReference")
    publisher, offer, sku = (image.at(name).text() for name in ("publisher", "offer", "sku"))
    if not (publisher and offer and sku):
        return
    from generator.azure.image_catalog import is_listed

    if not is_listed("automaticOSUpgrade", publisher, offer, sku):
        yield Finding(
            image.at("sku"),
            f"image {publisher}:{offer}:{sku} is not on Azure's list for automatic OS upgrades; "
            "take one that is, or set 'enableAutomaticOSUpgrade' to false",
            Severity.WARNING,
        )
