"""A parameter file says its schema.

The documentation asks for it, and tools tell by it what the file is. Whether Azure refuses a file
without it is not known, so this is a warning.

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
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/parameter-files",
)
