"""The public settings of an extension must not hold secrets.

Anyone who may read the scale set reads them, and they are in plain text on every instance. Secrets
belong in "protectedSettings", which only the instance can decrypt.

Bad:

    {
      "parameters": {"token": {"type": "secureString"}},
      "resources": [
        {
          "type": "Microsoft.Compute/virtualMachines/extensions",
          "apiVersion": "2025-04-01",
          "name": "web/deliver",
          "location": "westeurope",
          "properties": {
            "publisher": "Microsoft.Azure.Extensions",
            "type": "CustomScript",
            "typeHandlerVersion": "2.1",
            "settings": {"commandToExecute": "[concat('sh install.sh ', parameters('token'))]"}
          }
        }
      ]
    }

Good, as a patch:

    {
      "resources": [
        {
          "type": "Microsoft.Compute/virtualMachines/extensions",
          "name": "web/deliver",
          "properties": {
            "protectedSettings": {
              "commandToExecute": "[concat('sh install.sh ', parameters('token'))]"
            },
            "settings": null
          }
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.view import extensions
from generator.validation.rule import Rule
from generator.validation.secrets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC007",
    "secret-in-public-settings",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-machines/extensions/features-linux",
    words="extensions settings",
)


def check(template: Template) -> Iterator[Finding]:
    """Find public settings of extensions that give a secret away."""
    for extension in extensions(template):
        for leak in secrets_in(extension.settings):
            yield Finding(
                leak.node,
                f"{leak.secret} can be read by anyone in 'settings'; move it to "
                "'protectedSettings'",
                Severity.WARNING if leak.doubtful else None,
            )
