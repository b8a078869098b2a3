"""The operating system of an image is one that its publisher still mends.

After the end of support nothing closes the holes that are found, images of it vanish from the
marketplace, and a scale set whose image is gone makes no new instances. The message names
longer support, which is paid for or for some only. Unless `--as-of` names a day it is the one of
the data.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "imageReference": {
            "publisher": "Canonical",
            "offer": "UbuntuServer",
            "sku": "18.04-LTS",
            "version": "latest"
          }
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "imageReference": {
            "publisher": "Canonical",
            "offer": "ubuntu-24_04-lts",
            "sku": "server",
            "version": "latest"
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import MACHINE
from generator.azure.retirements import of_image, stage
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import scale_sets
from generator.validation.retiring import severity_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS041",
    "retired-image",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/linux/endorsed-distros",
    words="imagereference",
)


def check(template: Template) -> Iterator[Finding]:
    """Find images whose operating system is without support, or will be."""
    for reference in _references(template):
        names = [reference.at(name).text() for name in ("publisher", "offer", "sku")]
        if not all(names):
            continue
        found = of_image(*(name or "" for name in names))
        if found is None:
            continue
        row, on = found
        reached = stage(on, template.as_of)
        if reached == "later" and not row.announced:
            continue
        said = "is without support since" if reached == "over" else "gets support until"
        more = f" ({row.note})" if row.note and on == row.on else ""
        newer = f"; use {row.use or 'a newer one'}" if reached != "later" else ""
        yield Finding(
            reference.at("sku"),
            f"{row.what} {said} {on}{more}{newer}",
            severity_of(row, on, template.as_of),
            url=row.source,
            retires=on,
        )


def _references(template: Template) -> Iterator[Node]:
    for scale_set in scale_sets(template):
        yield scale_set.profile.at("storageProfile", "imageReference")
    for machine in template.resources(MACHINE):
        yield machine.at("properties", "storageProfile", "imageReference")
