"""Whether a network security group lets some traffic of a set through, as far as it can be told.

The rules count by priority, then those that every group has; where it is open whether a rule fits,
or fits for a part, nothing is told.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from generator.lazy import dataclass
from generator.scale_set.security_groups import listed, port_range, rules_in_order, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, TemplateResource

EVERYBODY = frozenset(("*", "any", "0.0.0.0/0"))
INTERNET, NETWORK, BALANCER = "internet", "virtualnetwork", "azureloadbalancer"
_DEFAULTS = {
    ("inbound", NETWORK): True,
    ("inbound", BALANCER): True,
    ("inbound", ""): False,
    ("outbound", NETWORK): True,
    ("outbound", INTERNET): True,
    ("outbound", ""): False,
}
"""What the rules that every group has do, by direction and the other end.

Source: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
"""


@dataclass(frozen=True, slots=True)
class Connection:
    """Traffic of an instance: its direction, protocol, port, and the word for the other end.

    `subnet` are the prefixes that the instance may have an address of.
    """

    direction: str
    protocol: str
    port: int
    other: str
    subnet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Whether traffic passes (None: not told), and the rule that decides; None for a default."""

    open: bool | None
    rule: Node | None = None


def passage(group: TemplateResource, flow: Connection) -> Passage:
    """Return what a group does to traffic."""
    rules = rules_in_order(group)
    if rules is None:
        return Passage(None)
    for rule in rules:
        fits = _fits(rule, flow)
        if fits is None:
            return Passage(None)
        if fits:
            access = (rule.at("properties", "access").text() or "").lower()
            return Passage({"allow": True, "deny": False}.get(access), rule)
    known = (flow.direction, flow.other)
    return Passage(_DEFAULTS.get(known, _DEFAULTS[flow.direction, ""]))


def allow_rules(group: TemplateResource) -> Iterator[Node]:
    """Yield the rules of a group that let traffic in."""
    for rule in rules_in_order(group) or ():
        words = (rule.at("properties", name).text() or "" for name in ("access", "direction"))
        if [word.lower() for word in words] == ["allow", "inbound"]:
            yield rule


def others_of(rule: Node, direction: str = "inbound") -> list[str]:
    """Return the words of a rule for the other end, in lower case; none where not all are known."""
    end = "source" if direction == "inbound" else "destination"
    properties = rule.at("properties")
    return texts_of(listed(properties, f"{end}AddressPrefix", f"{end}AddressPrefixes")) or []


def ports_of(rule: Node) -> list[tuple[int, int]]:
    """Return the ports that a rule is about; none where not all are known."""
    properties = rule.at("properties")
    words = texts_of(listed(properties, "destinationPortRange", "destinationPortRanges")) or []
    found = [port_range(word) for word in words]
    known = [item for item in found if item is not None]
    return known if len(known) == len(found) else []


def _fits(rule: Node, flow: Connection) -> bool | None:
    properties = rule.at("properties")
    direction, protocol = (
        (properties.at(name).text() or "").lower() for name in ("direction", "protocol")
    )
    if not direction or not protocol:
        return None
    if direction != flow.direction or protocol not in {"*", flow.protocol}:
        return False
    ports = ports_of(rule)
    if ports and not any(low <= flow.port <= high for low, high in ports):
        return False
    other = _any([_holds(word, flow.other) for word in others_of(rule, direction)])
    own = _own_end(properties, flow)
    if other is False or own is False:
        return False
    return True if ports and other and own and not rule.at("condition") else None


def _own_end(properties: Node, flow: Connection) -> bool | None:
    end = "destination" if flow.direction == "inbound" else "source"
    if properties.at(f"{end}ApplicationSecurityGroups"):
        return None
    words = texts_of(listed(properties, f"{end}AddressPrefix", f"{end}AddressPrefixes")) or []
    return _any([_has_instances(word, flow.subnet) for word in words])


def _any(answers: list[bool | None]) -> bool | None:
    if True in answers:
        return True
    return None if None in answers or not answers else False


def _has_instances(word: str, subnet: tuple[str, ...]) -> bool | None:
    if word in EVERYBODY or word == NETWORK:
        return True
    held = [_inside(prefix, word) for prefix in subnet]
    if held and all(item is True for item in held):
        return True
    return False if held and all(item is False for item in held) else None


def _holds(word: str, other: str) -> bool | None:
    """Whether a word of a rule holds all of the other end of traffic; None where for a part."""
    if word == other or word in EVERYBODY:
        return True
    tags = {INTERNET, NETWORK, BALANCER}
    if other in EVERYBODY:
        return None
    if word in tags and other in tags:
        return False
    if other == BALANCER:
        return _inside("168.63.129.16/32", word) or False
    if word == INTERNET and (other[:1].isalpha() or _is_public(other)):
        return True
    if word == BALANCER:
        return False
    return _inside(other, word)


def _is_public(prefix: str) -> bool:
    try:
        return ipaddress.ip_network(prefix, strict=False).is_global
    except ValueError:
        return False


def _inside(prefix: str, around: str) -> bool | None:
    """Whether a prefix is inside another one, outside, or neither (None)."""
    try:
        one, two = (ipaddress.ip_network(text, strict=False) for text in (prefix, around))
    except ValueError:
        return None
    if one.version != two.version or not one.overlaps(two):
        return False
    low, high = int(two.network_address), int(two.broadcast_address)
    within = low <= int(one.network_address) and int(one.broadcast_address) <= high
    return True if within else None
