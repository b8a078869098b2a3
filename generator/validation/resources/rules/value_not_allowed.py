"""A value is one of those the API knows.

The provider refuses the resource. Where the API is open to new values it is a warning.

Bad:

    {
      "type": "Microsoft.Network/publicIPAddresses",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "sku": {"name": "Standard"},
      "properties": {"publicIPAllocationMethod": "Fixed"}
    }

Good:

    {
      "type": "Microsoft.Network/publicIPAddresses",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "sku": {"name": "Standard"},
      "properties": {"publicIPAllocationMethod": "Static"}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL032",
    "value-not-allowed",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/",
)
