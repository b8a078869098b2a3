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

from generator.azure.retirements import of_handler
from generator.diagnostics import Severity
from generator.lazy import replace
from generator.scale_set.view import extensions
from generator.validation.retiring import ending
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.findings import Finding
    from generator.language.template import Template

RULE = Rule(
    "EXT005",
    "retired-extension",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
    words="extension",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions of scale sets and machines whose handler is retired, or will be."""
    for extension in extensions(template):
        retired = of_handler(extension.handler) if extension.handler else None
        if retired:
            node = extension.properties.at("type")
            found = ending(node, f"extension type '{node.text()}'", retired, template.as_of)
            yield found if retired.confirmed else replace(found, severity=None)
