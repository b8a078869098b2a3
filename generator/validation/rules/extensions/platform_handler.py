"""What Azure installs by itself is left to it.

Run commands and backups bring their handlers along, in the version that fits and under a name that
the platform knows. In a template they are put in its way.

Bad:

    {
      "publisher": "Microsoft.CPlat.Core",
      "type": "RunCommandHandlerLinux",
      "typeHandlerVersion": "1.3",
      "settings": {"source": {"script": "echo ready"}}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Extensions",
      "type": "CustomScript",
      "typeHandlerVersion": "2.1",
      "settings": {"commandToExecute": "echo ready"}
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

    from generator.language.template import Template

RULE = Rule(
    "EXT047",
    "platform-handler",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-machines/linux/run-command-managed",
    words="microsoft.cplat.core|microsoft.recoveryservices",
)


def check(template: Template) -> Iterator[Finding]:
    """Find extensions whose handler Azure installs where it is needed."""
    for extension in extensions(template):
        row = handlers().get(extension.handler) if extension.handler else None
        if row and row.platform:
            backup = "recoveryservices" in row.publisher.lower()
            instead = "protect the machine by a backup policy" if backup else "use run commands"
            yield Finding(
                extension.properties.at("type"),
                f"Azure installs {row.type} by itself; {instead}, or a custom script, instead",
            )
