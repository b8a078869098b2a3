"""An image of the marketplace is named by four things: publisher, offer, sku and version.

Azure finds no image where one of them is missing; "latest" is a version. The version in the id of
an image of a gallery has three numbers, or is "latest".

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "imageReference": {
            "publisher": "Canonical",
            "offer": "ubuntu-24_04-lts",
            "sku": "server"
          }
        }
      }
    }

Good, as a patch:

    {"virtualMachineProfile": {"storageProfile": {"imageReference": {"version": "latest"}}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.images import IMAGE_IDS, is_gallery_version
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS098",
    "image-reference",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage",
    words="imagereference",
)
_PARTS = ("publisher", "offer", "sku", "version")


def check(template: Template) -> Iterator[Finding]:
    """Find images of the marketplace that are named by half."""
    for profile in profiles(template):
        image = profile.at("storageProfile", "imageReference")
        yield from _versions(image)
        if not image.known() or any(image.at(name) for name in IMAGE_IDS):
            continue
        missing = [name for name in _PARTS if not image.at(name)]
        if missing and len(missing) < len(_PARTS):
            names = " and ".join(f"'{name}'" for name in missing)
            hint = ", such as latest" if missing == ["version"] else ""
            yield Finding(image, f"the image has no {names}{hint}; add what is missing")


def _versions(image: Node) -> Iterator[Finding]:
    for name in IMAGE_IDS:
        node = image.at(name)
        _, given, version = (node.text() or "").lower().partition("/versions/")
        if given and not is_gallery_version(version):
            yield Finding(
                node, f"the version must be like 1.0.0, or 'latest' (is '{version[:40]}')"
            )
