"""An outbound rule goes out by a public address.

Outbound rules are for public load balancers: a frontend in a subnet has no address that the
internet knows. A NAT gateway on the subnet gives outbound access otherwise.

Bad:

    {
      "variables": {
        "fe": "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb', 'a')]",
        "be": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'be')]"
      },
      "resources": [
        {
          "type": "Microsoft.Network/loadBalancers",
          "apiVersion": "2024-05-01",
          "name": "lb",
          "location": "[resourceGroup().location]",
          "sku": {
            "name": "Standard"
          },
          "properties": {
            "frontendIPConfigurations": [
              {
                "name": "a",
                "properties": {
                  "subnet": {
                    "id": "[parameters('subnetId')]"
                  }
                }
              }
            ],
            "backendAddressPools": [
              {
                "name": "be"
              }
            ],
            "outboundRules": [
              {
                "name": "out",
                "properties": {
                  "frontendIPConfigurations": [
                    {
                      "id": "[variables('fe')]"
                    }
                  ],
                  "backendAddressPool": {
                    "id": "[variables('be')]"
                  },
                  "protocol": "All"
                }
              }
            ]
          }
        }
      ]
    }

Good, as a patch:

    {
      "resources": [
        {
          "type": "Microsoft.Network/loadBalancers",
          "name": "lb",
          "properties": {
            "outboundRules": null
          }
        }
      ],
      "variables": {
        "fe": null,
        "be": null
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.balancers import balancers, frontends_of, is_internal, outbound_frontends
from generator.scale_set.view import as_written
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET049",
    "outbound-of-an-internal-frontend",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/load-balancer/outbound-rules",
    words="outboundrules subnet",
)


def check(template: Template) -> Iterator[Finding]:
    """Find outbound rules whose frontend is in a subnet."""
    for balancer in balancers(template):
        frontends = frontends_of(balancer)
        for rule in balancer.at("properties", "outboundRules"):
            for name in sorted(outbound_frontends(rule)):
                frontend = frontends.get(name)
                if frontend is not None and is_internal(frontend):
                    yield Finding(
                        rule.at("properties", "frontendIPConfigurations"),
                        f"the frontend '{name}' of the outbound rule "
                        f"'{as_written(rule.at('name'))}' is internal, and gives no outbound "
                        "access; take a public one, or a NAT gateway",
                    )
