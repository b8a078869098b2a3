"""The image of a machine or scale set is no preview.

As arm-ttk does, this looks at names that end so, and at a storage profile behind a variable, but
not at an image behind one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import MACHINE, SCALE_SET
from generator.findings import Finding
from generator.validation.profiles.arm_ttk.check import Check
from generator.validation.profiles.arm_ttk.expression_text import expanded
from generator.validation.profiles.arm_ttk.search import find, member, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.validation.profiles.arm_ttk.subject import TtkSubject

CHECK = Check("TTK033", "Virtual-Machines-Should-Not-Be-Preview", "use-stable-vm-images")
_TYPES = {MACHINE, SCALE_SET}


def check(subject: TtkSubject) -> Iterator[Finding]:
    """Yield storage profiles with a preview image."""
    for match in find(subject.value, named("storageProfile")):
        if _TYPES.isdisjoint(match.types):
            continue
        profile = match.value
        if isinstance(profile, str):
            profile = expanded(profile, subject.value)
        image = member(profile, "imageReference")
        parts = [image, *(member(image, name) for name in ("version", "sku", "offer"))]
        if any(isinstance(part, str) and part.lower().endswith("preview") for part in parts):
            message = "the image is a preview, which gets no support; choose a stable one"
            yield Finding(match.path, message, fault="VM.Using.Preview.Image")
