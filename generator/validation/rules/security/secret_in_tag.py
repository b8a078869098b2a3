"""Tags must not hold secrets.

Anyone who may see that a resource exists reads its tags, and they are exported with bills and logs.

Bad:

    {
      "parameters": {"token": {"type": "secureString"}},
      "resources": [
        {
          "type": "Microsoft.Network/publicIPAddresses",
          "apiVersion": "2024-05-01",
          "name": "web",
          "location": "westeurope",
          "sku": {"name": "Standard"},
          "tags": {"token": "[parameters('token')]"}
        }
      ]
    }

Good:

    {
      "parameters": {"team": {"type": "string"}},
      "resources": [
        {
          "type": "Microsoft.Network/publicIPAddresses",
          "apiVersion": "2024-05-01",
          "name": "web",
          "location": "westeurope",
          "sku": {"name": "Standard"},
          "tags": {"team": "[parameters('team')]"}
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule
from generator.validation.secrets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC013",
    "secret-in-tag",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
    words="tags",
)


def check(template: Template) -> Iterator[Finding]:
    """Find tags that give a secret away."""
    for resource in template.resources():
        for leak in secrets_in(resource.at("tags")):
            yield Finding(
                leak.node,
                f"{leak.secret} can be read by anyone in 'tags'; remove it",
                Severity.WARNING if leak.doubtful else None,
            )
