"""What the rules of a network security group do to traffic.

The first rule that fits decides; where it is open whether one fits, so is what comes after it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from generator.azure.ports import service_ports
from generator.azure.resource_types import SECURITY_GROUP
from generator.lazy import dataclass
from generator.scale_set.references import may_be, name_of, named, referenced_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.azure.ports import ServicePort
    from generator.language.template import Node, Template, TemplateResource

RULE = f"{SECURITY_GROUP}/securityrules"
_EVERYBODY = frozenset(("*", "internet", "any", "0.0.0.0/0", "::/0", "0.0.0.0"))  # noqa: S104 - compared with
_ALL_PORTS = (0, 65535)
_SUBNET = frozenset(("*", "0.0.0.0/0", "virtualnetwork"))
"""Destinations that hold all of a subnet."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Traffic over TCP into a subnet: from whom, in words of rules, and to which ports.

    `sources` are the words that hold all of it, `others` those that may.
    """

    sources: frozenset[str]
    others: frozenset[str]
    ports: tuple[int, int]
    subnet: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether some of the traffic is certainly left to the last rules, or denied, and by which."""

    denied_by: Node | None
    sure: bool


def all_rules(template: Template) -> Iterator[Node]:
    """Yield the rules of all security groups, in them or as resources of their own."""
    for group in template.resources(SECURITY_GROUP):
        yield from group.at("properties", "securityRules")
    for resource in template.resources(RULE):
        yield resource.node


def groups_meant(identifier: Node) -> list[TemplateResource]:
    """Return the security groups of the template that an id may mean."""
    name = referenced_name(identifier, "networkSecurityGroups")
    return list(named(identifier.template, SECURITY_GROUP).get(name, ())) if name else []


def decision(group: TemplateResource, traffic: Traffic) -> Decision:
    """Return what a group does to traffic that comes in: who denies any of it."""
    rules = rules_in_order(group)
    if rules is None:
        return Decision(None, sure=False)
    left = [traffic.ports]
    for rule in rules:
        fits, ports = _fits(rule, traffic), ports_of(rule, "destination")
        held = ports is None or any(_overlap(one, two) for one in ports for two in left)
        if fits is False or not held:
            continue
        if (rule.at("properties", "access").text() or "").lower() == "deny":
            if fits and ports:
                return Decision(rule, sure=True)
        elif not fits or ports is None:
            return Decision(None, sure=False)
        else:
            left = [rest for item in left for rest in _without(item, ports)]
    return Decision(None, sure=bool(left))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _without(ports: tuple[int, int], taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what is left of a range of ports without other ones."""
    first, last = ports
    for low, high in sorted(taken):
        if low > first:
            yield first, min(last, low - 1)
        first = max(first, high + 1)
        if first > last:
            return
    yield first, last


def port_range(text: str) -> tuple[int, int] | None:
    """Return the first and the last port of a text; None where it is no port and no range."""
    if text == "*":
        return _ALL_PORTS
    low, dash, high = (part.strip() for part in text.partition("-"))
    if not _is_port(low) or (dash and not _is_port(high)):
        return None
    found = (int(low), int(high or low))
    return found if found[0] <= found[1] else None


def listed(properties: Node, name: str, names: str) -> list[Node]:
    """Return the values of a part of a rule that has a property for one and one for several."""
    one = properties.at(name)
    return [*([one] if one else []), *properties.at(names)]


def texts_of(nodes: list[Node]) -> list[str] | None:
    """Return the values in lower case; None where one is not known."""
    found = [node.text() if node.number() is None else str(node.number()) for node in nodes]
    known = [text.strip().lower() for text in found if text is not None]
    return known if len(known) == len(found) else None


def _is_port(text: str) -> bool:
    return text.isdecimal() and text.isascii() and int(text) <= _ALL_PORTS[1]


def rules_in_order(group: TemplateResource) -> list[Node] | None:
    """Return the rules of a group by priority; None where they are not all known."""
    listing = group.at("properties", "securityRules")
    rules = list(listing)
    if group.at("existing").flag():
        return None
    if listing and not (listing.known() and all(rule.known() for rule in rules)):
        return None
    name = name_of(group.node)
    for resource in group.node.template.resources(RULE):
        full = name_of(resource.node) or ""
        if may_be(full.rpartition("/")[0], name):
            rules.append(resource.node)
    numbers = [rule.at("properties", "priority").number() for rule in rules]
    order = sorted((n, index) for index, n in enumerate(numbers) if n is not None)
    return [rules[index] for _, index in order] if len(order) == len(rules) else None


def _fits(rule: Node, traffic: Traffic) -> bool | None:
    """Whether a rule is about such traffic to some port; None where that is open, or for a part."""
    properties = rule.at("properties")
    found = (
        _is_one_of(properties.at("direction"), {"inbound"}),
        _is_one_of(properties.at("protocol"), {"*", "tcp"}),
        True if _ALL_PORTS in (ports_of(rule, "source") or ()) else None,
        _comes_from(properties, traffic),
        _goes_to(properties, traffic),
    )
    if False in found:
        return False
    return None if None in found or rule.at("condition") else True


def _is_one_of(node: Node, words: set[str]) -> bool | None:
    text = node.text()
    return None if text is None else text.lower() in words


def _comes_from(properties: Node, traffic: Traffic) -> bool | None:
    if properties.at("sourceApplicationSecurityGroups"):
        return False
    words = texts_of(listed(properties, "sourceAddressPrefix", "sourceAddressPrefixes"))
    if words is None or not words:
        return None
    if traffic.sources & set(words):
        return True
    return None if traffic.others & {word.partition(".")[0] for word in words} else False


def _goes_to(properties: Node, traffic: Traffic) -> bool | None:
    words = texts_of(listed(properties, "destinationAddressPrefix", "destinationAddressPrefixes"))
    if words and _SUBNET & set(words):
        return True
    return True if words and any(_holds(word, traffic.subnet) for word in words) else None


def _holds(prefix: str, other: str) -> bool:
    try:
        one, two = ipaddress.IPv4Network(prefix, strict=False), ipaddress.IPv4Network(other)
    except ValueError:
        return False
    return two.subnet_of(one)


def ports_of(rule: Node, side: str) -> list[tuple[int, int]] | None:
    """Return the ports of a side of a rule; None where they are not all known."""
    properties = rule.at("properties")
    words = texts_of(listed(properties, f"{side}PortRange", f"{side}PortRanges"))
    found = [port_range(word) for word in words or ()]
    known = [item for item in found if item is not None]
    return known if known and len(known) == len(found) else None


def open_ports(properties: Node, *protocols: str) -> Iterator[tuple[Node, list[ServicePort]]]:
    """Yield the ports that a rule opens to everybody, with the services that listen there."""
    access, direction = (
        (properties.at(name).text() or "").lower() for name in ("access", "direction")
    )
    protocol = (properties.at("protocol").text() or "*").lower()
    sources = listed(properties, "sourceAddressPrefix", "sourceAddressPrefixes")
    everybody = any((source.text() or "").lower() in _EVERYBODY for source in sources)
    if (access, direction) != ("allow", "inbound") or not everybody:
        return
    for node in listed(properties, "destinationPortRange", "destinationPortRanges"):
        found = port_range(str(node.number() if node.number() is not None else node.text() or ""))
        if found is not None:
            yield (
                node,
                [
                    item
                    for item in service_ports()
                    if found[0] <= item.port <= found[1]
                    and item.protocol in protocols
                    and protocol in {"*", item.protocol}
                ],
            )
