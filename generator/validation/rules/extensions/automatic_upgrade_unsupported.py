"""Automatic upgrades are switched on where the handler has them.

The page lists them. What Azure does with 'enableAutomaticUpgrade' for another handler is not
documented; upgraded it is not.

Bad:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "enableAutomaticUpgrade": true,
      "settings": {"commandToExecute": "echo ready"}
    }

Good, as a patch:

    {"enableAutomaticUpgrade": false}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import handlers
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "EXT048",
    "automatic-upgrade-unsupported",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/automatic-extension-upgrade",
    words="enableautomaticupgrade",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions that are to be upgraded by Azure and cannot be."""
    for extension in extensions(template):
        row = handlers().get(extension.handler) if extension.handler else None
        switch = extension.properties.at("enableAutomaticUpgrade")
        if row and row.upgrade == "unsupported" and switch.flag():
            yield Finding(
                switch,
                f"{row.type} is not in the list of handlers with automatic upgrades; set it to "
                "false, and use 'autoUpgradeMinorVersion'",
            )
