"""What a load balancer refers to inside itself must be there.

Rules name a frontend, a backend pool and a probe of the same load balancer; Azure refuses a name
that is not among them.

Bad:

    {
      "type": "Microsoft.Network/loadBalancers",
      "apiVersion": "2024-05-01",
      "name": "web",
      "location": "westeurope",
      "sku": {"name": "Standard"},
      "properties": {
        "frontendIPConfigurations": [{"name": "public"}],
        "probes": [{"name": "http"}],
        "loadBalancingRules": [
          {
            "name": "http",
            "properties": {
              "probe": {
                "id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'https')]"
              }
            }
          }
        ]
      }
    }

Good, as a patch:

    {
      "properties": {
        "loadBalancingRules": [
          {
            "name": "http",
            "properties": {
              "probe": {
                "id": "[resourceId('Microsoft.Network/loadBalancers/probes', 'web', 'http')]"
              }
            }
          }
        ]
      }
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.references import names_of, referenced_name
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET003",
    "dangling-load-balancer-reference",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/templates/microsoft.network/loadbalancers",
    words="loadbalancers",
)
_REFERENCES = (
    ("loadBalancingRules", "frontendIPConfiguration", "frontendIPConfigurations"),
    ("loadBalancingRules", "backendAddressPool", "backendAddressPools"),
    ("loadBalancingRules", "probe", "probes"),
    ("inboundNatRules", "frontendIPConfiguration", "frontendIPConfigurations"),
    ("inboundNatPools", "frontendIPConfiguration", "frontendIPConfigurations"),
    ("outboundRules", "backendAddressPool", "backendAddressPools"),
)


def check(template: Template) -> Iterator[Finding]:
    """Find load balancers whose rules name what they do not have."""
    for load_balancer in template.resources(LOAD_BALANCER):
        properties = load_balancer.at("properties")
        for listing, member, kind in _REFERENCES:
            names = names_of(properties.at(kind))
            if names is None or any(template.resources(f"{LOAD_BALANCER}/{kind}")):
                continue
            for rule in properties.at(listing):
                identifier = rule.at("properties", member, "id")
                name = referenced_name(identifier, kind)
                if name and "(" not in name and name not in names:
                    yield Finding(
                        identifier,
                        f"the load balancer has no '{name}' in '{kind}'; "
                        f"{'it has ' + ', '.join(sorted(names)) if names else 'add it'}",
                    )
