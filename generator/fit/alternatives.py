"""Sizes that can do what another one cannot, the nearest first."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from generator.azure.retirements import of_size, restriction_of_size
from generator.azure.sizes import series, sizes_of
from generator.lazy import regex

if TYPE_CHECKING:
    from generator.azure.sizes import Facts, Size

_SERIES = regex(r"(?:Basic )?([A-Z]+)([a-z]*)(?:_([A-Za-z0-9]+?))??(?:_v(\d+))?(?: .*)?")
_CURRENT = 5
"""The version of series before which none is named: it takes images of both generations."""
_MODERN = {"A": ("D", ""), "DS": ("D", "s"), "FS": ("F", "s"), "G": ("E", ""), "GS": ("E", "s")}
"""The family and the letters that the first series have today."""
_USUAL = "D"


@lru_cache(maxsize=256)
def nearest_with(_known: Facts, of: Size, wanted: tuple[tuple[str, object], ...]) -> str:
    """Return the name of a size like another one that has what is wanted; empty where none does.

    The series that is most like its own and has one with as many processors gives it; one that ends
    or that new subscriptions cannot have is no help. `_known` are the facts that it rests on.
    """
    best: tuple[int, str] | None = None
    for name in sorted(series(), key=lambda name: _distance(of.series, name)):
        for item in sizes_of(name):
            apart = abs((item.vcpus or 0) - (of.vcpus or 0))
            better = best is None or apart < best[0]
            if better and all(_has(item, *one) for one in wanted) and _stays(item):
                best = apart, item.name
        if best and (best[0] == 0 or _family(name) != _family(of.series)):
            break
    return best[1] if best else ""


def _has(item: Size, field: str, wanted: object) -> bool:
    found = getattr(item, field)
    if isinstance(found, tuple):
        return wanted in found
    if wanted is True:
        return bool(found)
    if isinstance(wanted, int):
        return (found or 0) >= wanted
    return bool(found == wanted)


def _stays(item: Size) -> bool:
    if not item.offered or item.previous_generation or "-" in item.name:
        return False
    return of_size(item.name) is None and restriction_of_size(item.name) is None


def _distance(one: str, other: str) -> tuple[object, ...]:
    family, letters, version = _parts(one)
    its_family, its_letters, its_version = _parts(other)
    return (
        family != its_family,
        its_family != _USUAL,
        len(set(letters) ^ set(its_letters)),
        abs(max(version, _CURRENT) - its_version),
        other,
    )


def _family(name: str) -> str:
    return _parts(name)[0]


@cache
def _parts(name: str) -> tuple[str, str, int]:
    """Return family, letters and version of a series."""
    found = _SERIES.fullmatch(name)
    if found is None:
        return name, "", 1
    family, more = _MODERN.get(found[1], (found[1], ""))
    return family, more + found[2] + (found[3] or ""), int(found[4] or 1)
