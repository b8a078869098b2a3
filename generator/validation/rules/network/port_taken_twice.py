"""A port of a frontend leads to one place.

Each rule, NAT rule and NAT pool of a load balancer takes traffic of its own: a frontend, a
protocol and a port. Azure refuses a load balancer of which two take the same.

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
            "inboundNatRules": [
              {
                "name": "ssh",
                "properties": {
                  "frontendIPConfiguration": {
                    "id": "[variables('fe')]"
                  },
                  "protocol": "Tcp",
                  "frontendPort": 80,
                  "backendPort": 22
                }
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
            "inboundNatRules": [
              {
                "name": "ssh",
                "properties": {
                  "frontendPort": 2222
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

from generator.azure.load_balancing import taken_twice
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.balancers import balancers, traffic_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template
    from generator.scale_set.balancers import BalancerRule

RULE = Rule(
    "NET040",
    "port-taken-twice",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-multivip-overview",
    words="loadbalancers frontendport",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rules, NAT rules and NAT pools that take the same traffic."""
    for balancer in balancers(template):
        traffic = traffic_of(balancer)
        for again, first in taken_twice([item.flow for item in traffic]):
            later, earlier = traffic[again], traffic[first]
            yield Finding(
                later.port,
                f"{later.label} takes {_ports(later)} of its frontend, and so does "
                f"{earlier.label} ({_ports(earlier)}); give it another port or frontend",
            )


def _ports(traffic: BalancerRule) -> str:
    first, last = traffic.flow.ports or (0, 0)
    ports = f"port {first}" if first == last else f"ports {first} to {last}"
    return f"{traffic.protocol.upper()} {ports}"
