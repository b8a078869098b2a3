"""Whether a size takes the disks that a model asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import disk_kind
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.asking import instead, weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Size
    from generator.language.template import Node
    from generator.scale_set.view import ScaleSet


def disks_of(scale_set: ScaleSet) -> Iterator[Node]:
    """Yield the disks of a model: that of the operating system first."""
    storage = scale_set.profile.at("storageProfile")
    yield storage.at("osDisk")
    yield from storage.at("dataDisks")


def premium(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find premium disks on a size that takes none.

    Source: https://learn.microsoft.com/azure/virtual-machines/disks-types
    """
    if size.premium is not False:
        return
    for disk in disks_of(scale_set):
        kind = disk.at("managedDisk", "storageAccountType")
        found = disk_kind(kind.text())
        if found and found.premium:
            other = instead(size, premium=True)
            yield Finding(
                kind,
                f"size {size.name} takes no premium disks; take StandardSSD_LRS, or a size that "
                f"takes them, such as {other}",
                weight(size, "premium"),
                fault="premium",
            )


def ultra(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find Ultra disks on a size of which Azure's answer says that it takes none.

    Source: https://learn.microsoft.com/azure/virtual-machines/disks-enable-ultra-ssd
    """
    if size.ultra is not False or not size.premium:
        return
    for disk in disks_of(scale_set):
        kind = disk.at("managedDisk", "storageAccountType")
        found = disk_kind(kind.text())
        if found and found.switch:
            yield Finding(
                kind,
                f"size {size.name} takes no {found.name} disks in the regions that were asked; "
                "take PremiumV2_LRS, or another size",
                Severity.WARNING,
                fault="ultra",
            )


def data_disks(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find more data disks than a size takes.

    Source: https://learn.microsoft.com/azure/virtual-machines/sizes/overview
    """
    listed = scale_set.profile.at("storageProfile", "dataDisks")
    there = len(list(listed))
    most = size.data_disks
    if most is None or there <= most:
        return
    other = instead(size, data_disks=there, **({"premium": True} if size.premium else {}))
    yield Finding(
        listed,
        f"size {size.name} takes {most} data disks (there are {there}); take fewer"
        + (f", or a size such as {other}" if other else ""),
        weight(size, "data_disks"),
        fault="data-disks",
    )


def controller(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find a disk controller that a size has not.

    Source: https://learn.microsoft.com/azure/virtual-machines/nvme-overview
    """
    wanted = scale_set.profile.at("storageProfile", "diskControllerType")
    said = wanted.text()
    known = size.controllers
    if not said or not known or said.lower() in {item.lower() for item in known}:
        return
    yield Finding(
        wanted,
        f"size {size.name} has the disk controller {' or '.join(known)} (is {said}); take "
        f"{known[0]}, or remove 'diskControllerType'",
        weight(size, "controllers"),
        fault="controller",
    )


def write_accelerator(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find the write accelerator on a size that is not of the M series.

    Source: the refusal in https://github.com/kubernetes/kubernetes/issues/82781
    """
    if size.series.startswith("M"):
        return
    for disk in disks_of(scale_set):
        wanted = disk.at("writeAcceleratorEnabled")
        if wanted.flag():
            yield Finding(
                wanted,
                f"size {size.name} has no write accelerator, which only the M series has; set "
                "'writeAcceleratorEnabled' to false",
                Severity.ERROR,
                fault="write-accelerator",
            )
