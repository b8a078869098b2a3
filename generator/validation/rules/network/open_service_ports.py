"""Ports of databases and of other services within should not be open to everybody.

SQL Server, MySQL, PostgreSQL, Redis, SMB, Elasticsearch, Docker and the like are looked for all
over the internet, and many of them let in whoever finds them. Name the addresses that may.

Bad:

    {
      "type": "Microsoft.Network/networkSecurityGroups/securityRules",
      "apiVersion": "2024-05-01",
      "name": "web-nsg/data",
      "properties": {
        "priority": 100,
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": "Internet",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "5432"
      }
    }

Good, as a patch:

    {"properties": {"sourceAddressPrefix": "203.0.113.0/24"}}
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
    "NET062",
    "open-service-ports",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/security/fundamentals/network-best-practices",
    words="securityrules",
)
_MOST = 3
"""How many services are named; a range that holds more is open for all purposes."""


def check(template: Template) -> Iterator[Finding]:
    """Find rules that let everybody in to services; to sign in has a rule of its own."""
    for rule in all_rules(template):
        for node, ports in open_ports(rule.at("properties"), "tcp", "udp"):
            if ports and not any(item.signs_in for item in ports):
                names = list({item.name: f"{item.name} ({item.port})" for item in ports}.values())
                more = len(names) - _MOST
                several = [*names[:_MOST], f"{more} more"] if more > 0 else names
                yield Finding(
                    node,
                    f"everybody may reach the ports of {_joined(several)}; name the addresses that "
                    "may, in sourceAddressPrefix",
                )


def _joined(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
