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

from itertools import combinations
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.balancers import balancers, frontend_of, rules_of, version_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template, TemplateResource
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
        told: set[int] = set()
        rules = rules_of(balancer)
        for first, second in combinations(range(len(rules)), 2):
            if second not in told and _same_place(balancer, rules[first], rules[second]):
                told.add(second)
                later, earlier = rules[second], rules[first]
                port = later.at("backendPort")
                yield Finding(
                    port,
                    f"{later.label} leads to {later.protocol.upper()} port {port.number()} of a "
                    f"pool, and so does {earlier.label}; give it another 'backendPort'",
                )


def _same_place(balancer: TemplateResource, one: BalancerRule, other: BalancerRule) -> bool:
    ports = {one.at("backendPort").number(), other.at("backendPort").number()}
    same = one.protocol and one.protocol == other.protocol and len(ports) == 1 and None not in ports
    if not same or not one.pools & other.pools or one.floats or other.floats:
        return False
    versions = {version_of(frontend_of(balancer, item.frontend)) for item in (one, other)}
    return not {"ipv4", "ipv6"} <= versions
