"""What a new application gateway needs, and what excludes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.spec.defaults import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject

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
    if gateway["certificateUrl"] is None:
        if gateway["identityId"] is not None:
            yield Finding(
                (*path, "identityId"),
                "it reads the certificate: give certificateUrl",
                kind="gateway-certificate",
            )
    elif not (gateway["identityId"] or identity["create"] or identity["ids"]):
        message = (
            "an identity must read the certificate: give identityId, or identity.create with the "
            "role Key Vault Secrets User on the vault"
        )
        yield Finding((*path, "certificateUrl"), message, kind="gateway-certificate")
    if gateway["backendProtocol"] == "https" and gateway["hostName"] is None:
        message = (
            "the gateway compares the certificate of the instances with the host name: give "
            "'hostName', the name in that certificate"
        )
        yield Finding((*path, "backendProtocol"), message, kind="gateway-host-name")
    low, high = literal(gateway["minCapacity"]), literal(gateway["maxCapacity"])
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield Finding(
            (*path, "minCapacity"),
            f"'minCapacity' must be at most maxCapacity ({high})",
            kind="gateway-capacity",
        )


def _way_around(subject: SpecSubject) -> Iterator[Finding]:
    """Find ports that lead past the encryption of a gateway to where it leads in clear text."""
    network = subject.value["network"]
    gateway = network["applicationGateway"]
    if gateway is None or gateway["certificateUrl"] is None:
        return
    if gateway["backendProtocol"] != "http" or literal(network["loadBalancer"]["public"]) is False:
        return
    behind = literal(gateway["backendPort"])
    for index, rule in enumerate(subject.value["ports"]):
        same = behind is not None and literal(rule["backendPort"]) == behind
        if same and rule["protocol"] == "tcp" and literal(rule["from"]) in _EVERYBODY:
            message = (
                f"port {rule['port']} of the load balancer leads everybody past the gateway and "
                "its encryption to the same port of the instances: remove it, or say in 'from' "
                "who may connect"
            )
            yield Finding(("ports", index), message, kind="way-around-the-gateway")


CHECKS: tuple[Check, ...] = (
    _subnet,
    _certificate,
    _way_around,
)
