"""A parameter file has parameters.

Azure refuses a file without that section.

Bad:

    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "contentVersion": "1.0.0.0"
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
    "PAR003",
    "parameters-present",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
