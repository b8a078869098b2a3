"""What a template is given fits its parameters.

A value for a parameter that is not declared, of another type, outside of the allowed values, or
missing, fails the deployment. This holds for parameter files and for nested deployments.

Bad:

    {
      "type": "Microsoft.Resources/deployments",
      "apiVersion": "2024-03-01",
      "name": "nested",
      "properties": {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "parameters": {"cuont": {"value": 3}},
        "template": {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0",
          "parameters": {"count": {"type": "int"}},
          "resources": [],
          "outputs": {"count": {"type": "int", "value": "[parameters('count')]"}}
        }
      }
    }

Good, as a patch:

    {"properties": {"parameters": {"cuont": null, "count": {"value": 3}}}}
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "PAR005",
    "file-matches-template",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
