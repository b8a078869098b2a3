"""A parameter file says its schema.

Azure refuses a parameter file with another one.

Bad:

    {
      "$schema": "https://example.com/deploymentParameters.json",
      "contentVersion": "1.0.0.0",
      "parameters": {}
    }

Good:

    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {
        "count": {
          "value": 3
        }
      }
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "PAR001",
    "parameter-schema",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
