"""Where an outbound rule has the frontend of a rule, the rule gives no outbound access itself.

Azure refuses the load balancer otherwise
(LoadBalancingRuleMustDisableSNATSinceSameFrontendIPConfigurationIsReferencedByOutboundRule).

Bad:

    {
      "variables": {
        "fe": "[resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb', 'a')]",
        "be": "[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb', 'be')]",
        "http": "[resourceId('Microsoft.Network/loadBalancers/probes', 'lb', 'http')]"
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
              }
            ],
            "probes": [
              {
                "name": "http",
                "properties": {
                  "protocol": "Tcp",
                  "port": 80
                }
              }
            ],
            "loadBalancingRules": [
              {
                "name": "http",
                "properties": {
                  "frontendIPConfiguration": {
                    "id": "[variables('fe')]"
                  },
                  "backendAddressPool": {
                    "id": "[variables('be')]"
                  },
                  "probe": {
                    "id": "[variables('http')]"
                  },
                  "protocol": "Tcp",
                  "frontendPort": 80,
                  "backendPort": 80
                }
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
            "loadBalancingRules": [
              {
                "name": "http",
                "properties": {
                  "disableOutboundSnat": true
                }
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
from generator.scale_set.balancers import balancers, outbound_frontends, rules_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET043",
    "outbound-snat-twice",
    Severity.ERROR,
    "https://github.com/ansible-collections/azure/issues/743",
    words="loadbalancingrules outboundrules",
)


def check(template: Template) -> Iterator[Finding]:
    """Find load balancing rules that leave outbound access on beside an outbound rule."""
    for balancer in balancers(template):
        outbound: set[str] = set()
        for item in balancer.at("properties", "outboundRules"):
            outbound |= outbound_frontends(item)
        for rule in rules_of(balancer):
            switch = rule.at("disableOutboundSnat")
            if rule.frontend in outbound and not (switch and switch.flag() is not False):
                yield Finding(
                    switch or rule.at(),
                    f"{rule.label} has the frontend of an outbound rule; set "
                    "'disableOutboundSnat' to true",
                )
