"""A frontend has one outbound rule for a protocol.

Azure refuses a second one
(MoreThanOneOutboundRuleUsingSameFrontendIPConfigurationAndProtocolIsNotSupported): put the pools
behind frontends of their own.

Bad:

    {
      "variables": {
        "fe": "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb', 'a')]",
        "be": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'be')]",
        "more": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'more')]"
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
                "name": "a"
              }
            ],
            "backendAddressPools": [
              {
                "name": "be"
              },
              {
                "name": "more"
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
              },
              {
                "name": "more",
                "properties": {
                  "frontendIPConfigurations": [
                    {
                      "id": "[variables('fe')]"
                    }
                  ],
                  "backendAddressPool": {
                    "id": "[variables('more')]"
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
      "variables": {
        "b": "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb', 'b')]"
      },
      "resources": [
        {
          "type": "Microsoft.Network/loadBalancers",
          "name": "lb",
          "properties": {
            "outboundRules": [
              {
                "name": "more",
                "properties": {
                  "frontendIPConfigurations": [
                    {
                      "id": "[variables('b')]"
                    }
                  ]
                }
              }
            ],
            "frontendIPConfigurations": [
              {
                "name": "a"
              },
              {
                "name": "b"
              }
            ]
          }
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.balancers import balancers, outbound_frontends
from generator.scale_set.view import as_written
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET042",
    "outbound-rules-of-one-frontend",
    Severity.ERROR,
    "https://github.com/Azure/AzLoadBalancerMigration/issues/10",
    words="outboundrules",
)


def check(template: Template) -> Iterator[Finding]:
    """Find outbound rules of one frontend and protocol."""
    for balancer in balancers(template):
        taken: dict[tuple[str, str], str] = {}
        for rule in balancer.at("properties", "outboundRules"):
            protocol = (rule.at("properties", "protocol").text() or "").lower()
            name = as_written(rule.at("name"))
            keys = sorted((frontend, protocol) for frontend in outbound_frontends(rule))
            other = next((taken[key] for key in keys if protocol and key in taken), None)
            if other is not None:
                yield Finding(
                    rule.at("properties", "frontendIPConfigurations"),
                    f"the outbound rule '{name}' has the frontend and protocol of '{other}'; give "
                    "it another frontend, or make one rule of both",
                )
            taken |= {key: name for key in keys if key not in taken}
