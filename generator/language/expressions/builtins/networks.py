"""Networks in CIDR notation.

Source: the page "CIDR functions" of the documentation of ARM templates, whose worked outputs are
the tests.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from generator.language.expressions.values import FunctionError, Undecided, Value

if TYPE_CHECKING:
    from collections.abc import Callable

_Network = IPv4Network | IPv6Network


def _network(text: str) -> _Network:
    if "/" not in text:
        raise FunctionError("the text is no network: a slash and the length of its prefix follow")
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise FunctionError("the text is no network in CIDR notation") from None


def _parse_cidr(text: str) -> dict[str, Value]:
    network = _network(text)
    if network.prefixlen > network.max_prefixlen - 2:
        raise Undecided("the usable addresses of so small a network")
    found: dict[str, Value] = {
        "network": str(network.network_address),
        "netmask": str(network.netmask),
    }
    last = int(network.broadcast_address)
    if isinstance(network, IPv4Network):
        found["broadcast"] = str(network.broadcast_address)
        found["firstUsable"] = str(network.network_address + 1)
        found["lastUsable"] = str(network.broadcast_address - 1)
    else:
        found["firstUsable"] = str(network.network_address)
        found["lastUsable"] = str(network.network_address + (last - int(network.network_address)))
    return {**found, "cidr": network.prefixlen}


def _cidr_subnet(text: str, prefix: int, index: int) -> str:
    network = _network(text)
    if not network.prefixlen <= prefix <= network.max_prefixlen:
        bounds = f"{network.prefixlen} to {network.max_prefixlen}"
        raise FunctionError(f"the prefix of a subnet must be from {bounds} (is {prefix})")
    count = 2 ** (prefix - network.prefixlen)
    if not 0 <= index < count:
        raise FunctionError(f"there are {count} such subnets, numbered from 0 (wanted is {index})")
    start = network.network_address + index * 2 ** (network.max_prefixlen - prefix)
    return f"{start}/{prefix}"


def _cidr_host(text: str, index: int) -> str:
    """Give a usable address: that of the network itself is none."""
    network = _network(text)
    first = network.network_address + 1
    last = network.broadcast_address - (1 if isinstance(network, IPv4Network) else 0)
    if network.prefixlen > network.max_prefixlen - 2:
        raise Undecided("the usable addresses of so small a network")
    if not 0 <= index <= int(last) - int(first):
        raise FunctionError(f"the network has no usable address {index}")
    return str(first + index)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "parsecidr": _parse_cidr,
    "cidrsubnet": _cidr_subnet,
    "cidrhost": _cidr_host,
}
