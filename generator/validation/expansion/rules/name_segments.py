"""A name is a string with one segment less than the type.

The type Microsoft.Network/virtualNetworks/subnets names two resources, so its name has two
segments: that of the network, and that of the subnet. Neither may be empty.

Bad:

    {
      "type": "Microsoft.Network/virtualNetworks/subnets",
      "apiVersion": "2024-05-01",
      "name": "web",
      "properties": {"addressPrefix": "10.0.1.0/24"}
    }

Good:

    {
      "type": "Microsoft.Network/virtualNetworks/subnets",
      "apiVersion": "2024-05-01",
      "name": "shop/web",
      "properties": {"addressPrefix": "10.0.1.0/24"}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "TPL024",
    "name-segments",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/child-resource-name-type",
)
