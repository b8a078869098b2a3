"""Ports and addresses of a security rule are written as Azure reads them.

A port is one number, a range such as 8000-8010, or *: several are elements of the list beside it.
An address is one address, one range in CIDR notation, a service tag, or *.

Bad:

    {
      "type": "Microsoft.Network/networkSecurityGroups/securityRules",
      "apiVersion": "2024-05-01",
      "name": "web-nsg/web",
      "properties": {
        "priority": 100,
        "direction": "Inbound",
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": "Internet",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "80,443"
      }
    }

Good, as a patch:

    {"properties": {"destinationPortRange": null, "destinationPortRanges": ["80", "443"]}}
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.findings import Finding
from generator.language.documents.tokens import has_token
from generator.scale_set.security_groups import all_rules, port_range
from generator.validation.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, Template

RULE = Rule(
    "NET060",
    "security-rule-texts",
    Severity.ERROR,
    "https://github.com/hashicorp/terraform-provider-azurerm/pull/1530",
    words="securityrules",
)
_NO_ADDRESS = "https://github.com/ernestio/ernest/issues/473"
_HOST_BITS = "https://github.com/Azure/azure-powershell/issues/4557"
_SIDES = ("source", "destination")


def check(template: Template) -> Iterator[Finding]:
    """Find texts for ports that are none, and for addresses that are none."""
    for rule in all_rules(template):
        properties = rule.at("properties")
        for side in _SIDES:
            yield from _port(properties.at(f"{side}PortRange"), f"{side}PortRanges")
            for node in properties.at(f"{side}PortRanges"):
                yield from _port(node, f"{side}PortRanges")
            yield from _address(properties.at(f"{side}AddressPrefix"), f"{side}AddressPrefixes")
            for node in properties.at(f"{side}AddressPrefixes"):
                yield from _address(node, f"{side}AddressPrefixes")


def _port(node: Node, several: str) -> Iterator[Finding]:
    text = str(number) if (number := node.number()) is not None else node.text()
    if text and port_range(text.strip()) is None and not has_token(text):
        what = f"'{text}' is no port of 0 to 65535, no range such as 8000-8010 and no '*'"
        yield Finding(node, f"{what}; list several ports in {several}" if "," in text else what)


def _address(node: Node, several: str) -> Iterator[Finding]:
    text = (node.text() or "").strip()
    if has_token(text):
        return
    if "," in text:
        message = f"'{text}' is more than one address; list them in {several}"
        yield Finding(node, message, url=_NO_ADDRESS)
    elif text.lower() == "any":
        yield Finding(node, f"'{text}' is no address; '*' is any", url=_NO_ADDRESS)
    elif text[:1].isdigit() and "-" not in text:
        yield from _number(node, text)


def _number(node: Node, text: str) -> Iterator[Finding]:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        pass
    else:
        return
    try:
        whole = ipaddress.ip_network(text, strict=False)
    except ValueError:
        yield Finding(node, f"'{text}' is no IP address and no range of them", url=_NO_ADDRESS)
    else:
        message = f"'{text}' has bits beyond its prefix, which has been refused; write {whole}"
        yield Finding(node, message, Severity.WARNING, url=_HOST_BITS)
