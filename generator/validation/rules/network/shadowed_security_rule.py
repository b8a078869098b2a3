"""A rule of a security group takes effect.

Rules are looked at by priority, and the first that fits decides. One behind a rule for the same or
for more traffic never does: if it says the opposite, the group does not do what it looks like.

Bad:

    {
      "type": "Microsoft.Network/networkSecurityGroups",
      "properties": {
        "securityRules": [
          {
            "name": "nothing",
            "properties": {
              "priority": 100,
              "direction": "Inbound",
              "access": "Deny",
              "protocol": "*",
              "sourceAddressPrefix": "*",
              "sourcePortRange": "*",
              "destinationAddressPrefix": "*",
              "destinationPortRange": "*"
            }
          },
          {
            "name": "web",
            "properties": {
              "priority": 200,
              "direction": "Inbound",
              "access": "Allow",
              "protocol": "Tcp",
              "sourceAddressPrefix": "Internet",
              "sourcePortRange": "*",
              "destinationAddressPrefix": "*",
              "destinationPortRange": "443"
            }
          }
        ]
      }
    }

Good, as a patch:

    {"properties": {"securityRules": [{"name": "nothing", "properties": {"priority": 300}}]}}
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
    "NET013",
    "shadowed-security-rule",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)
_PARTS = (
    ("protocol", "protocol"),
    ("sourceAddressPrefix", "sourceAddressPrefixes"),
    ("sourcePortRange", "sourcePortRanges"),
    ("destinationAddressPrefix", "destinationAddressPrefixes"),
    ("destinationPortRange", "destinationPortRanges"),
)
_GROUPS = ("sourceApplicationSecurityGroups", "destinationApplicationSecurityGroups")


def check(template: Template) -> Iterator[Finding]:
    """Find rules that never decide, because an earlier one says the opposite."""
    for group in template.resources(SECURITY_GROUP):
        rules = [
            (number, rule)
            for rule in group.at("properties", "securityRules")
            if (number := rule.at("properties", "priority").number()) is not None
        ]
        for number, rule in rules:
            before = (one for other, one in rules if other < number and _hides(one, rule))
            first = next(before, None)
            if first is not None:
                name = first.at("name").text() or "an earlier rule"
                message = f"'{name}' comes first and says the opposite for all of this traffic"
                yield Finding(rule, message)


def _hides(one: Node, other: Node) -> bool:
    """Whether a rule says the opposite for all that another one is about, for certain."""
    first, second = one.at("properties"), other.at("properties")
    access = [(item.at("access").text() or "").lower() for item in (first, second)]
    direction = [(item.at("direction").text() or "").lower() for item in (first, second)]
    if "" in access or access[0] == access[1] or direction[0] != direction[1]:
        return False
    if any(item.at(name) for item in (first, second) for name in _GROUPS):
        return False
    return all(_covers(first, second, *names) for names in _PARTS)


def _covers(first: Node, second: Node, name: str, names: str) -> bool:
    values = _values(first, name, names)
    if values == {"*"}:
        return True
    others = _values(second, name, names)
    return values is not None and others is not None and others <= values


def _values(properties: Node, name: str, names: str) -> set[str] | None:
    """Return what a rule names, in lower case; None where that is not known."""
    found = [properties.at(name).text()] if properties.at(name) else []
    if names != name:
        found += [item.text() for item in properties.at(names)]
    known = {item.lower() for item in found if item}
    return known if known and len(known) == len(set(found)) else None
