"""The extension for managed identities is not used.

The instance metadata service gives the tokens; the extension that once did is retired.

Bad:

    {
      "publisher": "Microsoft.ManagedIdentity",
      "type": "ManagedIdentityExtensionForLinux",
      "typeHandlerVersion": "1.0",
      "settings": {"port": 50342}
    }

Good:

    {
      "publisher": "Microsoft.Azure.Monitor",
      "type": "AzureMonitorLinuxAgent",
      "typeHandlerVersion": "1.33",
      "autoUpgradeMinorVersion": true,
      "enableAutomaticUpgrade": true
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC011",
    "managed-identity-extension",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="microsoft.managedidentity",
)


def check(template: Template) -> Iterator[Finding]:
    """Find the retired extensions for managed identities."""
    for extension in extensions(template):
        handler = extension.handler
        if handler and handler[0] == "microsoft.managedidentity":
            yield Finding(
                extension.properties.at("type"),
                "this extension is retired; instances get their tokens from the metadata service",
            )
