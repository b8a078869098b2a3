"""A model is for one operating system.

Azure refuses 'linuxConfiguration' beside 'windowsConfiguration' or a Windows image.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "windowsConfiguration": {},
          "linuxConfiguration": {
            "disablePasswordAuthentication": false
          }
        }
      }
    }

Good, as a patch:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": null
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.images import system_of_publisher
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "VMS071",
    "contradicting-systems",
    Severity.ERROR,
    "https://github.com/jenkinsci/azure-vm-agents-plugin/issues/547",
    words="linuxconfiguration",
)


def check(template: Template) -> Iterator[Finding]:
    """Find settings of Linux beside what is for Windows."""
    for profile in profiles(template):
        linux = profile.at("osProfile", "linuxConfiguration")
        publisher = profile.at("storageProfile", "imageReference", "publisher").text() or ""
        reason = (
            "'windowsConfiguration' stands beside it"
            if profile.at("osProfile", "windowsConfiguration").known()
            else "the image is one of Windows"
            if system_of_publisher(publisher) == "windows"
            else ""
        )
        if reason and linux.known():
            yield Finding(linux, f"'linuxConfiguration' is for Linux, and {reason}; remove one")
