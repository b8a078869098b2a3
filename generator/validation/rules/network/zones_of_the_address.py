"""A frontend with a public address names no zones: the address has them.

Azure refuses it (LoadBalancerFrontendIPConfigCannotHaveZoneWhenReferencingPublicIPAddress). Zones
of a frontend are for one in a subnet.

Bad:

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
            "name": "fe",
            "zones": [
              "1"
            ],
            "properties": {
              "publicIPAddress": {
                "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'web')]"
              }
            }
          }
        ],
        "backendAddressPools": [
          {
            "name": "be"
          }
        ]
      }
    }

Good, as a patch:

    {
      "properties": {
        "frontendIPConfigurations": [
          {
            "name": "fe",
            "zones": null
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.balancers import balancers, is_public
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET046",
    "zones-of-the-address",
    Severity.ERROR,
    "https://github.com/hashicorp/terraform-provider-azurerm/issues/1967",
    words="loadbalancers zones frontendipconfigurations",
)


def check(template: Template) -> Iterator[Finding]:
    """Find zones of frontends that have a public address."""
    for balancer in balancers(template):
        for frontend in balancer.at("properties", "frontendIPConfigurations"):
            zones = frontend.at("zones")
            if zones.known() and zones.resolved() and is_public(frontend):
                yield Finding(
                    zones,
                    "a frontend with a public address has no zones of its own; give 'zones' to "
                    "the address",
                )
