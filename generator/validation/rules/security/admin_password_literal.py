"""A password must not be in a template.

Everybody who may read the template, its repository or the deployment history can read it.

Bad:

    {
      "type": "Microsoft.Compute/virtualMachineScaleSets",
      "apiVersion": "2025-04-01",
      "name": "web",
      "properties": {
        "virtualMachineProfile": {
          "osProfile": {"adminUsername": "azureops", "adminPassword": "Not-4-secret-at-all"}
        }
      }
    }

Good:

    {
      "parameters": {"adminPassword": {"type": "secureString"}},
      "resources": [
        {
          "type": "Microsoft.Compute/virtualMachineScaleSets",
          "apiVersion": "2025-04-01",
          "name": "web",
          "properties": {
            "virtualMachineProfile": {
              "osProfile": {
                "adminUsername": "azureops",
                "adminPassword": "[parameters('adminPassword')]"
              }
            }
          }
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.template import is_expression
from generator.scale_set.view import profiles
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC002",
    "admin-password-literal",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
    words="adminpassword",
)


def check(template: Template) -> Iterator[Finding]:
    """Find passwords of scale sets and machines that stand in the template as they are."""
    for profile in profiles(template):
        node = profile.at("osProfile", "adminPassword")
        if isinstance(node.value, str) and node.value and not is_expression(node.value):
            message = "'adminPassword' is in plain text; take it from a secureString parameter"
            yield Finding(node, message)
