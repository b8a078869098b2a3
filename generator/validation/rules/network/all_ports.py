"""A rule for all protocols is one for all ports, of an internal load balancer.

"All" stands for high availability ports: 'frontendPort' and 'backendPort' are 0, and the frontend
is in a subnet and of IPv4. A public load balancer has rules for single ports. Beside such a rule a
load balancer has others only where all of their addresses float.

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
                "name": "all",
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
                  "protocol": "All",
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
            "loadBalancingRules": [
              {
                "name": "all",
                "properties": {
                  "frontendPort": 0,
                  "backendPort": 0
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
from generator.scale_set.balancers import balancers, frontends_of, is_public, rules_of, version_of
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template
    from generator.scale_set.balancers import BalancerRule

RULE = Rule(
    "NET045",
    "all-ports",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/load-balancer/load-balancer-ha-ports-overview",
    words="loadbalancingrules all",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rules for all protocols with a port, of a frontend without them, or beside others."""
    for balancer in balancers(template):
        frontends, rules = frontends_of(balancer), rules_of(balancer)
        for place, rule in enumerate(rules):
            if rule.protocol == "all":
                yield from _ports(rule)
                yield from _frontend(rule, frontends.get(rule.frontend or ""))
                yield from _beside(rule, rules[:place] + rules[place + 1 :])


def _ports(rule: BalancerRule) -> Iterator[Finding]:
    for name in ("frontendPort", "backendPort"):
        if rule.at(name).number():
            yield Finding(
                rule.at(name),
                f"{rule.label} is for all protocols, so '{name}' must be 0 (is "
                f"{rule.at(name).number()}); or name one protocol",
            )


def _frontend(rule: BalancerRule, frontend: Node | None) -> Iterator[Finding]:
    if frontend is not None and is_public(frontend):
        yield Finding(
            rule.at("protocol"),
            f"{rule.label} is for all protocols, which only an internal load balancer has; "
            "name one protocol and its ports",
        )
    elif version_of(frontend) == "ipv6":
        yield Finding(
            rule.at("protocol"),
            f"{rule.label} is for all ports, which frontends of IPv6 do not have; name one "
            "protocol and its ports",
        )


def _beside(rule: BalancerRule, others: list[BalancerRule]) -> Iterator[Finding]:
    for other in others[:1]:
        if not (rule.floats and other.floats):
            yield Finding(
                rule.at("protocol"),
                f"{rule.label} is for all ports, and beside such a rule there is no other "
                f"({other.label}); remove one of them",
            )
