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

from generator.azure.resource_types import SECURITY_GROUP
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET001",
    "open-management-ports",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/security/fundamentals/network-best-practices",
    words="securityrules",
)
_PORTS = {22: "SSH", 3389: "RDP", 5985: "WinRM", 5986: "WinRM"}
_EVERYBODY = {"*", "internet", "any", "0.0.0.0/0", "::/0", "0.0.0.0"}  # noqa: S104 - compared with


def check(template: Template) -> Iterator[Finding]:
    """Find rules that let everybody sign in."""
    for group in template.resources(SECURITY_GROUP):
        for rule in group.at("properties", "securityRules"):
            yield from _of_rule(rule.at("properties"))
    for resource in template.resources(f"{SECURITY_GROUP}/securityRules"):
        yield from _of_rule(resource.at("properties"))


def _of_rule(rule: Node) -> Iterator[Finding]:
    if (rule.at("access").text() or "").lower() != "allow":
        return
    if (rule.at("direction").text() or "").lower() != "inbound":
        return
    if (rule.at("protocol").text() or "*").lower() not in {"tcp", "*"}:
        return
    sources = [rule.at("sourceAddressPrefix"), *rule.at("sourceAddressPrefixes")]
    if not any((source.text() or "").lower() in _EVERYBODY for source in sources):
        return
    for ports in (rule.at("destinationPortRange"), *rule.at("destinationPortRanges")):
        open_ones = sorted({name for port, name in _PORTS.items() if _holds(ports, port)})
        if open_ones:
            yield Finding(
                ports,
                f"everybody may try to sign in by {' and '.join(open_ones)}; name the addresses "
                "that may, in sourceAddressPrefix",
            )


def _holds(node: Node, port: int) -> bool:
    text = str(node.number() or node.text() or "").strip()
    if text == "*":
        return True
    low, _, high = text.partition("-")
    if not low.strip().isdecimal() or (high and not high.strip().isdecimal()):
        return False
    return int(low) <= port <= int(high or low)
