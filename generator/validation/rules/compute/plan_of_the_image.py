"""The plan of a scale set is that of its image.

An image that is sold comes with a plan: its product is the offer, its name the SKU, its publisher
the publisher of the image. Azure refuses the instances where they differ, and where an image that
is sold is asked for without a plan (VMMarketplaceInvalidInput): an error where that answer to an
offer is recorded, a warning where it is known to be sold.

Bad:

    {
      "plan": {"name": "byol", "product": "waf", "publisher": "barracudanetworks"},
      "properties": {
        "virtualMachineProfile": {
          "storageProfile": {
            "imageReference": {
              "publisher": "barracudanetworks",
              "offer": "waf",
              "sku": "hourly",
              "version": "latest"
            }
          }
        }
      }
    }

Good, as a patch:

    {"plan": {"name": "hourly"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.images import sold
from generator.azure.resource_types import MACHINE, SCALE_SET
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "VMS099",
    "plan-of-the-image",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage",
    words="imagereference publisher",
)
_PARTS = {"publisher": "publisher", "product": "offer", "name": "sku"}


def check(template: Template) -> Iterator[Finding]:
    """Find plans that are of another image, and images that are sold without one."""
    for resource in template.resources(SCALE_SET, MACHINE):
        properties, plan = resource.at("properties"), resource.at("plan")
        is_set = resource.type == SCALE_SET
        profile = properties.at("virtualMachineProfile") if is_set else properties
        image = profile.at("storageProfile", "imageReference")
        yield from _without(plan, image)
        for part, of_image in _PARTS.items():
            wanted, said = image.at(of_image).text(), plan.at(part).text()
            if not wanted or not said:
                continue
            # The SKU of generation 2 may have the plan of the other one.
            longer = wanted.lower().startswith(said.lower()) or said.lower().startswith(
                wanted.lower()
            )
            if said.lower() != wanted.lower() and not (part == "name" and longer):
                yield Finding(
                    plan.at(part),
                    f"'{part}' of the plan is the '{of_image}' of the image, {wanted} (is {said}); "
                    "make them the same",
                )


def _without(plan: Node, image: Node) -> Iterator[Finding]:
    publisher, offer = image.at("publisher"), image.at("offer")
    known = sold(publisher.text() or "", offer.text() or "")
    if known is None or plan or image.at("id"):
        return
    name = image.at("sku").text() or "the SKU of the image"
    yield Finding(
        offer,
        f"{publisher.text()} sells this image with a plan, and there is none; add plan to the "
        f"resource: name {name}, product {offer.text()}, publisher {publisher.text()}",
        Severity.ERROR if known.refused else Severity.WARNING,
        url=known.source,
    )
