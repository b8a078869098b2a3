"""What a new application gateway needs, and what excludes it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from generator.findings import Finding
from generator.spec.defaults import literal
from generator.spec.listeners import heard_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject
    from generator.diagnostics import Path

_EVERYBODY = {"Internet", "*", "0.0.0.0/0", "Any"}


def _subnet(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on the infrastructure of gateways: a subnet that holds nothing else."""
    network = subject.value["network"]
    gateway = network["applicationGateway"]
    if gateway is None:
        return
    path = ("network", "applicationGateway")
    if network["subnetId"] is None and gateway["subnetId"] is not None:
        message = (
            "the network of the instances is created here, and so is the subnet of the gateway"
        )
        yield Finding((*path, "subnetId"), f"{message}: use subnetPrefix", kind="gateway-subnet")
    if network["subnetId"] is not None and gateway["subnetId"] is None:
        message = "the instances are in an existing network: name a subnet of it in 'subnetId'"
        yield Finding(path, message, kind="gateway-subnet")
    if gateway["subnetId"] is not None and gateway["subnetId"] == network["subnetId"]:
        message = "a gateway takes a subnet for itself: name another one than that of the instances"
        yield Finding((*path, "subnetId"), message, kind="gateway-subnet")


def _certificate(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on TLS termination with Key Vault certificates."""
    gateway, identity = subject.value["network"]["applicationGateway"], subject.value["identity"]
    if gateway is None:
        return
    path = ("network", "applicationGateway")
    listeners = [(path, gateway), *_more(gateway)]
    with_tls = [where for where, listener in listeners if listener["certificateUrl"] is not None]
    if not with_tls and gateway["identityId"] is not None:
        yield Finding(
            (*path, "identityId"),
            "it reads the certificate: give certificateUrl",
            kind="gateway-certificate",
        )
    if with_tls and not (gateway["identityId"] or identity["create"] or identity["ids"]):
        message = (
            "an identity must read the certificate: give identityId, or identity.create with the "
            "role Key Vault Secrets User on the vault"
        )
        yield Finding((*with_tls[0], "certificateUrl"), message, kind="gateway-certificate")
    secure = [
        where
        for where, listener in listeners
        for where, backend in [(where, listener), *_rules(where, listener)]
        if backend["backendProtocol"] == "https"
    ]
    if secure and gateway["hostName"] is None:
        message = (
            "the gateway compares the certificate of the instances with the host name: give "
            "'hostName', the name in that certificate"
        )
        yield Finding((*secure[0], "backendProtocol"), message, kind="gateway-host-name")
    low, high = literal(gateway["minCapacity"]), literal(gateway["maxCapacity"])
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield Finding(
            (*path, "minCapacity"),
            f"'minCapacity' must be at most maxCapacity ({high})",
            kind="gateway-capacity",
        )


def _more(gateway: dict[str, Any]) -> list[tuple[Path, dict[str, Any]]]:
    """Return the listeners beside the one that the gateway itself describes, with their places."""
    above = ("network", "applicationGateway", "listeners")
    return [((*above, index), item) for index, item in enumerate(gateway["listeners"])]


def _rules(path: Path, listener: dict[str, Any]) -> list[tuple[Path, dict[str, Any]]]:
    return [((*path, "paths", index), rule) for index, rule in enumerate(listener["paths"])]


def _listeners(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on hosting several sites, and the refusal that AGW072 names."""
    gateway = subject.value["network"]["applicationGateway"]
    if gateway is None:
        return
    path: Path = ("network", "applicationGateway")
    first = dict(gateway, name="application")
    heard: dict[Any, str] = {}
    secured: dict[tuple[bool, int], bool] = {}
    names: set[str] = {"redirect"}
    for where, listener in [(path, first), *_more(gateway)]:
        name, port, secure = listener["name"], listener["port"], bool(listener["certificateUrl"])
        again = next((key for key in heard_by(listener, port) if key in heard), None)
        if again is not None:
            what = f"host name {again[2]}" if again[2] else "all host names"
            message = f"the listener '{heard[again]}' has {what} at port {port}: a gateway refuses "
            yield Finding(where, f"{message}two; give other hostNames", kind="gateway-listeners")
        elif secured.setdefault((listener["public"], port), secure) is not secure:
            message = f"another listener of port {port} speaks {'http' if secure else 'https'}: "
            yield Finding((*where, "port"), f"{message}take another port", kind="gateway-listeners")
        heard |= dict.fromkeys(heard_by(listener, port), name)
        if not listener["public"] and gateway["privateIPAddress"] is None:
            message = "give the gateway a private address that it listens at: privateIPAddress"
            yield Finding((*where, "public"), message, kind="gateway-private-address")
        own = {name.lower(), f"redirect-{name}".lower()}
        own |= {f"{name}-{rule['name']}".lower() for rule in listener["paths"]}
        if own & names or len(own) < 2 + len(listener["paths"]):
            message = f"the name {name} is taken, or that of a rule of its paths: rename one"
            yield Finding(where, message, kind="gateway-listeners")
        names |= own
        yield from _paths(where, listener)


def _paths(path: Path, listener: dict[str, Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, rule in _rules(path, listener):
        for index, item in enumerate(rule["paths"]):
            if item.lower() in seen:
                message = f"{item} stands in another rule of this listener too: remove one"
                yield Finding((*where, "paths", index), message, kind="gateway-listeners")
        seen |= {item.lower() for item in rule["paths"]}


def _private_address(subject: SpecSubject) -> Iterator[Finding]:
    gateway = subject.value["network"]["applicationGateway"]
    address = literal(gateway["privateIPAddress"]) if gateway else None
    subnet = literal(gateway["subnetPrefix"]) if gateway else None
    if isinstance(address, str) and isinstance(subnet, str):
        try:
            inside = ipaddress.IPv4Address(address) in ipaddress.IPv4Network(subnet)
        except ValueError:
            return
        if not inside:
            message = f"'privateIPAddress' lies outside of the subnet of the gateway, {subnet}"
            path = ("network", "applicationGateway", "privateIPAddress")
            yield Finding(path, message, kind="gateway-private-address")


def _way_around(subject: SpecSubject) -> Iterator[Finding]:
    """Find ports that lead past the encryption of a gateway to where it leads in clear text."""
    network = subject.value["network"]
    gateway = network["applicationGateway"]
    if gateway is None or gateway["certificateUrl"] is None:
        return
    if gateway["backendProtocol"] != "http":
        return
    behind = literal(gateway["backendPort"])
    for index, rule in enumerate(subject.value["ports"]):
        same = behind is not None and literal(rule["backendPort"]) == behind
        if (
            same
            and rule["public"]
            and rule["protocol"] == "tcp"
            and literal(rule["from"]) in _EVERYBODY
        ):
            message = (
                f"port {rule['port']} of the load balancer leads everybody past the gateway and "
                "its encryption to the same port of the instances: remove it, or say in 'from' "
                "who may connect"
            )
            yield Finding(("ports", index), message, kind="way-around-the-gateway")


CHECKS: tuple[Check, ...] = (
    _subnet,
    _certificate,
    _listeners,
    _private_address,
    _way_around,
)
