"""cloud-init ignores custom data whose first line does not say what it is.

The data begins with #cloud-config, with #! and an interpreter, or with another header; otherwise
cloud-init logs a warning and the instance comes up without it.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {"disablePasswordAuthentication": false},
          "customData": "[base64('packages: [nginx]')]"
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {"disablePasswordAuthentication": false},
          "customData": "[base64('#!/bin/sh echo hello')]"
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.payload import payload_of
from generator.scale_set.view import operating_system, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "BOOT005",
    "cloud-init-header",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/linux/using-cloud-init",
    words="customdata",
)
_HEADERS = (
    "#!",
    "#cloud-config",
    "#cloud-boothook",
    "#include",
    "#part-handler",
    "## template: jinja",
    "content-type:",
    "mime-version:",
)


def check(template: Template) -> Iterator[Finding]:
    """Find custom data of Linux machines that cloud-init does not recognize."""
    for profile in profiles(template):
        node = profile.at("osProfile", "customData")
        payload = payload_of(node)
        text = payload.text() if payload else None
        if not text or operating_system(profile) != "linux":
            continue
        if not text.lstrip().lower().startswith(_HEADERS):
            yield Finding(
                node,
                "cloud-init ignores 'customData' that begins with no header it knows; make "
                "'#cloud-config' or '#!/bin/sh' the first line",
            )
