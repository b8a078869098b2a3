"""Names and values are written as in the API.

Azure takes any casing. Tools that compare templates, and people who search in them, do not.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "properties": {"addressspace": {"addressPrefixes": ["10.0.0.0/16"]}}
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
    "TPL035",
    "casing",
    Severity.INFO,
    "https://learn.microsoft.com/azure/templates/",
)
