"""A license is one of the operating system, and of the image.

'licenseType' Windows_Server and Windows_Client are for Windows, those of RHEL, SLES and Ubuntu Pro
for Linux. On an image of another of these publishers a license stands for nothing.

Bad:

    {
      "virtualMachineProfile": {
        "licenseType": "Windows_Server",
        "osProfile": {
          "linuxConfiguration": {
            "disablePasswordAuthentication": false
          },
          "adminPassword": "[parameters('password')]"
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "licenseType": null
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.licenses import is_for_another_image, system_of_license
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import operating_system, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS074",
    "license-of-the-system",
    Severity.ERROR,
    "https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update",
    words="licensetype",
)


def check(template: Template) -> Iterator[Finding]:
    """Find licenses of the other operating system, and those that nobody knows."""
    for profile in profiles(template):
        node = profile.at("licenseType")
        name = node.text()
        if not name or name.lower() == "none":
            continue
        wanted, system = system_of_license(name), operating_system(profile)
        if wanted is None:
            yield Finding(
                node, f"no license is known as '{name}'; remove it, or check it", Severity.WARNING
            )
        elif system is not None and wanted != system:
            yield Finding(
                node,
                f"license {name} is for {wanted.capitalize()}, and this is {system.capitalize()}; "
                "remove it",
            )
        else:
            publisher = profile.at("storageProfile", "imageReference", "publisher").text() or ""
            if is_for_another_image(name, publisher):
                yield Finding(
                    node,
                    f"license {name} is for other images than those of {publisher}; remove it, or "
                    "change the image",
                    Severity.WARNING,
                )
