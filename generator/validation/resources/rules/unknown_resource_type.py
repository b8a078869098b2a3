"""The type of a resource exists.

Azure refuses a type that no provider has, and what is said in it cannot be checked. A type that is
two letters away from a known one at most is taken for a slip; of any other one nothing is known
here, which is a note: there are retired types, and providers of one's own.

Bad:

    {
      "type": "Microsoft.Network/virtualNetwork",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    }

Good:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "API006",
    "unknown-resource-type",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors",
)
