"""Disks, Spot, placement and licenses that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.disks import EPHEMERAL_CACHE, disk_kind
from generator.azure.licenses import system_of_license
from generator.azure.limits import limit
from generator.findings import Finding
from generator.spec.defaults import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject

_MOST_USER_DATA = limit("user-data-bytes")


def _architecture(subject: SpecSubject) -> Iterator[Finding]:
    """Source: https://github.com/Azure/azure-cli/issues/27975."""
    value = subject.value
    urn = value["image"]["urn"]
    if value["os"] != "windows" or not isinstance(urn, str):
        return
    from generator.azure.image_catalog import image
    from generator.azure.sizes import size
    from generator.fit.images import other_architecture

    found, known = size(str(literal(value["size"]))), image(*urn.split(":")[:3])
    said = other_architecture(found, known) if found and known else ""
    if found and said:
        message = f"size {found.name} is for {found.architecture}, and the image {said}"
        yield Finding(("size",), message, kind="architecture-of-the-size")


def _region(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on regions with availability zones."""
    region = literal(subject.value["location"])
    if not isinstance(region, str):
        return
    from generator.azure.size_regions import misspelled
    from generator.fit.places import has_no_zones

    if subject.value["zones"] and has_no_zones(region):
        message = f"region {region} has no availability zones: write zones: [], or leave it out"
        yield Finding(("zones",), message, kind="zones-of-the-region")
    meant = misspelled(region)
    if meant:
        message = f"no list has a region '{region}'; did you mean '{meant}'?"
        yield Finding(("location",), message, kind="region-not-known")


def _security_type(subject: SpecSubject) -> Iterator[Finding]:
    """Source: REST reference, SecurityProfile: a model has one security type."""
    security = subject.value["security"]
    if security["confidential"] and security["trustedLaunch"]:
        message = "a confidential machine has no Trusted Launch beside it: keep one of them"
        yield Finding(("security", "trustedLaunch"), message, kind="one-security-type")


def _os_disk(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the pages on ephemeral OS disks, whose template takes the cache ReadOnly."""
    disk = subject.value["osDisk"]
    if disk["placement"] is not None and not disk["ephemeral"]:
        message = "'placement' is for an ephemeral disk: add ephemeral: true"
        yield Finding(("osDisk", "placement"), message, kind="ephemeral-disk")
    if disk["ephemeral"] and literal(disk["caching"]) not in {None, EPHEMERAL_CACHE}:
        message = f"an ephemeral disk takes the cache {EPHEMERAL_CACHE} only: leave 'caching' out"
        yield Finding(("osDisk", "caching"), message, kind="ephemeral-disk")


def _data_disks(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the pages on Ultra disks and Premium SSD v2."""
    for index, disk in enumerate(subject.value["dataDisks"]):
        name = literal(disk["storageAccountType"])
        kind = disk_kind(name) if isinstance(name, str) else None
        if kind and not kind.cached and literal(disk["caching"]) not in {None, "None"}:
            message = f"a {kind.name} disk takes no cache of the host: leave 'caching' out"
            yield Finding(("dataDisks", index, "caching"), message, kind="disk-without-cache")


def _spot(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the restrictions of capacity reservations and of dedicated hosts."""
    if subject.value["spot"] is None:
        return
    for key, what in (
        ("capacityReservationGroupId", "a capacity reservation"),
        ("hostGroupId", "dedicated hosts"),
    ):
        if subject.value["placement"][key] is not None:
            message = f"Spot instances cannot use {what}: remove one of them"
            yield Finding(("placement", key), message, kind="spot-excludes")


def _license(subject: SpecSubject) -> Iterator[Finding]:
    license_type = literal(subject.value["licenseType"])
    if license_type is None:
        return
    system = system_of_license(str(license_type))
    if system is not None and system != subject.value["os"]:
        message = f"licenseType {license_type} is for {system.capitalize()}"
        yield Finding(("licenseType",), message, kind="license-of-the-system")


def _certificates(subject: SpecSubject) -> Iterator[Finding]:
    """Source: REST reference, VaultCertificate: certificateStore is for Windows."""
    value = subject.value
    for index, certificate in enumerate(value["security"]["certificates"]):
        path = ("security", "certificates", index)
        if value["image"]["specialized"]:
            message = "a specialized image has no OS profile that could install certificates"
            yield Finding(path, message, kind="certificates-of-the-system")
        if value["os"] == "linux" and certificate["store"] is not None:
            message = "Linux has no certificate stores: the files go to /var/lib/waagent"
            yield Finding((*path, "store"), message, kind="certificates-of-the-system")


def _resiliency(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on automatic zone balance (preview), prerequisites."""
    value = subject.value
    if value["resiliency"] is None or not value["resiliency"]["automaticZoneRebalancing"]:
        return
    path = ("resiliency", "automaticZoneRebalancing")
    if len(value["zones"]) < 2 and value["placement"]["zonePlacementPolicy"] != "Auto":
        yield Finding(
            path, "there is nothing to balance: give at least two 'zones'", kind="zone-balance"
        )
    if value["health"] is None:
        message = "new instances must show that they are healthy before old ones go: give 'health'"
        yield Finding(path, message, kind="zone-balance")
    if value["placement"]["zoneBalance"] is True:
        message = "zoneBalance: true fails rather than be unbalanced for a while: remove it"
        yield Finding(("placement", "zoneBalance"), message, kind="strict-zone-balance")


def _user_data(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on user data: at most 64 KB."""
    name = subject.value["userData"]
    if name is None or not subject.loaded(name):
        return
    size = len(subject.files.texts[name].encode())
    if size > _MOST_USER_DATA:
        message = f"the file has {size:,} bytes, and user data takes {_MOST_USER_DATA:,}"
        yield Finding(("userData",), message, kind="long-user-data")


CHECKS: tuple[Check, ...] = (
    _architecture,
    _region,
    _security_type,
    _os_disk,
    _data_disks,
    _spot,
    _license,
    _certificates,
    _resiliency,
    _user_data,
)
