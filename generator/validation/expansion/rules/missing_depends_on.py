"""A resource waits for those of its template that it uses.

Azure deploys in parallel what does not wait. A resource that names another one by its id, and
does not wait for it, fails on the days when it comes first.

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
        "type": "Microsoft.Network/natGateways",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "properties": {
          "publicIpAddresses": [
            {"id": "[resourceId('Microsoft.Network/publicIPAddresses', 'web')]"}
          ]
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/natGateways",
        "name": "web",
        "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', 'web')]"]
      }
    ]
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "REF005",
    "missing-depends-on",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
)
