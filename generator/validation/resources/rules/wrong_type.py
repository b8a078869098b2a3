"""A value has the type that the API wants.

The provider refuses the resource. A number or a boolean in quotes is a note only, as Azure takes
it for what it says.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "properties": {"addressSpace": "10.0.0.0/16"}
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
    "TPL031",
    "wrong-type",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/",
)
