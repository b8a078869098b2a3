"""An entry of dependsOn names a resource of the template, and there is no dependency cycle.

Azure refuses a template with a dependency on what it does not deploy, on the resource itself, or
in a circle.

Bad:

    [
      {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "properties": {
          "addressSpace": {
            "addressPrefixes": [
              "10.0.0.0/16"
            ]
          }
        }
      },
      {
        "type": "Microsoft.Network/routeTables",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "dependsOn": [
          "[resourceId('Microsoft.Network/virtualNetworks', 'wbe')]"
        ]
      }
    ]

Good:

    [
      {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "properties": {
          "addressSpace": {
            "addressPrefixes": [
              "10.0.0.0/16"
            ]
          }
        }
      },
      {
        "type": "Microsoft.Network/routeTables",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "dependsOn": [
          "[resourceId('Microsoft.Network/virtualNetworks', 'web')]"
        ]
      }
    ]
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "REF004",
    "depends-on",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/resource-dependency",
)
