"""Each rule leads to another port of the instances.

Azure refuses two rules that lead to one backend port of one pool by the same protocol
(RulesUseSameBackendPortProtocolAndPool), unless floating addresses tell them apart.

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
              },
              {
                "name": "alt",
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
                  "frontendPort": 8080,
                  "backendPort": 80
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
                "name": "alt",
                "properties": {
                  "backendPort": 8080
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
from generator.scale_set.balancers import balancers, frontends_of, rules_of, version_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.balancers import BalancerRule

RULE = Rule(
    "NET041",
    "backend-port-shared",
    Severity.ERROR,
    "https://github.com/Azure/azure-quickstart-templates/issues/2014",
    words="loadbalancingrules backendport",
)


def check(template: Template) -> Iterator[Finding]:
    """Find load balancing rules that lead to the same port of the same instances."""
    for balancer in balancers(template):
        frontends = frontends_of(balancer)
        seen: dict[tuple[str, str, int], dict[str, BalancerRule]] = {}
        for rule in rules_of(balancer):
            port = rule.at("backendPort")
            number = port.number()
            if number is None or not rule.protocol or rule.floats:
                continue
            version = version_of(frontends.get(rule.frontend or ""))
            others = [
                other
                for pool in sorted(rule.pools)
                for known, other in seen.setdefault((pool, rule.protocol, number), {}).items()
                if {known, version} != {"ipv4", "ipv6"}
            ]
            for pool in rule.pools:
                seen[pool, rule.protocol, number].setdefault(version, rule)
            if others:
                yield Finding(
                    port,
                    f"{rule.label} leads to {rule.protocol.upper()} port {number} of a pool, and "
                    f"so does {others[0].label}; give it another 'backendPort'",
                )
