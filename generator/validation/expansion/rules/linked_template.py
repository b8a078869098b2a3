"""A linked template that lies beside this one can be read.

Azure reads it at a path relative to the one that links to it. What cannot be read here is not
checked, and fails there unless it is put beside the template first.

Bad:

    {
      "type": "Microsoft.Resources/deployments",
      "apiVersion": "2024-03-01",
      "name": "network",
      "properties": {
        "mode": "Incremental",
        "templateLink": {
          "relativePath": "nested/absent.json"
        }
      }
    }

Good:

    {
      "type": "Microsoft.Resources/deployments",
      "apiVersion": "2024-03-01",
      "name": "network",
      "properties": {
        "mode": "Incremental",
        "templateLink": {
          "uri": "https://example.com/network.json"
        }
      }
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL026",
    "linked-template",
    Severity.INFO,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates",
)
