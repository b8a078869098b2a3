"""Whether regions and zones are there, and have the sizes of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.sizes import facts
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.expressions.context import Context
from generator.language.template import is_expression
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.sizes import Offer, Size
    from generator.language.template import Node
    from generator.scale_set.view import ScaleSet

_ZONES = ("1", "2", "3")
_PARAMETER = regex(r"\[\s*parameters\s*\(\s*'([^']+)'\s*\)\s*\]")


def region_of(scale_set: ScaleSet) -> str:
    """Return the region of a set where the template or its user names it; empty where none does.

    An expression over the resource group comes to a region that stands for any.
    """
    place = scale_set.resource.at("location")
    found, written = place.text() or "", place.value
    named = _PARAMETER.fullmatch(written) if isinstance(written, str) else None
    if named:
        default = place.template.root.at("parameters", named[1], "defaultValue")
        written = default.value if default else written
    return "" if is_expression(written) and found == Context().location else found


def zones(scale_set: ScaleSet) -> Iterator[Finding]:
    """Find zones that no region has, and zones in a region without any.

    Source: the refusal in https://github.com/kubernetes/kops/pull/11962
    """
    region = region_of(scale_set)
    for zone in scale_set.resource.at("zones"):
        number = zone.number()
        said = str(number) if number is not None else zone.text()
        if said and said not in _ZONES:
            yield Finding(
                zone,
                f"no region has a zone '{said}'; zones are '1', '2' and '3'",
                Severity.ERROR,
                fault="zone",
            )
    if region:
        yield from _slip(scale_set.resource.at("location"), region)
    listed = scale_set.resource.at("zones")
    if has_no_zones(region) and any(True for _ in listed):
        yield Finding(
            listed,
            f"region {region} has no availability zones {facts().told_by}; remove 'zones', or "
            "take another region",
            Severity.WARNING,
            fault="region-without-zones",
        )


def _slip(place: Node, region: str) -> Iterator[Finding]:
    from generator.azure.size_regions import misspelled

    meant = misspelled(region)
    if meant:
        message = f"no list has a region '{region}'; did you mean '{meant}'?"
        yield Finding(place, message, Severity.WARNING, fault="region-name")


def has_no_zones(region: str) -> bool:
    """Whether a region is known to have no availability zones."""
    from generator.azure.size_regions import zones_of_region

    return bool(region) and zones_of_region(region) == ()


def is_known(region: str) -> bool:
    """Whether it is known what a region offers."""
    from generator.azure.size_regions import regions

    return region.lower().replace(" ", "") in regions()


def offered(scale_set: ScaleSet, size: Size) -> Iterator[Finding]:
    """Find sizes that the region does not offer, or not in the zones of the set.

    Source: https://learn.microsoft.com/rest/api/compute/resource-skus/list
    """
    region = region_of(scale_set)
    if not region or not size.offered:
        return
    from generator.azure.size_regions import offer

    found = offer(size, region)
    if facts().own and found.offered is not None:
        yield from _offered_to_the_user(scale_set, size, region, found)
        return
    if found.offered is False:
        yield Finding(
            scale_set.resource.at("location"),
            f"region {region} did not offer size {size.name} on {facts().day}; look with "
            f"'az vm list-skus --location {region} --size {size.name}'",
            Severity.INFO,
            fault="region",
        )
    if not found.offered or found.zones is None or has_no_zones(region):
        return
    for zone in scale_set.resource.at("zones"):
        said = zone.text()
        if said in _ZONES and said not in found.zones:
            has = ", ".join(found.zones) or "none"
            yield Finding(
                zone,
                f"size {size.name} was not offered in zone {said} of {region} on {facts().day} "
                f"(zones with it: {has})",
                Severity.INFO,
                fault="zone-of-size",
            )


def _offered_to_the_user(
    scale_set: ScaleSet, size: Size, region: str, found: Offer
) -> Iterator[Finding]:
    """Find what the file of a user, which has all that there is, says against a size there."""
    file, place = facts().file, scale_set.resource.at("location")
    if not found.offered:
        yield Finding(
            place,
            f"{file} has no size {size.name} in {region}: this subscription cannot deploy it there",
            Severity.ERROR,
            fault="region",
        )
        return
    if found.restricted:
        yield Finding(
            place,
            f"size {size.name} is closed to this subscription in {region} "
            f"({found.restricted}, by {file}); take another size or region, or ask for access",
            Severity.ERROR,
            fault="restricted-here",
        )
        return
    open_zones = [zone for zone in found.zones or () if zone not in found.restricted_zones]
    for zone in scale_set.resource.at("zones"):
        said = zone.text()
        if said in _ZONES and said not in open_zones:
            yield Finding(
                zone,
                f"size {size.name} is not to be had in zone {said} of {region}, by {file} "
                f"(zones with it: {', '.join(open_zones) or 'none'})",
                Severity.ERROR,
                fault="zone-of-size",
            )
