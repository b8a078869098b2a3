"""A security group of AzureBastionSubnet has the rules that Azure Bastion needs.

Azure refuses one without them, and the default rules of a group do not count
(NetworkSecurityGroupNotCompliantForAzureBastionSubnet).

Bad:

    {
      "resources": [
        {
          "type": "Microsoft.Network/networkSecurityGroups",
          "apiVersion": "2024-05-01",
          "name": "bastion",
          "location": "[resourceGroup().location]",
          "properties": {"securityRules": []}
        },
        {
          "type": "Microsoft.Network/virtualNetworks/subnets",
          "apiVersion": "2024-05-01",
          "name": "web/AzureBastionSubnet",
          "properties": {
            "addressPrefix": "10.0.1.0/26",
            "networkSecurityGroup": {
              "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'bastion')]"
            }
          },
          "dependsOn": ["[resourceId('Microsoft.Network/networkSecurityGroups', 'bastion')]"]
        }
      ]
    }

Good:

    {
      "resources": [
        {
          "type": "Microsoft.Network/virtualNetworks/subnets",
          "apiVersion": "2024-05-01",
          "name": "web/AzureBastionSubnet",
          "properties": {"addressPrefix": "10.0.1.0/26"}
        }
      ]
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.subnets import BASTION, BastionRule, bastion_rules
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.networks import subnets
from generator.scale_set.security_groups import (
    groups_meant,
    listed,
    ports_of,
    rules_in_order,
    texts_of,
)
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET080",
    "bastion-rules",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/bastion/bastion-nsg",
    words="azurebastionsubnet networksecuritygroups",
)


def check(template: Template) -> Iterator[Finding]:
    """Find security groups of the subnet of Bastion that lack a rule."""
    for subnet in subnets(template):
        groups = groups_meant(subnet.at("networkSecurityGroup", "id"))
        rules = rules_in_order(groups[0]) if len(groups) == 1 else None
        if subnet.name.lower() != BASTION or rules is None:
            continue
        missing = [
            item
            for item in bastion_rules()
            if not all(any(_allows(r, item, port) for r in rules) for port in item.ports)
        ]
        if missing:
            place = groups[0].at("properties", "securityRules")
            named = "; ".join(item.text for item in missing)
            yield Finding(
                place or groups[0].at("type"),
                f"Azure Bastion needs rules that this group lacks, and the default rules do not "
                f"count; add {named}",
                None if any(item.refused for item in missing) else Severity.WARNING,
            )


def _allows(rule: Node, wanted: BastionRule, port: int) -> bool:
    """Whether a rule lets such traffic to a port through, or may do so."""
    properties = rule.at("properties")
    for name, words in (("access", {"allow"}), ("direction", {wanted.direction.lower()})):
        text = properties.at(name).text()
        if text is not None and text.lower() not in words:
            return False
    side = "source" if wanted.direction == "Inbound" else "destination"
    whom = texts_of(listed(properties, f"{side}AddressPrefix", f"{side}AddressPrefixes"))
    if whom and not wanted.words & set(whom):
        return False
    ports = ports_of(rule, "destination")
    return ports is None or any(low <= port <= high for low, high in ports)
