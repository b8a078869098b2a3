r"""What cloud-init gets as custom data is what it can use at boot.

cloud-init says nothing at deployment: what it does not understand it skips at boot, and the
instance is reported as ready. So the text is read as a spec's file is: header, YAML, keys and
values, commands as the shell gets them, owners and mounts that are not there yet, who can sign in,
Jinja, secrets. It is looked for in base64, gzip, `concat()`, `format()`, `if()` and MIME, as far as
the template tells; of a line that has an unknown part nothing is said.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {"disablePasswordAuthentication": false},
          "customData": "[base64('#cloud-config\npackage: [nginx]\n')]"
        }
      }
    }

Good:

    {
      "virtualMachineProfile": {
        "osProfile": {
          "linuxConfiguration": {"disablePasswordAuthentication": false},
          "customData": "[base64('#cloud-config\npackages: [nginx]\n')]"
        }
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.limits import limit
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.known_text import UNKNOWN_PART, decoded_texts
from generator.scale_set.view import operating_system, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "BOOT030",
    "cloud-init-data",
    Severity.ERROR,
    "https://docs.cloud-init.io/en/latest/explanation/format.html",
    words="customdata|userdata",
)
_LONGEST = 4 * limit("custom-data-bytes")
"""What is read: packed, custom data may hold more characters than bytes."""


def check(template: Template) -> Iterator[Finding]:
    """Find custom data, and user data where there is none, that cloud-init cannot use."""
    for profile in profiles(template):
        custom = profile.at("osProfile", "customData")
        node = custom or profile.at("userData")
        if node and operating_system(profile) != "windows":
            told: set[str] = set()
            for text in decoded_texts(node):
                if len(text) > _LONGEST:
                    continue  # BOOT001 tells of it
                for finding in _findings(node, text, profile):
                    if finding.message not in told:
                        told.add(finding.message)
                        yield finding


def _findings(node: Node, text: str, profile: Node) -> Iterator[Finding]:
    from generator.cloud_init.check import check_part
    from generator.cloud_init.headers import kind_of

    if kind_of(text.removeprefix("\ufeff")) is None:
        return  # a header that lacks is told by BOOT005
    admin = profile.at("osProfile", "adminUsername").text() or ""
    for found in check_part(text, "", admin, UNKNOWN_PART):
        message = f"line {found.position.line} of the text: {found.message}"
        yield Finding(node, message, found.severity, url=found.url)
