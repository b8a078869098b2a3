"""Kinds of managed disks, and what each needs and allows."""

from __future__ import annotations

from functools import cache

from generator.azure.tables import table
from generator.lazy import dataclass


@dataclass(frozen=True, slots=True)
class DiskKind:
    """A row of the table.

    A `premium` one needs a size that takes premium disks; the performance of a `tunable` one is
    set in the template; a `cached` one can have a cache on the host, a `system` one can hold the
    operating system; a `zonal` one needs a zone in regions with zones, but for a few;
    one with a `switch` needs `additionalCapabilities.ultraSSDEnabled`.
    """

    name: str
    premium: bool
    tunable: bool
    cached: bool
    system: bool
    zonal: bool
    switch: bool


EPHEMERAL_CACHE = "ReadOnly"
"""The cache of an ephemeral OS disk.

Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/13406
"""


@cache
def disk_kinds() -> dict[str, DiskKind]:
    """Return the kinds of disks by their names in lower case."""
    names = ("kind", "premium", "tunable", "cached", "system", "zonal", "switch")
    rows = table("disks")["disks"]
    return {row["kind"].lower(): DiskKind(*(row[name] for name in names)) for row in rows}


def disk_kind(name: str | None) -> DiskKind | None:
    """Return a kind of disk by its name; None where it is not known."""
    return disk_kinds().get((name or "").lower())


def needs_switch(name: str | None) -> bool:
    """Whether a disk of this kind needs a switch in the properties of the set."""
    found = disk_kind(name)
    return found is not None and found.switch
