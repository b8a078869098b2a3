"""The rules of a network security group have a priority of their own in each direction.

Azure refuses two inbound or two outbound rules with one priority; priorities are 100 to 4096.

Bad:

    {
      "type": "Microsoft.Network/networkSecurityGroups",
      "properties": {
        "securityRules": [
          {"name": "http", "properties": {"direction": "Inbound", "priority": 100}},
          {"name": "https", "properties": {"direction": "Inbound", "priority": 100}}
        ]
      }
    }

Good, as a patch:

    {"properties": {"securityRules": [{"name": "https", "properties": {"priority": 110}}]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import SECURITY_GROUP
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Template

RULE = Rule(
    "NET008",
    "security-rule-priorities",
    Severity.ERROR,
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    words="securityrules",
)


def check(template: Template) -> Iterator[Finding]:
    """Find rules of a security group that share a priority, or have none that is possible."""
    for group in template.resources(SECURITY_GROUP):
        seen: set[tuple[str, int]] = set()
        for rule in group.at("properties", "securityRules"):
            node = rule.at("properties", "priority")
            priority = node.number()
            direction = (rule.at("properties", "direction").text() or "").lower()
            if priority is None or not direction:
                continue
            if not 100 <= priority <= 4096:
                yield Finding(node, f"'priority' must be 100 to 4096 (is {priority})")
            if (direction, priority) in seen:
                yield Finding(
                    node,
                    f"another {direction} rule has the priority {priority}; give this one a "
                    "priority of its own",
                )
            seen.add((direction, priority))
