"""An inbound NAT pool needs a port for each instance.

Every instance takes one port of the range. With fewer ports than instances the set cannot reach its
capacity.

Bad:

    [
      {
        "type": "Microsoft.Network/loadBalancers",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "properties": {
          "inboundNatPools": [
            {
              "name": "ssh",
              "properties": {
                "protocol": "Tcp",
                "frontendPortRangeStart": 50000,
                "frontendPortRangeEnd": 50001,
                "backendPort": 22
              }
            }
          ]
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard_D2s_v5", "capacity": 3},
        "properties": {
          "orchestrationMode": "Uniform",
          "virtualMachineProfile": {
            "networkProfile": {
              "networkInterfaceConfigurations": [
                {
                  "name": "nic",
                  "properties": {
                    "primary": true,
                    "ipConfigurations": [
                      {
                        "name": "ip",
                        "properties": {
                          "loadBalancerInboundNatPools": [
                            {"id": "[concat(parameters('balancer'), '/inboundNatPools/ssh')]"}
                          ]
                        }
                      }
                    ]
                  }
                }
              ]
            }
          }
        }
      }
    ]

Good:

    [
      {
        "type": "Microsoft.Network/loadBalancers",
        "apiVersion": "2024-05-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "properties": {
          "inboundNatPools": [
            {
              "name": "ssh",
              "properties": {
                "protocol": "Tcp",
                "frontendPortRangeStart": 50000,
                "frontendPortRangeEnd": 50119,
                "backendPort": 22
              }
            }
          ]
        }
      },
      {
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "apiVersion": "2025-04-01",
        "name": "web",
        "location": "westeurope",
        "sku": {"name": "Standard_D2s_v5", "capacity": 3},
        "properties": {
          "orchestrationMode": "Uniform",
          "virtualMachineProfile": {
            "networkProfile": {
              "networkInterfaceConfigurations": [
                {
                  "name": "nic",
                  "properties": {
                    "primary": true,
                    "ipConfigurations": [
                      {
                        "name": "ip",
                        "properties": {
                          "loadBalancerInboundNatPools": [
                            {"id": "[concat(parameters('balancer'), '/inboundNatPools/ssh')]"}
                          ]
                        }
                      }
                    ]
                  }
                }
              ]
            }
          }
        }
      }
    ]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.networks import ports_from
from generator.azure.resource_types import LOAD_BALANCER
from generator.diagnostics import Severity
from generator.scale_set.references import name_of, referenced_name
from generator.scale_set.view import scale_sets
from generator.validation.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET004",
    "nat-pool-too-small",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/load-balancer/inbound-nat-rules",
)


def check(template: Template) -> Iterator[Finding]:
    """Find NAT pools with fewer ports than the scale set behind them has instances."""
    pools = {
        name_of(pool): pool
        for load_balancer in template.resources(LOAD_BALANCER)
        for pool in load_balancer.at("properties", "inboundNatPools")
    }
    for scale_set in scale_sets(template):
        count = scale_set.capacity.number()
        for configuration in scale_set.ip_configurations():
            for reference in configuration.at("properties", "loadBalancerInboundNatPools"):
                name = referenced_name(reference.at("id"), "inboundNatPools")
                pool = pools.get(name) if name else None
                if pool and count is not None:
                    yield from _too_small(pool, count)


def _too_small(pool: Node, count: int) -> Iterator[Finding]:
    first = pool.at("properties", "frontendPortRangeStart").number()
    last_node = pool.at("properties", "frontendPortRangeEnd")
    last = last_node.number()
    ports = None if first is None or last is None else ports_from(first, last)
    if ports is not None and ports < count:
        yield Finding(
            last_node,
            f"the NAT pool has {max(ports, 0)} ports ({first} to {last}) for {count} "
            "instances; raise 'frontendPortRangeEnd'",
        )
