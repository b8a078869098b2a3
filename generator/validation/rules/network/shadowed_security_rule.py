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

from itertools import islice
from typing import TYPE_CHECKING

from generator.azure.resource_types import SECURITY_GROUP
from generator.diagnostics import Severity
from generator.findings import Finding
from generator.lazy import dataclass
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET013",
    "shadowed-security-rule",
    Severity.WARNING,
    "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    words="securityrules",
)
_PARTS = (
    ("protocol", "protocol"),
    ("sourceAddressPrefix", "sourceAddressPrefixes"),
    ("sourcePortRange", "sourcePortRanges"),
    ("destinationAddressPrefix", "destinationAddressPrefixes"),
    ("destinationPortRange", "destinationPortRanges"),
)
_SIDES = ("access", "direction")
_EVERYTHING = frozenset({"*"})
_GROUPS = ("sourceApplicationSecurityGroups", "destinationApplicationSecurityGroups")


_MOST_RULES = 1000
"""How many rules of a group are compared, each with those before it; no group may have more."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A rule as it is compared; `about` has None for what is not known of it."""

    rule: Node
    priority: int
    access: str
    direction: str
    about: tuple[frozenset[str] | None, ...]


def check(template: Template) -> Iterator[Finding]:
    """Find rules that never decide, because an earlier one says the opposite."""
    for group in template.resources(SECURITY_GROUP):
        rules = islice(group.at("properties", "securityRules"), _MOST_RULES)
        read = [found for rule in rules if (found := _read(rule)) is not None]
        for one in read:
            before = (item for item in read if item.priority < one.priority and _hides(item, one))
            first = next(before, None)
            if first is not None:
                name = first.rule.at("name").text() or "an earlier rule"
                message = f"'{name}' comes first and says the opposite for all of this traffic"
                yield Finding(one.rule, message)


def _read(rule: Node) -> _Read | None:
    """Return what can be compared of a rule; None where nothing can."""
    properties = rule.at("properties")
    priority = properties.at("priority").number()
    if priority is None or any(properties.at(name) for name in _GROUPS):
        return None
    access, direction = ((properties.at(name).text() or "").lower() for name in _SIDES)
    about = tuple(_values(properties, *names) for names in _PARTS)
    return _Read(rule, priority, access, direction, about) if access else None


def _hides(one: _Read, other: _Read) -> bool:
    """Whether a rule says the opposite for all that another one is about, for certain."""
    if one.access == other.access or one.direction != other.direction:
        return False
    return all(map(_covers, one.about, other.about))


def _covers(values: frozenset[str] | None, others: frozenset[str] | None) -> bool:
    if values == _EVERYTHING:
        return True
    return values is not None and others is not None and others <= values


def _values(properties: Node, name: str, names: str) -> frozenset[str] | None:
    """Return what a rule names, in lower case; None where that is not known."""
    found = [properties.at(name).text()] if properties.at(name) else []
    if names != name:
        found += [item.text() for item in properties.at(names)]
    known = frozenset(item.lower() for item in found if item)
    return known if known and len(known) == len(set(found)) else None
