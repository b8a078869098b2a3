"""A template stays within the limits of Azure.

256 parameters, 512 variables, 800 resources with those that loops make, 64 outputs, 24,576
characters in an expression and 4 MB in all: beyond that Azure refuses the deployment.

Bad:

    [
      {
        "type": "Microsoft.Network/routeTables",
        "apiVersion": "2024-05-01",
        "name": "[concat('one', copyIndex())]",
        "location": "westeurope",
        "copy": {"name": "one", "count": 401}
      },
      {
        "type": "Microsoft.Network/routeTables",
        "apiVersion": "2024-05-01",
        "name": "[concat('two', copyIndex())]",
        "location": "westeurope",
        "copy": {"name": "two", "count": 401}
      }
    ]

Good:

    [
      {
        "type": "Microsoft.Network/routeTables",
        "apiVersion": "2024-05-01",
        "name": "[concat('one', copyIndex())]",
        "location": "westeurope",
        "copy": {"name": "one", "count": 400}
      },
      {
        "type": "Microsoft.Network/routeTables",
        "apiVersion": "2024-05-01",
        "name": "[concat('two', copyIndex())]",
        "location": "westeurope",
        "copy": {"name": "two", "count": 400}
      }
    ]
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL011",
    "limits",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits",
)
