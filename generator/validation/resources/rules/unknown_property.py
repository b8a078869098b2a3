"""A property is one that the API version has.

Most providers refuse a property that they do not know; the others ignore it, and what it says
is not done. For a provider that is known to ignore it, and for Microsoft.Network in versions
before 2018, it is a warning. A name beside the properties that no resource has is refused whatever
the type, but for nested templates.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "properties": {"adressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
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
    "TPL014",
    "unknown-property",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/",
)
