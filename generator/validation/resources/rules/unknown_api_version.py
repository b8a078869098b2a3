"""The API version of a resource is known, with its schema.

Azure refuses a version that its type does not have. The properties of the resource are compared
with those of the next version that is known, and less strictly. A version that Azure lists and of
which only the schema is not known is a note.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-02",
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
    "API005",
    "unknown-api-version",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/templates/",
)
