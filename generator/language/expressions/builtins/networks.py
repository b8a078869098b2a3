"""Networks in CIDR notation, read as leniently as the deployment engine reads them.

A sign that cannot be part of a network is passed over; a missing length is that of the address's
old class. Two kinds are refused although the engine takes them, as they are surely mistakes: no
length at all, and numbers that start with a zero, which count as octal. Sources: the page "CIDR
functions" of the documentation of ARM templates, and the engine's answers in tests/data/engine.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TYPE_CHECKING

from generator.language.expressions.builtins.numbers import int32
from generator.language.expressions.values import FunctionError, Value
from generator.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_Network = IPv4Network | IPv6Network
_STRANGE = regex(r"[^0-9A-Fa-f./\s:]+")
_LONGEST = {128: 8, 192: 16, 256: 24}
"""The length of the prefix below the first number of an address, by its class."""


def _network(text: str) -> _Network:
    parts = [part for part in re.split(r"[\s/]+", _STRANGE.sub("", text)) if part]
    if not re.search(r"[\s/]", text.strip()):
        raise FunctionError("the string is no network: a slash and the length of its prefix follow")
    if not parts:
        raise FunctionError("the string is no network in CIDR notation")
    address = parts[0] if ":" in parts[0] else _ipv4(parts[0])
    prefix = parts[1] if len(parts) > 1 else _usual_prefix(address)
    if prefix.isascii() and prefix.isdigit():
        prefix = str(int(prefix[-9:]))
    try:
        network = ip_network(f"{address}/{prefix}", strict=False)
    except ValueError:
        raise FunctionError("the string is no network in CIDR notation") from None
    if "." in prefix and str(network.netmask) != prefix:
        raise FunctionError("what follows the slash is neither a length nor a mask of a network")
    return network


def _ipv4(text: str) -> str:
    """Return an address in four numbers: the last one that is written fills what is left."""
    numbers = text.split(".")
    if not all(part.isascii() and part.isdigit() for part in numbers) or len(numbers) > 4:
        raise FunctionError("the string is no network in CIDR notation")
    if any(len(part) > 1 and part.startswith("0") for part in numbers):
        message = "a number of the address starts with a zero, which makes it octal"
        raise FunctionError(f"{message}; leave out the zero")
    *first, last = map(int, numbers)
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        raise FunctionError("the string is no network in CIDR notation")
    rest = last.to_bytes(4 - len(first), "big")
    return ".".join(map(str, (*first, *rest)))


def _usual_prefix(address: str) -> str:
    if ":" in address:
        return "64"
    first = int(address.partition(".")[0])
    return str(next(length for below, length in _LONGEST.items() if first < below))


def _shown(address: object) -> str:
    """Write an address as .NET does, which shows one of IPv4 inside of one of IPv6 in its form."""
    if not isinstance(address, IPv6Address):
        return str(address)
    words = [int(word, 16) for word in address.exploded.split(":")]
    if not _has_ipv4(words):
        return _compressed(words)
    ending = f"{words[6] >> 8}.{words[6] & 255}.{words[7] >> 8}.{words[7] & 255}"
    start = _compressed(words[:6])
    return f"{start}{'' if start.endswith('::') else ':'}{ending}"


def _has_ipv4(words: list[int]) -> bool:
    if words[4:6] == [0, 0x5EFE]:
        return True
    return not any(words[:4]) and words[6] != 0 and words[4:6] in ([0, 0], [0, 0xFFFF], [0xFFFF, 0])


def _compressed(words: list[int]) -> str:
    """Write numbers with the first of the longest rows of zeros left out."""
    text = ":".join(f"{word:x}" for word in words)
    rows = re.finditer(r"(?:^|(?<=:))0(?::0)+(?=:|$)", text)
    longest = max(rows, key=lambda row: len(row[0]), default=None)
    if longest is None:
        return text
    before, after = text[: longest.start()].rstrip(":"), text[longest.end() :].lstrip(":")
    return f"{before}::{after}"


def _parse_cidr(text: str) -> dict[str, Value]:
    network = _network(text)
    first, last = network.network_address, network.broadcast_address
    found: dict[str, Value] = {"network": _shown(first), "netmask": _shown(network.netmask)}
    if isinstance(network, IPv4Network):
        found["broadcast"] = str(last)
        usable = network.num_addresses > 2
        first, last = (first + 1, last - 1) if usable else (first, first)
    return {
        **found,
        "firstUsable": _shown(first),
        "lastUsable": _shown(last),
        "cidr": network.prefixlen,
    }


def _cidr_subnet(text: str, prefix: int, index: int) -> str:
    int32(prefix, index)
    network = _network(text)
    if not network.prefixlen <= prefix <= network.max_prefixlen:
        bounds = f"{network.prefixlen} to {network.max_prefixlen}"
        raise FunctionError(f"the prefix of a subnet must be from {bounds} (is {prefix})")
    count = 2 ** (prefix - network.prefixlen)
    if not 0 <= index < count:
        raise FunctionError(f"there are {count} such subnets, numbered from 0 (wanted is {index})")
    start = network.network_address + index * 2 ** (network.max_prefixlen - prefix)
    return f"{_shown(start)}/{prefix}"


def _cidr_host(text: str, index: int) -> str:
    """Return an address that can be used, counted from the second of the network."""
    int32(index)
    network = _network(text)
    if index >= max(network.num_addresses - 2, 0):
        raise FunctionError(f"the network has no usable address {index}")
    first = network.network_address
    number = (int(first) + 1 + index) % 2**network.max_prefixlen
    return _shown(type(first)(number))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "parsecidr": _parse_cidr,
    "cidrsubnet": _cidr_subnet,
    "cidrhost": _cidr_host,
}
