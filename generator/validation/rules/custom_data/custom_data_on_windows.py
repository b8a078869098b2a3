"""Windows does not run custom data.

It is written to a file under AzureData and nothing more happens; a script extension is what runs
something. Where a command reads that file, nothing is said.

Bad:

    {
      "virtualMachineProfile": {
        "osProfile": {"windowsConfiguration": {}, "customData": "d2hvYW1pCg=="}
      }
    }

Good:

    {"virtualMachineProfile": {"osProfile": {"windowsConfiguration": {}}}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.custom_data import reads_custom_data
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import Extension, commands_of, operating_system, profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "BOOT003",
    "custom-data-on-windows",
    Severity.INFO,
    "https://learn.microsoft.com/azure/virtual-machines/custom-data",
    words="customdata",
)
_FILE = "customdata.bin"


def check(template: Template) -> Iterator[Finding]:
    """Find custom data of scale sets and machines that run Windows."""
    if any(_FILE in node.value.lower() for node in template.texts("resources", "variables")):
        return
    for profile in profiles(template):
        node = profile.at("osProfile", "customData")
        given = node.stands() and node.resolved() != ""
        if given and operating_system(profile) == "windows" and not _is_read(profile):
            yield Finding(
                node,
                "Windows stores 'customData' in a file and does not run it; use the custom script "
                "extension to run something",
            )


def _is_read(profile: Node) -> bool:
    """Whether a command of the profile reads the file; one that is not known may do so."""
    for item in profile.at("extensionProfile", "extensions"):
        for command in commands_of(Extension(item, inline=True)):
            if reads_custom_data(command):
                return True
    return False
