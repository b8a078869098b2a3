"""Address ranges of the network that is created, and who is in which subnet."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.spec.paths import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject
    from generator.diagnostics import Path

_IPV6_SUBNET = 64


def _created(network: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Yield the IPv4 ranges of all subnets that are created."""
    yield ("network", "subnetPrefix"), network["subnetPrefix"]
    gateway = network["applicationGateway"]
    if gateway is not None:
        yield ("network", "applicationGateway", "subnetPrefix"), gateway["subnetPrefix"]
    for index, interface in enumerate(network["interfaces"]):
        yield ("network", "interfaces", index, "subnetPrefix"), interface["subnetPrefix"]


def _address_ranges(subject: SpecSubject) -> Iterator[Finding]:
    network = subject.value["network"]
    around, mistake = _parsed(("network", "addressPrefix"), network["addressPrefix"])
    yield from mistake
    seen: list[tuple[Path, ipaddress.IPv4Network]] = []
    for path, text in _created(network):
        inside, mistake = _parsed(path, text)
        yield from mistake
        if inside is None:
            continue
        if around is not None and not inside.subnet_of(around):
            yield Finding(
                path, f"'subnetPrefix' lies outside of addressPrefix {around}", kind="address-range"
            )
        for other, taken in seen:
            if inside.overlaps(taken):
                yield Finding(
                    path, f"'subnetPrefix' overlaps {taken} ({dotted(other)})", kind="address-range"
                )
        seen.append((path, inside))


def _parsed(path: Path, text: Any) -> tuple[ipaddress.IPv4Network | None, list[Finding]]:
    if not isinstance(text, str):
        return None, []
    try:
        return ipaddress.IPv4Network(text), []
    except ValueError as error:
        return None, [
            Finding(path, f"'{path[-1]}' is no address range: {error}", kind="address-range")
        ]


def _ipv6(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on IPv6 for Azure Virtual Network: a subnet is exactly a /64."""
    network = subject.value["network"]
    if network["ipv6"] is None:
        return
    parsed = {}
    for key in ("addressPrefix", "subnetPrefix"):
        text, path = network["ipv6"][key], ("network", "ipv6", key)
        if network["subnetId"] is not None and text is not None:
            message = f"'{key}' is for a network that is created; subnetId names an existing one"
            yield Finding(path, message, kind="existing-network")
        if isinstance(text, str):
            try:
                parsed[key] = ipaddress.IPv6Network(text)
            except ValueError as error:
                yield Finding(path, f"'{key}' is no IPv6 range: {error}", kind="ipv6-range")
    subnet = parsed.get("subnetPrefix")
    if subnet is not None and subnet.prefixlen != _IPV6_SUBNET:
        message = f"an IPv6 subnet of Azure is exactly a /{_IPV6_SUBNET} (is /{subnet.prefixlen})"
        yield Finding(("network", "ipv6", "subnetPrefix"), message, kind="ipv6-range")
        return
    around = parsed.get("addressPrefix")
    if subnet is not None and around is not None and not subnet.subnet_of(around):
        message = f"'subnetPrefix' lies outside of addressPrefix {around}"
        yield Finding(("network", "ipv6", "subnetPrefix"), message, kind="ipv6-range")


def _interfaces(subject: SpecSubject) -> Iterator[Finding]:
    network = subject.value["network"]
    seen = {"nic", "instances", "gateway"}
    for index, interface in enumerate(network["interfaces"]):
        path: Path = ("network", "interfaces", index)
        if interface["name"].lower() in seen:
            message = f"the name '{interface['name']}' is taken: give another one"
            yield Finding((*path, "name"), message, kind="interfaces")
        seen.add(interface["name"].lower())
        created = network["subnetId"] is None
        wanted, other = ("subnetPrefix", "subnetId") if created else ("subnetId", "subnetPrefix")
        if interface[other] is not None:
            message = "all interfaces are in one virtual network, and that of the first "
            message += "is created here" if created else "exists"
            yield Finding((*path, other), f"{message}: use {wanted}", kind="interfaces")
        elif interface[wanted] is None:
            yield Finding(path, f"the interface lacks '{wanted}'", kind="interfaces")


CHECKS: tuple[Check, ...] = (
    _address_ranges,
    _ipv6,
    _interfaces,
)
