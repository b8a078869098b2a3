"""Some extension handlers are retired or will be.

They get no fixes, may vanish from new images and regions, and have a successor.

Bad:

    {
      "publisher": "Microsoft.OSTCExtensions",
      "type": "CustomScriptForLinux",
      "typeHandlerVersion": "1.5",
      "settings": {"commandToExecute": "sh install.sh"}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"commandToExecute": "sh install.sh"}
    }
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

    from generator.azure.handlers import Retirement
    from generator.language.template import Template

RULE = Rule(
    "EXT005",
    "retired-extension",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
    words="extension",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions of scale sets and machines whose handler is retired."""
    for extension in extensions(template):
        handler = handlers().get(extension.handler) if extension.handler else None
        retired = handler.retirement if handler else None
        if retired:
            node = extension.properties.at("type")
            yield Finding(
                node,
                f"extension type '{node.text()}' {_when(retired)}; {retired.instead}",
                Severity.INFO if retired.on else None,
            )


def _when(retired: Retirement) -> str:
    if retired.on:
        return f"retires on {retired.on}"
    return f"is retired since {retired.since}" if retired.since else "is retired"
