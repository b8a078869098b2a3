"""All that a model asks of its sizes at once, for those who compare two models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.fit import disks, ephemeral, images, networks, security
from generator.fit.asking import unfit
from generator.fit.mixes import differing
from generator.fit.names import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.findings import Finding
    from generator.scale_set.view import ScaleSet

_QUESTIONS = (
    images.architecture,
    images.generation,
    security.trusted_launch,
    security.confidential,
    security.encryption_at_host,
    disks.premium,
    disks.ultra,
    disks.data_disks,
    disks.controller,
    disks.write_accelerator,
    networks.accelerated,
    networks.interfaces,
    ephemeral.local_disk,
    ephemeral.placement,
    ephemeral.room,
)
_IMAGE = ("virtualmachineprofile", "storageprofile", "imagereference")
_SECURITY = ("virtualmachineprofile", "securityprofile")
_SIZES = (("sku", "name"), ("skuprofile", "vmsizes"))
_ALSO = {"security-type": (_SECURITY,), "room": (_IMAGE, *_SIZES)}
_DEPTH = 3


def all_unfit(scale_set: ScaleSet) -> Iterator[Finding]:
    """Yield all that the sizes of a set cannot do of what its model asks for."""
    yield from unfit(scale_set, *_QUESTIONS)
    yield from images.without_uefi(scale_set)
    yield from differing(scale_set)
    yield from unknown(scale_set)


def concerns(finding: Finding, names: tuple[str, ...]) -> bool:
    """Whether a part of the model has to do with what does not fit.

    `names` are the steps to the part, in lower case and without "properties".
    """
    place = tuple(
        step.lower() for step in finding.path if isinstance(step, str) and step != "properties"
    )
    also = _ALSO.get(finding.fault, _SIZES)
    return any(names[: len(area)] == area for area in (place[:_DEPTH], *also))
