"""The interfaces of an instance are in one network, the configurations of each in one subnet.

Azure refuses interfaces of a machine in two virtual networks, and IP configurations of an interface
in two subnets. Peering joins networks; a second interface joins a second subnet.

Bad:

    {
      "virtualMachineProfile": {
        "networkProfile": {
          "networkInterfaceConfigurations": [
            {
              "name": "front",
              "properties": {
                "primary": true,
                "ipConfigurations": [
                  {
                    "name": "ip",
                    "properties": {
                      "subnet": {
                        "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'a', 's')]"
                      }
                    }
                  }
                ]
              }
            },
            {
              "name": "back",
              "properties": {
                "primary": false,
                "ipConfigurations": [
                  {
                    "name": "ip",
                    "properties": {
                      "subnet": {
                        "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'b', 's')]"
                      }
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
                "name": "front",
                "properties": {
                  "ipConfigurations": [
                    {"name": "ip", "properties": {"subnet": {"id": "[parameters('subnetId')]"}}}
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

from generator.azure.resource_types import INTERFACE
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.template import is_expression
from generator.scale_set.references import parent_name, referenced_name
from generator.scale_set.view import scale_sets
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET068",
    "interfaces-in-one-network",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-network/virtual-network-network-interface-vm",
    words="ipconfigurations",
)
_SUBNETS = "https://github.com/Azure/azure-sdk-for-java/issues/1865"


def check(template: Template) -> Iterator[Finding]:
    """Find interfaces of a scale set in two networks, and interfaces in two subnets."""
    for scale_set in scale_sets(template):
        first = ""
        for interface in scale_set.interfaces():
            yield from _in_one_subnet(interface)
            for configuration in interface.at("properties", "ipConfigurations"):
                node = configuration.at("properties", "subnet", "id")
                network = _network(node)
                if network and first and network != first:
                    message = (
                        f"the first interface is in the network '{first}', this one in '{network}'"
                    )
                    yield Finding(node, f"{message}; all of an instance are in one network")
                    break
                first = first or network
    for resource in template.resources(INTERFACE):
        yield from _in_one_subnet(resource.node)


def _in_one_subnet(interface: Node) -> Iterator[Finding]:
    first = ("", "")
    for configuration in interface.at("properties", "ipConfigurations"):
        node = configuration.at("properties", "subnet", "id")
        found = (_network(node), referenced_name(node, "subnets") or "")
        if not all(found) or "(" in found[1]:
            continue
        if all(first) and found[0] == first[0] and found[1] != first[1]:
            message = f"an interface is in one subnet: its first configuration is in '{first[1]}'"
            yield Finding(node, f"{message}, this one in '{found[1]}'", url=_SUBNETS)
        first = first if all(first) else found


def _network(identifier: Node) -> str:
    """Return the name of the network of a subnet; empty where not all of it is known."""
    name, text = parent_name(identifier, "virtualNetworks"), identifier.resolved()
    if not name or "(" in name:
        return ""
    joined = is_expression(text) and not text.lower().startswith("[resourceid(")
    return "" if joined and f"/{name}/" not in text.lower() else name
