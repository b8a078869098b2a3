"""Secrets must not be in a nested deployment of outer scope.

Azure evaluates its expressions before it records the template of the nested deployment, so a
password is there in plain text. Of inner scope it is handed on as a secure parameter.

Bad:

    {
      "parameters": {"password": {"type": "secureString"}},
      "resources": [
        {
          "type": "Microsoft.Resources/deployments",
          "apiVersion": "2025-04-01",
          "name": "nested",
          "properties": {
            "mode": "Incremental",
            "template": {
              "resources": [
                {
                  "type": "Microsoft.KeyVault/vaults/secrets",
                  "apiVersion": "2023-07-01",
                  "name": "kv/password",
                  "properties": {"value": "[parameters('password')]"}
                }
              ]
            }
          }
        }
      ]
    }

Good, as a patch:

    {
      "resources": [
        {
          "type": "Microsoft.Resources/deployments",
          "name": "nested",
          "properties": {
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"password": {"value": "[parameters('password')]"}},
            "template": {"parameters": {"password": {"type": "secureString"}}}
          }
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import DEPLOYMENT
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule
from generator.validation.secrets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "SEC006",
    "secret-in-nested-deployment",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/template-test-cases",
    words="deployments",
)


def check(template: Template) -> Iterator[Finding]:
    """Find secrets in the templates of nested deployments that the outer scope evaluates."""
    for deployment in template.resources(DEPLOYMENT):
        properties = deployment.at("properties")
        scope = properties.at("expressionEvaluationOptions", "scope").text() or "outer"
        if scope.lower() != "outer":
            continue
        for leak in secrets_in(properties.at("template", "resources")):
            if not leak.doubtful:
                yield Finding(
                    leak.node,
                    f"the nested deployment records {leak.secret} in its history; give it the "
                    "scope inner and a secure parameter",
                )
