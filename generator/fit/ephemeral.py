"""Whether the host of a size has room for the OS disk of a model, where the model asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.fit.asking import instead, weight
from generator.fit.images import image_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Size
    from generator.language.template import Node
    from generator.scale_set.view import ScaleSet

_ROOMS = {"cachedisk": "cached_disk", "resourcedisk": "temp_disk", "nvmedisk": "nvme_disk"}
_CALLED = {"cachedisk": "cache", "resourcedisk": "temporary disk", "nvmedisk": "NVMe disk"}
_NAMES = {"cachedisk": "CacheDisk", "resourcedisk": "ResourceDisk", "nvmedisk": "NvmeDisk"}


def _settings(scale_set: ScaleSet) -> Node | None:
    """Return the settings of the OS disk where it lies on the host."""
    found = scale_set.profile.at("storageProfile", "osDisk", "diffDiskSettings")
    return found if (found.at("option").text() or "").lower() == "local" else None


def local_disk(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find an ephemeral OS disk on a size that cannot hold one.

    Source: https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks
    """
    settings = _settings(scale_set)
    if settings is None or size.ephemeral is not False:
        return
    other = instead(size, ephemeral=True)
    said = f"size {size.name} cannot hold an ephemeral OS disk; {other} can"
    if size.local_disk is False:
        said = f"size {size.name} has no local disk for an ephemeral OS disk; {other} has"
    yield Finding(settings.at("option"), said, weight(size, "ephemeral"), fault="local-disk")


def placement(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find an ephemeral OS disk at a place that a size has not.

    Source: https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks
    """
    settings = _settings(scale_set)
    if settings is None or size.ephemeral is False:
        return
    wanted = settings.at("placement")
    said = (wanted.text() or "").lower()
    if said not in _ROOMS or said in (known := _places(size)) or not known:
        return
    yield Finding(
        wanted,
        f"size {size.name} has no {_CALLED[said]} for an ephemeral OS disk; set 'placement' to "
        f"{_NAMES[known[0]]}, or remove it",
        weight(size, "placements"),
        fault="placement",
    )


def _places(size: Size) -> tuple[str, ...]:
    """Return where the host of a size has room; nothing where that is not known."""
    if size.placements is not None:
        return tuple(item.lower() for item in size.placements)
    if size.temp_disk == 0 and size.nvme_disk:
        return ("nvmedisk",)
    if size.temp_disk and size.controllers == ("SCSI",) and not size.nvme_disk:
        return ("resourcedisk", "cachedisk")
    return ()


def room(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find an ephemeral OS disk that is larger than its place.

    Source: the refusal in https://github.com/cloudfoundry/bosh-azure-cpi-release/pull/674
    """
    settings = _settings(scale_set)
    needs = _needs(scale_set) if settings is not None else None
    if settings is None or needs is None or size.ephemeral is False:
        return
    gigabytes, place, why = needs
    said = settings.at("placement").text()
    wanted = [said.lower()] if said else list(_places(size) if not settings.at("placement") else ())
    rooms = {name: getattr(size, _ROOMS[name]) for name in wanted if name in _ROOMS}
    if not rooms or not all(rooms.values()) or max(rooms.values()) >= gigabytes:
        return
    largest = max(rooms, key=lambda name: rooms[name])
    yield Finding(
        place,
        f"an OS disk of {gigabytes} GiB{why} has no room on the {_CALLED[largest]} of size "
        f"{size.name}, which has {rooms[largest]:g} GiB; take a smaller image or disk, or a larger "
        "size",
        Severity.WARNING if why else weight(size, *(_ROOMS[name] for name in rooms)),
        fault="room",
    )


def _needs(scale_set: ScaleSet) -> tuple[int, Node, str] | None:
    """Return the GiB of the OS disk, where that stands, and what tells it where no number does."""
    disk = scale_set.profile.at("storageProfile", "osDisk")
    said = disk.at("diskSizeGB")
    number = said.number()
    if number is not None:
        return number, said, ""
    found = image_of(scale_set)
    if said or found is None or found[0].publisher != "MicrosoftWindowsServer":
        return None
    sku = found[1].text() or ""
    if "smalldisk" in sku.lower():
        return None
    return limit("windows-image-gib"), disk.at("diffDiskSettings"), f" (that of '{sku}')"
