"""Images: how a model names them, and what their publisher tells."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from generator.azure.tables import table
from generator.lazy import dataclass, regex

if TYPE_CHECKING:
    from collections.abc import Iterable

IMAGE_IDS = ("id", "sharedGalleryImageId", "communityGalleryImageId")
"""The names at which an image reference has the id of an image that is no marketplace image.

Source: https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets (ImageReference).
"""
_IDS = {name.lower() for name in IMAGE_IDS}
_GALLERY_VERSION = regex(r"(?i)latest|(?:[0-9]{1,10}\.){2}[0-9]{1,10}")

ImageKind = Literal["marketplace", "own", ""]


def is_gallery_version(text: str) -> bool:
    """Whether a text is a version of an image or an application of a gallery, or "latest".

    Source: https://learn.microsoft.com/rest/api/compute/gallery-application-versions (names), and
    gallery-image-versions.
    """
    return _GALLERY_VERSION.fullmatch(text) is not None


@cache
def _systems() -> dict[str, str]:
    return {row["publisher"].lower(): row["os"].lower() for row in table("images")["publishers"]}


def system_of_publisher(publisher: str) -> str | None:
    """Return "windows" or "linux" where all images of a publisher are of that one."""
    return _systems().get(publisher.lower())


@dataclass(frozen=True, slots=True)
class Sold:
    """Why an image is known to need a plan; `refused`: Azure's answer without one is recorded."""

    refused: bool
    source: str


@cache
def sold(publisher: str, offer: str) -> Sold | None:
    """Return what tells that an image needs a plan, letters alike; None where nothing does."""
    for row in table("images")["sold"]["rows"]:
        if row["publisher"] == publisher.lower() and _fits(row.get("offer", ".*"), offer):
            return Sold(_fits(row.get("refused", ""), offer), row["source"])
    return None


def _fits(pattern: str, name: str) -> bool:
    return re.fullmatch(pattern, name, re.IGNORECASE) is not None


@cache
def _aliases() -> dict[str, str]:
    return {name.lower(): urn for name, urn in table("images")["aliases"]["names"].items()}


def urn_of_alias(alias: str) -> str | None:
    """Return the marketplace image that the Azure CLI calls so."""
    return _aliases().get(alias.strip().lower())


def kind_of_image(names: Iterable[str]) -> ImageKind:
    """Return what kind of image a reference with these names is to; empty where none is told."""
    lower = {name.lower() for name in names}
    if "publisher" in lower:
        return "marketplace"
    return "own" if lower & _IDS else ""
