"""A copy loop has from 0 to 800 iterations, known before the deployment.

Azure refuses the template otherwise.

Bad:

    {
      "type": "Microsoft.Network/routeTables",
      "apiVersion": "2024-05-01",
      "name": "[concat('table', copyIndex())]",
      "location": "westeurope",
      "copy": {"name": "tables", "count": 801}
    }

Good:

    {
      "type": "Microsoft.Network/routeTables",
      "apiVersion": "2024-05-01",
      "name": "[concat('table', copyIndex())]",
      "location": "westeurope",
      "copy": {"name": "tables", "count": 3}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL023",
    "loop-count",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-resources",
)
