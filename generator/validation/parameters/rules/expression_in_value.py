"""A parameter file has only values.

Nothing is evaluated in it: an expression arrives as the string that it is written as.

Bad:

    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {
        "name": {
          "value": "[resourceGroup().name]"
        }
      }
    }

Good:

    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {
        "name": {
          "value": "web"
        }
      }
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "PAR007",
    "expression-in-value",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
