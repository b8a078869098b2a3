"""Intervals and grace periods are read from version 2.0 of the health extension on.

Version 1 asks every five seconds, whatever is set here.

Bad:

    {
      "publisher": "Microsoft.ManagedServices",
      "type": "ApplicationHealthLinux",
      "typeHandlerVersion": "1.0",
      "settings": {"protocol": "tcp", "port": 80, "intervalInSeconds": 30}
    }

Good, as a patch:

    {"typeHandlerVersion": "2.0"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.handlers import serves
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.view import Extension

RULE = Rule(
    "EXT016",
    "health-timing-version",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension",
    words="applicationhealth",
)


_RICH = ("intervalInSeconds", "numberOfProbes", "gracePeriod")
"""What the handler reads from version 2.0 on."""


def check(template: Template) -> Iterator[Finding]:
    """Find settings of the health extension that its version does not read."""
    for extension in extensions(template):
        if serves(extension.handler, "health"):
            yield from _timing(extension)


def _timing(extension: Extension) -> Iterator[Finding]:
    version = extension.properties.at("typeHandlerVersion").text() or ""
    for name in _RICH:
        node = extension.settings.at(name)
        if version.startswith("1.") and node.known():
            yield Finding(
                node,
                f"'{name}' does nothing in version {version}; use 'typeHandlerVersion' 2.0 and its "
                "body contract, or remove it",
            )
