"""Sizes of machines: what each can do, by its name.

    size("Standard_D2ds_v6")      # a Size, letters alike; None where no list has the name
    series(), sizes_of("Ds_v6")   # the names of series, and the sizes of one
    sizes(), matching("*_v6")     # all of them, or those whose names fit a pattern
    nearest("Standrad_D2s_v5")    # "Standard_D2s_v5"; "" where nothing is near
    facts()                       # of what day they are, and whether they are the user's own

A field that is None is not known, and `Size.sure` says whether Azure's own answer has it: an error
rests on nothing less. The facts ship in sizes.json, a series on a line: only the line of the series
that is asked for is read. `given` puts a user's own in their place. What
a region offers of a size is in `size_regions.py`.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from generator.azure.given import UNKNOWN, Facts, Offer, give_sizes, given_sizes
from generator.azure.tables import table_text
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["COLUMNS", "UNKNOWN", "Facts", "Offer", "Size"]

COLUMNS = (
    "vcpus", "memory", "data_disks", "interfaces", "temp_disk", "cached_disk", "nvme_disk",
    "nvme_disks",
)  # fmt: skip
"""The numbers of a size, in the order in which its row has them; GiB where they are of disks."""
_NAMES = {
    "arch": "architecture", "acceleratedNetworking": "accelerated_networking",
    "acceleratedNetworkingRequired": "accelerated_networking_required",
    "encryptionAtHost": "encryption_at_host", "trustedLaunch": "trusted_launch",
    "diskEncryption": "disk_encryption", "localDisk": "said_local_disk",
    "previousGeneration": "previous_generation",
}  # fmt: skip
"""How the fields of a series are called here, where that differs."""
_BY_AZURE = frozenset((
    "name", "vcpus", "memory", "data_disks", "interfaces", "architecture", "generations",
    "accelerated_networking", "premium", "ephemeral", "encryption_at_host",
))  # fmt: skip
"""What Azure's answer of 2026-08 says of each size that it offers; all else is from documents."""
_NOT_BY_AZURE = frozenset((
    "nested", "disk_encryption", "previous_generation", "accelerated_networking_required"
))  # fmt: skip
"""What no answer of Azure says."""
_MIXED = regex(r"(?:Standard|Basic)_[ABDEF]\d", re.IGNORECASE)
_PREFIX = regex(r"(?:[a-z]{4,}[_ -]*|basic_)(?=[a-z]+\d)")
_SHAPE = regex(r"\d+")
_FIRST_BURSTABLE = frozenset(("Bs", "Bms", "Bls"))


@dataclass(frozen=True, slots=True)
class Size:
    """A size; what is None is not known, 0 or an empty text says that there is none."""

    name: str
    series: str
    vcpus: int | None = None
    memory: float | None = None
    data_disks: int | None = None
    interfaces: int | None = None
    temp_disk: int | None = None
    cached_disk: int | None = None
    nvme_disk: int | None = None
    nvme_disks: int | None = None
    architecture: str | None = None
    generations: tuple[int, ...] | None = None
    premium: bool | None = None
    ultra: bool | None = None
    accelerated_networking: bool | None = None
    accelerated_networking_required: bool | None = None
    ephemeral: bool | None = None
    placements: tuple[str, ...] | None = None
    controllers: tuple[str, ...] | None = None
    trusted_launch: bool | None = None
    confidential: str | None = None
    encryption_at_host: bool | None = None
    disk_encryption: bool | None = None
    nested: bool | None = None
    spot: bool | None = None
    rdma: bool | None = None
    gpus: int | None = None
    said_local_disk: bool | None = None
    previous_generation: bool | None = None
    retires: str = ""
    offered: bool = True
    answered: bool = False

    @property
    def local_disk(self) -> bool | None:
        """Whether it has a disk of its host: a temporary one or an NVMe one."""
        if self.temp_disk or self.nvme_disk:
            return True
        if self.said_local_disk is None and self.temp_disk == 0 and self.nvme_disk == 0:
            return False
        return self.said_local_disk

    def sure(self, field: str) -> bool:
        """Whether Azure itself says what is known of a field, so that an error may rest on it."""
        if getattr(self, field) is None or field in _NOT_BY_AZURE:
            return False
        return self.answered or (self.offered and field in _BY_AZURE)


@cache
def _shipped() -> Facts:
    text = table_text("sizes")
    start = text.index('"day": "') + len('"day": "')
    return Facts(text, text[start : text.index('"', start)])


def facts() -> Facts:
    """Return the facts that hold for this run: the shipped ones, or those of a user."""
    return given_sizes() or _shipped()


@contextmanager
def given(found: Facts | None) -> Iterator[None]:
    """Let the facts of a user hold for a while."""
    before = given_sizes()
    give_sizes(found)
    try:
        yield
    finally:
        give_sizes(before)


def size(name: str) -> Size | None:
    """Return the size of this name, letters alike; None where the facts have none."""
    return _size(facts(), name.lower())


def shipped_size(name: str) -> Size | None:
    """Return what the facts that ship have of a size, whatever a user gives."""
    return _size(_shipped(), name.lower())


@lru_cache(maxsize=4096)
def _size(known: Facts, name: str) -> Size | None:
    if not name.startswith(("standard_", "basic_")) or '"' in name or "\n" in name:
        return None
    text = known.text
    key = f'"{name.removeprefix("standard_")}":['
    at = text.find(f'"{key[1].upper()}{key[2:]}')  # as Azure writes most of them
    if at < 0:
        at = _folded(known).find(key)
    if at < 0:
        return None
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return next((found for found in _series(text[start:end]) if found.name.lower() == name), None)


@lru_cache(maxsize=4)
def _folded(known: Facts) -> str:
    return known.text.lower()


def _series(line: str) -> Iterator[Size]:
    """Yield the sizes of a line: `"NAME":[{what holds for all},{"NAME":[numbers, {…}]}]`."""
    name, _, body = line.rstrip(",").partition(":")
    common, rows = json.loads(body)
    for short, row in rows.items():
        differs = row[len(COLUMNS)] if len(row) > len(COLUMNS) else {}
        values: dict[str, Any] = dict(zip(COLUMNS, row, strict=False))
        for key, value in (common | differs).items():
            values[_NAMES.get(key, key)] = tuple(value) if isinstance(value, list) else value
        full = short if short.startswith("Basic_") else f"Standard_{short}"
        yield Size(name=full, series=json.loads(name), **values)


def sizes() -> tuple[Size, ...]:
    """Return all sizes, in the order of their names."""
    return _sizes(facts())


@lru_cache(maxsize=2)
def _sizes(known: Facts) -> tuple[Size, ...]:
    found = (size for line in _lines(known).values() for size in _series(line))
    return tuple(sorted(found, key=lambda size: _natural(size.name)))


@lru_cache(maxsize=2)
def _lines(known: Facts) -> dict[str, str]:
    """Return the line of each series by its name."""
    lines = known.text.partition('"series": {\n')[2].splitlines()
    return {line[1 : line.index('"', 1)]: line for line in lines if line.startswith('"')}


def series() -> tuple[str, ...]:
    """Return the names of all series."""
    return tuple(_lines(facts()))


def sizes_of(name: str) -> list[Size]:
    """Return the sizes of a series; cheaper than to look through all of them."""
    return list(_series(_lines(facts())[name]))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return what to sort a name by: its numbers as numbers."""
    parts = re.findall(r"\d+|\D+", name.lower())
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def matching(pattern: str) -> list[Size]:
    """Return the sizes whose names fit a pattern of the shell, with or without `Standard_`.

    Where no name is the pattern, and it has no `*`, it is a part of names.
    """
    from fnmatch import fnmatchcase

    wanted = pattern.lower()
    found = [
        item
        for item in sizes()
        if fnmatchcase(item.name.lower(), wanted)
        or fnmatchcase(item.name.lower().removeprefix("standard_"), wanted)
    ]
    if found or "*" in pattern:
        return found
    return [item for item in sizes() if wanted in item.name.lower()]


def nearest(name: str) -> str:
    """Return the name of an offered size that is nearest to one that no list has; "" without one.

    Letters and digits alone decide first; then a wrong number of processors is nearer than another
    series.
    """
    from difflib import get_close_matches

    known = {_rest(found.name): found.name for found in sizes() if found.offered}
    rest = _rest(name)
    bare = {_bare(item): item for item in known}
    if _bare(rest) in bare:
        return known[bare[_bare(rest)]]
    alike = [item for item in known if _SHAPE.sub("", item, 1) == _SHAPE.sub("", rest, 1)]
    if alike and (number := _SHAPE.search(rest)):
        wanted = int(number[0])
        return known[min(alike, key=lambda item: (abs(_first(item) - wanted), item))]
    close = get_close_matches(rest, known, n=1, cutoff=0.75)
    return known[close[0]] if close else ""


def _rest(name: str) -> str:
    """Return a name without its first word, be that misspelled."""
    return _PREFIX.sub("", name.lower())


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name))


def _first(name: str) -> int:
    found = _SHAPE.search(name)
    return int(found[0]) if found else 0


def is_burstable(name: str) -> bool:
    """Whether a size is of the first B series, which is not offered as Spot.

    Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot
    """
    found = size(name)
    return found is not None and found.series in _FIRST_BURSTABLE


def can_be_mixed(name: str) -> bool:
    """Whether a size is of a series that an instance mix takes.

    Source: https://learn.microsoft.com/azure/virtual-machine-scale-sets/instance-mix-overview
    """
    return _MIXED.match(name) is not None
