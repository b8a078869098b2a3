"""An entry of dependsOn names a resource of the template, and there is no dependency cycle.

Azure refuses a template with a dependency on what it does not deploy, on the resource itself, or
in a cycle.

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
        "type": "Microsoft.Network/routeTables",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', 'wbe')]"]
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/routeTables",
        "name": "web",
        "dependsOn": ["[resourceId('Microsoft.Network/publicIPAddresses', 'web')]"]
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
