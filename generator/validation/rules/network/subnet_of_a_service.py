"""Instances stand in a subnet that is for them.

GatewaySubnet, AzureBastionSubnet and others are for one service by their names; beside an
application gateway nothing else may be in its subnet; a delegated subnet is for the service that
it is delegated to.

Bad:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "networkInterfaceConfigurations": [
            {
              "name": "nic",
              "properties": {
                "ipConfigurations": [
                  {
                    "name": "ip",
                    "properties": {
                      "subnet": {"id": "[concat(parameters('net'), '/subnets/GatewaySubnet')]"}
                    }
                  }
                ]
              }
            }
          ]
        }
      }
    }

Good:

    {
      "zones": ["1", "2", "3"],
      "properties": {
        "virtualMachineProfile": {
          "networkProfile": {
            "networkInterfaceConfigurations": [
              {
                "name": "nic",
                "properties": {
                  "ipConfigurations": [
                    {
                      "name": "ip",
                      "properties": {
                        "subnet": {"id": "[concat(parameters('net'), '/subnets/instances')]"}
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
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import APPLICATION_GATEWAY, INTERFACE
from generator.azure.subnets import kept_for
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import subnets_of
from generator.scale_set.references import referenced_name
from generator.scale_set.view import as_written, scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET065",
    "subnet-of-a-service",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure",
    words="subnet",
)
_OTHERS = {INTERFACE: "ipConfigurations", APPLICATION_GATEWAY: "gatewayIPConfigurations"}
_DELEGATED = "https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview"


def check(template: Template) -> Iterator[Finding]:
    """Find instances and gateways in subnets of another service, or delegated to one."""
    gateways = {
        _comparable(configuration.at("properties", "subnet", "id"))
        for gateway in template.resources(APPLICATION_GATEWAY)
        for configuration in gateway.at("properties", "gatewayIPConfigurations")
    }
    for scale_set in scale_sets(template):
        for configuration in scale_set.ip_configurations():
            yield from _judged(configuration, gateways - {""})
    for kind, part in _OTHERS.items():
        for resource in template.resources(kind):
            for configuration in resource.at("properties", part):
                yield from _kept(configuration.at("properties", "subnet", "id"), "it")


def _comparable(identifier: Node) -> str:
    return as_written(identifier).lower().replace(" ", "")


def _kept(identifier: Node, what: str) -> Iterator[Finding]:
    service, source = kept_for(referenced_name(identifier, "subnets") or "")
    if service:
        message = f"this subnet is for {service} alone; take another one for {what}"
        yield Finding(identifier, message, url=source)


def _judged(configuration: Node, gateways: set[str]) -> Iterator[Finding]:
    identifier = configuration.at("properties", "subnet", "id")
    if kept := list(_kept(identifier, "the instances")):
        yield from kept
        return
    if _comparable(identifier) in gateways:
        message = "this is the subnet of an application gateway; nothing else may be in it"
        yield Finding(identifier, message)
        return
    subnets = subnets_of(configuration)
    for delegation in subnets[0].at("delegations") if len(subnets) == 1 else ():
        service = delegation.at("properties", "serviceName").text() or ""
        if service:
            message = f"this subnet is delegated to {service}; take another one for the instances"
            yield Finding(identifier, message, Severity.WARNING, url=_DELEGATED)
