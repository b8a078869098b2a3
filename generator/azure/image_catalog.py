"""Marketplace images: what each runs on, and until when its publisher supports it.

    image("Canonical", "ubuntu-24_04-lts", "server")    # an Image; None where no row fits
    images()                                            # all rows, patterns as they are
    lifecycle("ubuntu-24.04")                           # a Lifecycle, with the day of its end
    support_of(publisher, offer, sku)                   # that, and the day that holds for an image
    is_listed("hotpatch", publisher, offer, sku)        # whether a list of Azure's names it

A field that is None is not known; `Image.sure` is whether pages of Azure name the image, so that an
error may rest on it.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import Any, Literal

from generator.azure.images import system_of_publisher
from generator.azure.tables import table, table_text
from generator.lazy import dataclass

List = Literal["automaticOSUpgrade", "patchAutomaticByPlatform", "hotpatch"]
_BY_AZURE = frozenset(
    ("os-upgrade", "guest-patching", "trusted-launch", "generation-2", "az-alias")
)

_SIGNS = frozenset(".()[]*+?\\{}^$")
"""What makes a pattern more than names."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """How long an operating system is supported: `ends` and `extended` are days, or empty."""

    id: str
    what: str
    ends: str = ""
    extended: str = ""
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A row of the catalog; publisher, offer and sku are patterns of whole names."""

    publisher: str
    offer: str
    sku: str
    system: str | None
    lifecycles: tuple[str, ...]
    generation: int | None
    architecture: str | None
    trusted_launch: bool | None
    confidential: bool
    confirmed: bool
    sure: bool


@cache
def _table() -> dict[str, Any]:
    return table("image_catalog")


def day() -> str:
    """Return the day of the data."""
    found: str = _table()["day"]
    return found


@cache
def images() -> tuple[Image, ...]:
    """Return all rows, in the order in which the first that fits holds."""
    return tuple(map(_image, _table()["images"]))


def _image(row: dict[str, Any]) -> Image:
    generation = row.get("generation")
    return Image(
        publisher=row["publisher"],
        offer=row["offer"],
        sku=row["sku"],
        system=system_of_publisher(row["publisher"]) or row.get("os", "").lower() or None,
        lifecycles=tuple(row[key] for key in ("lifecycle", "also") if key in row),
        generation=generation,
        architecture=row.get("architecture", "x64"),
        trusted_launch=False if generation == 1 else row.get("trustedLaunch"),
        confidential=row.get("confidential", False),
        confirmed=row.get("confirmed", True),
        sure=row.get("confirmed", True) and not _BY_AZURE.isdisjoint(row.get("from", "").split()),
    )


@lru_cache(maxsize=1024)
def image(publisher: str, offer: str, sku: str) -> Image | None:
    """Return what is known of an image, letters alike; None where no row fits."""
    names = (("publisher", publisher), ("offer", offer), ("sku", sku))
    for row in _rows_of(publisher.lower()):
        if all(_fits(row[part], name) for part, name in names):
            return _image(row)
    return None


@cache
def _rows_of(publisher: str) -> list[dict[str, Any]]:
    """Return the rows that may be of a publisher: the file has one on a line, read on its own."""
    begin = '{"publisher":"'
    found = []
    for line in table_text("image_catalog").splitlines():
        if line.startswith(begin):
            name = line[len(begin) : line.index('"', len(begin))]
            if name.lower() == publisher or not _SIGNS.isdisjoint(name) or "|" in name:
                found.append(json.loads(line.rstrip(",")))
    return found


def _fits(pattern: str, name: str) -> bool:
    """Whether a name is of a pattern; most patterns are names, and none of those is compiled."""
    if _SIGNS.isdisjoint(pattern):
        return name.lower() in pattern.lower().split("|")
    return bool(re.fullmatch(pattern, name, re.IGNORECASE))


@cache
def lifecycles() -> dict[str, Lifecycle]:
    """Return the lifecycles by their ids."""
    return {name: Lifecycle(id=name, **row) for name, row in _table()["lifecycles"].items()}


@cache
def lifecycle(name: str) -> Lifecycle:
    """Return a lifecycle by its id; the file has one on a line, read on its own."""
    text, begin = table_text("image_catalog"), f'\n"{name}":'
    start = text.index(begin) + len(begin)
    return Lifecycle(id=name, **json.loads(text[start : text.index("\n", start)].rstrip(",")))


def support_of(publisher: str, offer: str, sku: str) -> tuple[Lifecycle, str] | None:
    """Return which part of an image is the first to go without support, and on which day.

    Extended support comes with Ubuntu Pro; with others it is paid for, or for some only.
    """
    found = image(publisher, offer, sku)
    if found is None:
        return None
    is_pro = found.publisher == "Canonical" and "pro" in re.split(
        r"[^a-z]", f"{offer}-{sku}".lower()
    )
    parts = [row for row in map(lifecycle, found.lifecycles) if row.confirmed]
    days = [(row, row.extended if is_pro else row.ends) for row in parts]
    return min((pair for pair in days if pair[1]), key=lambda pair: pair[1], default=None)


def is_listed(name: List, publisher: str, offer: str, sku: str) -> bool:
    """Whether a list of Azure's pages names an image; the lists are exact, letters alike."""
    return (publisher.lower(), offer.lower(), sku.lower()) in _listed(name)


@cache
def _listed(name: List) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (publisher.lower(), offer.lower(), sku.lower())
        for publisher, offers in _table()["lists"][name].items()
        for offer, skus in offers.items()
        for sku in skus
    )
