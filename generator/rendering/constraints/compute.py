"""Disks, Spot, placement and licences that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rendering.constraints.subject import Check, Finding, Subject
from generator.rendering.defaults import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNCACHED = {"PremiumV2_LRS", "UltraSSD_LRS"}
_OF_WINDOWS = {"Windows_Server", "Windows_Client"}


def _os_disk(subject: Subject) -> Iterator[Finding]:
    """Source: the pages on ephemeral OS disks, whose template takes the cache ReadOnly."""
    disk = subject.value["osDisk"]
    if disk["placement"] is not None and not disk["ephemeral"]:
        message = "'placement' is for an ephemeral disk: add ephemeral: true"
        yield Finding(("osDisk", "placement"), message)
    if disk["ephemeral"] and literal(disk["caching"]) not in {None, "ReadOnly"}:
        message = "an ephemeral disk takes the cache ReadOnly only: leave 'caching' out"
        yield Finding(("osDisk", "caching"), message)


def _data_disks(subject: Subject) -> Iterator[Finding]:
    """Source: the pages on Ultra disks and Premium SSD v2."""
    for index, disk in enumerate(subject.value["dataDisks"]):
        kind = disk["storageAccountType"]
        if kind in _UNCACHED and literal(disk["caching"]) not in {None, "None"}:
            message = f"a {kind} disk takes no cache of the host: leave 'caching' out"
            yield Finding(("dataDisks", index, "caching"), message)


def _spot(subject: Subject) -> Iterator[Finding]:
    """Source: the restrictions of capacity reservations and of dedicated hosts."""
    if subject.value["spot"] is None:
        return
    for key, what in (
        ("capacityReservationGroupId", "a capacity reservation"),
        ("hostGroupId", "dedicated hosts"),
    ):
        if subject.value["placement"][key] is not None:
            message = f"Spot instances cannot use {what}: remove one of them"
            yield Finding(("placement", key), message)


def _license(subject: Subject) -> Iterator[Finding]:
    license_type = literal(subject.value["licenseType"])
    if license_type is None:
        return
    system = "windows" if license_type in _OF_WINDOWS else "linux"
    if system != subject.value["os"]:
        message = f"licenseType {license_type} is for {system.capitalize()}"
        yield Finding(("licenseType",), message)


CHECKS: tuple[Check, ...] = (_os_disk, _data_disks, _spot, _license)
