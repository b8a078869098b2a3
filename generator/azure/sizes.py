"""What the name of a VM size says: family, number of processors, features, version.

Source: Azure's pages on the naming of VM sizes and on the series. Only what is certain for a whole
series is said here; of everything else the answer is that nothing is known.
"""

from __future__ import annotations

import re
from typing import Literal

from generator.lazy import dataclass, regex

_NAME = regex(
    r"(?:Standard|Basic)_(?P<family>[A-Z]+)(?P<cpus>\d+)(?:-\d+)?(?P<features>[a-z]*)"
    r"(?:_v(?P<version>\d+))?(?:_Promo)?",
    re.IGNORECASE,
)
_MIXED = regex(r"(?:Standard|Basic)_[ABDEF]\d", re.IGNORECASE)
_WITHOUT_LOCAL_DISK = 5
"""From this version on sizes of the D and E series have a local disk only with a 'd'."""

Answer = Literal["yes", "no", "doubtful", "unknown"]


@dataclass(frozen=True, slots=True)
class Size:
    """The parts of a size's name; `version` is 1 where the name has none."""

    family: str
    cpus: int
    features: str
    version: int


def size_of(name: str) -> Size | None:
    """Read the name of a size; None where it is built otherwise (GPU sizes, for instance)."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return Size(
        found["family"].upper(),
        int(found["cpus"]),
        found["features"].lower(),
        int(found["version"] or 1),
    )


def premium_storage(name: str) -> Answer:
    """Whether a size takes premium disks: the 's' of its name says so."""
    size = size_of(name)
    if size is None:
        return "unknown"
    if "s" in size.features or size.family in {"DS", "GS", "FS"}:
        return "yes"
    return "no" if size.family in {"A", "D", "E", "F"} else "unknown"


def accelerated_networking(name: str) -> Answer:
    """Whether a size has it: small sizes of old series do not, or did not when last heard of."""
    size = size_of(name)
    if size is None:
        return "unknown"
    if size.family == "A" or (size.cpus == 1 and size.family in {"D", "DS", "F", "FS"}):
        return "no"
    if size.family == "B" and size.version == 1:
        return "yes" if size.cpus in {12, 16, 20} else "no"
    return "doubtful" if _has_two_threads_only(size) else "unknown"


def _has_two_threads_only(size: Size) -> bool:
    hyperthreaded = (size.family in {"D", "E"} and size.version == 3) or (
        size.family == "F" and size.version == 2
    )
    return (size.cpus == 2 and hyperthreaded) or (
        size.family in {"D", "DS"} and size.version == 1 and size.cpus <= 2
    )


def local_disk(name: str) -> Answer:
    """Whether a size has a disk or a cache on the host that can hold an OS disk."""
    size = size_of(name)
    if size is None or size.family not in {"D", "E"}:
        return "unknown"
    if "d" in size.features:
        return "yes"
    bare = size.version >= _WITHOUT_LOCAL_DISK or (size.version == 4 and "a" not in size.features)
    return "no" if bare else "unknown"


def is_burstable(name: str) -> bool:
    """Whether a size is of the first B series, which is not offered as Spot.

    Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot
    """
    size = size_of(name)
    return size is not None and (size.family, size.version) == ("B", 1)


def can_be_mixed(name: str) -> bool:
    """Whether a size is of a series that an instance mix takes.

    Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/instance-mix-overview
    """
    return _MIXED.match(name) is not None
