"""Ports to sign in to machines should not be open to everybody.

SSH (22), RDP (3389) and WinRM (5985, 5986) are tried all day long by everybody who can reach them.
Name the addresses that may, or use Azure Bastion.

Bad:

    {
      "type": "Microsoft.Network/networkSecurityGroups/securityRules",
      "apiVersion": "2024-05-01",
      "name": "web-nsg/ssh",
      "properties": {
        "priority": 100,
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": "Internet",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "20-25"
      }
    }

Good, as a patch:

    {"properties": {"sourceAddressPrefix": "203.0.113.0/24", "destinationPortRange": "22"}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.scale_set.security_groups import all_rules, open_ports
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET001",
    "open-management-ports",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/security/fundamentals/network-best-practices",
    words="securityrules",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rules that let everybody sign in."""
    for rule in all_rules(template):
        for node, ports in open_ports(rule.at("properties"), "tcp"):
            names = sorted({item.name for item in ports if item.signs_in})
            if names:
                yield Finding(
                    node,
                    f"everybody may try to sign in by {' and '.join(names)}; name the addresses "
                    "that may, in sourceAddressPrefix",
                )
