"""The contentVersion of a parameter file has four numbers.

The documentation asks for it. Whether Azure refuses a file without it is not known, so this is a
warning.

Bad:

    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "contentVersion": "1.0",
      "parameters": {
        "count": {
          "value": 3
        }
      }
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
    "PAR002",
    "parameter-content-version",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
