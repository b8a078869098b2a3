"""Which regions offer a size, in which zones, and what a subscription may not use there.

    offer(size("Standard_D2s_v5"), "West Europe")    # Offer(True, ("1", "2", "3"))

A region that is not listed is unknown, not wrong: 14 of them have machines and no row here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from generator.azure.sizes import UNKNOWN, Offer, facts
from generator.azure.tables import table

if TYPE_CHECKING:
    from generator.azure.sizes import Size

_WITHOUT_ZONES = 8
_CLOSE = 0.85
"""How alike a slip is to the name of a region; new regions differ from all others by more."""


@cache
def _table() -> dict[str, Any]:
    return table("size_regions")


def regions() -> tuple[str, ...]:
    """Return the regions of which it is known what they offer."""
    own = facts().regions
    return tuple(_table()["regions"]) if own is None else tuple(own)


def misspelled(region: str) -> str:
    """Return the region that was probably meant by a name that no list has; empty otherwise."""
    from difflib import get_close_matches

    place = region.lower().replace(" ", "")
    known = (*regions(), *table("regions")["regions"])
    close = [] if place in known else get_close_matches(place, known, 1, _CLOSE)
    return close[0] if close else ""


def zones_of_region(region: str) -> tuple[str, ...] | None:
    """Return the zones that a region has, none for one without; None where it is not known."""
    place = region.lower().replace(" ", "")
    own = facts().regions
    if own is not None:
        offers = own.get(place)
        zones = {zone for offer in (offers or {}).values() for zone in offer.zones or ()}
        return None if offers is None else tuple(sorted(zones))
    found = _table()
    if place not in found["regions"]:
        return None
    return () if place in found["withoutZones"] else ("1", "2", "3")


def offer(size: Size, region: str) -> Offer:
    """Return what a region offers of a size, by the user's facts where there are any."""
    place = region.lower().replace(" ", "")
    own = facts().regions
    if own is None:
        return _shipped_offer(size, place)
    by_size = own.get(place)
    return UNKNOWN if by_size is None else by_size.get(size.name.lower(), Offer(False))


def _shipped_offer(size: Size, region: str) -> Offer:
    """Return what a region offers by the facts that ship: a digit a region, zones as bits of it."""
    found = _table()
    if region not in found["regions"]:
        return UNKNOWN
    row = found["series"].get(size.series)
    if row is None or not size.offered:
        return Offer(False)
    if isinstance(row, list):
        row = row[1].get(size.name.removeprefix("Standard_"), row[0])
    digit = int(row[found["regions"].index(region)], 16)
    if digit in {0, _WITHOUT_ZONES}:
        return Offer(bool(digit), () if digit else None)
    return Offer(True, tuple(str(zone) for zone in (1, 2, 3) if digit & 1 << (zone - 1)))
