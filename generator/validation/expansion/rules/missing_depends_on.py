"""A resource waits for those of its template that it uses.

Azure deploys in parallel what does not wait. A resource that names another one by its id, and
does not wait for it, fails on the days when it comes first.

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
        "type": "Microsoft.Network/privateDnsZones",
        "apiVersion": "2024-06-01",
        "name": "example.com",
        "location": "global"
      },
      {
        "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        "apiVersion": "2024-06-01",
        "name": "example.com/web",
        "location": "global",
        "dependsOn": [
          "[resourceId('Microsoft.Network/privateDnsZones', 'example.com')]"
        ],
        "properties": {
          "registrationEnabled": false,
          "virtualNetwork": {
            "id": "[resourceId('Microsoft.Network/virtualNetworks', 'web')]"
          }
        }
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
        "type": "Microsoft.Network/privateDnsZones",
        "apiVersion": "2024-06-01",
        "name": "example.com",
        "location": "global"
      },
      {
        "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        "apiVersion": "2024-06-01",
        "name": "example.com/web",
        "location": "global",
        "dependsOn": [
          "[resourceId('Microsoft.Network/privateDnsZones', 'example.com')]",
          "[resourceId('Microsoft.Network/virtualNetworks', 'web')]"
        ],
        "properties": {
          "registrationEnabled": false,
          "virtualNetwork": {
            "id": "[resourceId('Microsoft.Network/virtualNetworks', 'web')]"
          }
        }
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
