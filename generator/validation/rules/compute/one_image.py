"""An image reference names one image.

A marketplace image is named by publisher, offer and SKU, any other one by its id.

Bad:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "imageReference": {
            "publisher": "Canonical",
            "offer": "ubuntu-24_04-lts",
            "sku": "server",
            "version": "latest",
            "id": "[resourceId('Microsoft.Compute/images', 'web')]"
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "storageProfile": {
          "imageReference": {
            "id": null
          }
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.images import IMAGE_IDS
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS070",
    "one-image",
    Severity.WARNING,
    "https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update",
    words="imagereference id|sharedgalleryimageid|communitygalleryimageid",
)


_PROPERTIES = {"id": "id", **{name: name for name in IMAGE_IDS if name != "id"}}


def check(template: Template) -> Iterator[Finding]:
    """Find image references that name several images."""
    for profile in profiles(template):
        reference = profile.at("storageProfile", "imageReference")
        ids = [name for name in _PROPERTIES if reference.at(name).stands()]
        named = [*(["publisher"] if reference.at("publisher").stands() else []), *ids]
        if len(named) > 1:
            yield Finding(
                reference.at(named[1]),
                f"the reference names several images ({', '.join(named)}); keep one",
            )
