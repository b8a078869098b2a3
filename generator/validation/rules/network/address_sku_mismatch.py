"""A load balancer and its public address must have the same SKU.

Azure refuses a Standard load balancer with a Basic address, and the reverse. An address without a
SKU is Basic, and so is a load balancer. The addresses of instances have the SKU of the load
balancer that the instances are behind as well.

Bad:

    [
      {"type": "Microsoft.Network/publicIPAddresses", "name": "web"},
      {
        "type": "Microsoft.Network/loadBalancers",
        "name": "web",
        "sku": {"name": "Standard"},
        "properties": {
          "frontendIPConfigurations": [
            {
              "name": "public",
              "properties": {
                "publicIPAddress": {
                  "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'web')]"
                }
              }
            }
          ]
        }
      }
    ]

Good, as a patch:

    [
      {
        "type": "Microsoft.Network/publicIPAddresses",
        "name": "web",
        "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static"}
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import LOAD_BALANCER, PUBLIC_ADDRESS
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import balancers_of
from generator.scale_set.references import referenced
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template, TemplateResource

RULE = Rule(
    "NET007",
    "address-sku-mismatch",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/load-balancer/skus",
    words="loadbalancers publicipaddress",
)


def check(template: Template) -> Iterator[Finding]:
    """Find load balancers whose public address in the template has another SKU."""
    addresses = list(template.resources(PUBLIC_ADDRESS))
    for load_balancer in template.resources(LOAD_BALANCER):
        wanted = _sku(load_balancer)
        for frontend in load_balancer.at("properties", "frontendIPConfigurations"):
            identifier = frontend.at("properties", "publicIPAddress", "id")
            named = list(referenced(identifier, "publicIPAddresses", addresses))
            found = _sku(named[0]) if len(named) == 1 else None
            if wanted and found and wanted != found:
                node = named[0].at("sku", "name")
                yield Finding(
                    node or named[0].node,
                    f"the public address is {found.title()} and its load balancer "
                    f"{wanted.title()}; set 'sku.name' of both to Standard",
                )
    for scale_set in scale_sets(template):
        for configuration in scale_set.ip_configurations():
            yield from _of_instances(configuration)


def _of_instances(configuration: Node) -> Iterator[Finding]:
    """Source: https://github.com/Azure/AzLoadBalancerMigration/issues/11."""
    sku = configuration.at("properties", "publicIPAddressConfiguration", "sku", "name")
    given = (sku.text() or "").lower()
    behind = {_sku(item) for item in balancers_of(configuration) or ()} - {None, ""}
    if given in {"basic", "standard"} and len(behind) == 1 and given not in behind:
        yield Finding(
            sku,
            f"the addresses of the instances are {given.title()} and their load balancer is "
            f"{str(behind.pop()).title()}; set 'sku.name' of both to Standard",
        )


def _sku(resource: TemplateResource) -> str | None:
    node = resource.at("sku", "name")
    return (node.text() or "").lower() if node else "basic"
