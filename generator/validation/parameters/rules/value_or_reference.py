"""A parameter has a value or a reference to a Key Vault.

An entry is an object with one of the two; a bare value is refused.

Bad:

    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {
        "count": 3
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
    "PAR004",
    "value-or-reference",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
