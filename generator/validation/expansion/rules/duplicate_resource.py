"""Each resource is in a template once.

Azure refuses two resources with one type and name, loops and conditions considered.

Bad:

    [
      {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard"}
      },
      {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard"}
      }
    ]

Good:

    [
      {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard"}
      },
      {
        "type": "Microsoft.Network/publicIPAddresses",
        "apiVersion": "2024-05-01",
        "name": "shop",
        "location": "westeurope",
        "sku": {"name": "Standard"}
      }
    ]
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL015",
    "duplicate-resource",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-declaration",
)
