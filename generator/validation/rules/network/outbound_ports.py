"""Outbound ports come in steps of 8, and an address has 64,000 of them.

Azure refuses another number (SpecifiedAllocatedOutboundPortsForOutboundRuleIsNotAMultipleOfEight),
and one that all instances together cannot have.

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
                "name": "a"
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
                  "protocol": "All",
                  "allocatedOutboundPorts": 1001
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
            "outboundRules": [
              {
                "name": "out",
                "properties": {
                  "allocatedOutboundPorts": 1000
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

from generator.azure.load_balancing import PORT_STEP, PORTS_OF_AN_ADDRESS, most_ports
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.balancers import (
    balancers,
    frontends_of,
    instances_behind,
    outbound_frontends,
)
from generator.scale_set.references import referenced_name
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource

RULE = Rule(
    "NET044",
    "outbound-ports",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/load-balancer/outbound-rules",
    words="allocatedoutboundports",
)


def check(template: Template) -> Iterator[Finding]:
    """Find numbers of outbound ports that are no step, or too many for the instances."""
    for balancer in balancers(template):
        for rule in balancer.at("properties", "outboundRules"):
            node = rule.at("properties", "allocatedOutboundPorts")
            ports = node.number()
            if ports is not None and ports % PORT_STEP:
                yield Finding(
                    node, f"'{node.path[-1]}' must be a multiple of {PORT_STEP} (is {ports})"
                )
            elif ports:
                yield from _too_many(balancer, rule, node, ports)


def _too_many(balancer: TemplateResource, rule: Node, node: Node, ports: int) -> Iterator[Finding]:
    pool = referenced_name(rule.at("properties", "backendAddressPool", "id"), "backendAddressPools")
    instances = instances_behind(balancer, pool) if pool else None
    addresses = _addresses(balancer, rule)
    if not instances or not addresses or ports * instances <= PORTS_OF_AN_ADDRESS * addresses:
        return
    all_ports, most = PORTS_OF_AN_ADDRESS * addresses, most_ports(instances, addresses)
    of = "an address" if addresses == 1 else f"{addresses} addresses"
    yield Finding(
        node,
        f"{ports:,} ports for each of {instances:,} instances are more than the "
        f"{all_ports:,} of {of}: at most {most:,}",
    )


def _addresses(balancer: TemplateResource, rule: Node) -> int | None:
    """Return how many public addresses an outbound rule has; None where one may be a prefix."""
    listed = rule.at("properties", "frontendIPConfigurations")
    frontends = frontends_of(balancer)
    found = [frontends.get(name) for name in outbound_frontends(rule)]
    single = [item for item in found if item and item.at("properties", "publicIPAddress").known()]
    return len(found) if len(single) == len(found) == len(list(listed)) else None
