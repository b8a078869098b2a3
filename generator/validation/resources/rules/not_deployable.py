"""A type can be deployed in its API version, and to what the template is deployed to.

Some types can only be read in an API version, and some are for a subscription, a management group
or the tenant alone: Azure refuses them elsewhere. For types that are not reviewed it is a warning.

Bad:

    {
      "type": "Microsoft.Network/loadBalancers/backendAddressPools",
      "apiVersion": "2019-04-01",
      "name": "web/pool",
      "properties": {}
    }

Good:

    {
      "type": "Microsoft.Network/loadBalancers/backendAddressPools",
      "apiVersion": "2024-05-01",
      "name": "web/pool",
      "properties": {}
    }
"""

from __future__ import annotations

from generator.diagnostics import Severity
from generator.validation.rule import Rule

RULE = Rule(
    "API007",
    "not-deployable",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-resource-group",
)
