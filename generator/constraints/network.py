"""Subnets, ways out and load balancers that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.load_balancing import PORT_STEP, PORTS_OF_AN_ADDRESS, Flow, most_ports
from generator.azure.networks import ports_from
from generator.findings import Finding
from generator.spec.defaults import literal
from generator.spec.port_ranges import ports_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject
    from generator.diagnostics import Path


def _network(subject: SpecSubject) -> Iterator[Finding]:
    network = subject.value["network"]
    if network["subnetId"] is not None:
        for key in ("addressPrefix", "subnetPrefix"):
            if network[key] is not None:
                message = (
                    f"'{key}' is for a network that is created; subnetId names an existing one"
                )
                yield Finding(("network", key), message, kind="existing-network")
        if network["outbound"] == "natGateway":
            message = (
                "a NAT gateway belongs to the subnet, and an existing one is not changed from "
                "here: attach it there and use outbound: none"
            )
            yield Finding(("network", "outbound"), message, kind="existing-network")


def _addresses(subject: SpecSubject) -> Iterator[Finding]:
    network = subject.value["network"]
    balancer = network["loadBalancer"]
    if network["outbound"] == "loadBalancer" and not balancer["public"]:
        message = "an internal load balancer gives no outbound access: use natGateway or none"
        yield Finding(("network", "outbound"), message, kind="no-way-out")
    sides = {rule["public"] for rule in subject.value["ports"]} or {balancer["public"]}
    if not balancer["public"] and True in sides:
        message = (
            "a port is public and the load balancer is not: leave this out, and give public: false "
            "to the ports for inside"
        )
        yield Finding(
            ("network", "loadBalancer", "public"), message, kind="address-of-the-load-balancer"
        )
    if False not in sides and balancer["privateIPAddress"] is not None:
        path = ("network", "loadBalancer", "privateIPAddress")
        yield Finding(
            path,
            "a public load balancer has no private address: use public: false, here or at a port",
            kind="address-of-the-load-balancer",
        )
    if not balancer["public"] and balancer["domainNameLabel"] is not None:
        path = ("network", "loadBalancer", "domainNameLabel")
        yield Finding(
            path,
            "an internal load balancer has no public DNS label",
            kind="address-of-the-load-balancer",
        )


def _outbound_ports(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on outbound rules: 64,000 ports of an address, in steps of 8."""
    network = subject.value["network"]
    path: Path = ("network", "loadBalancer", "outboundRule", "allocatedOutboundPorts")
    ports = network["loadBalancer"]["outboundRule"]["allocatedOutboundPorts"]
    if ports is not None and network["outbound"] != "loadBalancer":
        yield Finding(path, "this is for outbound: loadBalancer", kind="outbound-ports")
    ports = literal(ports)
    if not isinstance(ports, int):
        return
    if ports % PORT_STEP:
        yield Finding(
            path,
            f"'allocatedOutboundPorts' must be a multiple of {PORT_STEP} (is {ports})",
            kind="outbound-ports",
        )
    autoscale = subject.value["autoscale"]
    counts = [subject.value["count"], *([autoscale["maximum"]] if autoscale else [])]
    most = max((n for n in map(literal, counts) if isinstance(n, int)), default=0)
    if ports * most > PORTS_OF_AN_ADDRESS:
        possible = most_ports(most)
        message = (
            f"{ports:,} ports for each of {most:,} instances are more than the "
            f"{PORTS_OF_AN_ADDRESS:,} of an address: at most {possible:,}"
        )
        yield Finding(path, message, kind="outbound-ports")


def _inbound_nat(subject: SpecSubject) -> Iterator[Finding]:
    """Source: inbound NAT rules of a backend pool take one frontend port for each instance."""
    seen: list[Flow] = []
    behind: set[tuple[int, str]] = set()
    for index, rule in enumerate(subject.value["network"]["loadBalancer"]["inboundNat"]):
        path: Path = ("network", "loadBalancer", "inboundNat", index)
        key = (rule["backendPort"], rule["protocol"])
        if key in behind:
            message = f"{rule['protocol']} port {rule['backendPort']} stands in 'inboundNat' twice"
            yield Finding((*path, "backendPort"), message, kind="inbound-nat")
        behind.add(key)
        start, end = (literal(rule[f"frontendPortRange{edge}"]) for edge in ("Start", "End"))
        if not isinstance(start, int) or not isinstance(end, int):
            continue
        if start > end:
            message = f"'frontendPortRangeStart' must be at most frontendPortRangeEnd ({end})"
            yield Finding(
                (*path, "frontendPortRangeStart"), f"{message} (is {start})", kind="inbound-nat"
            )
            continue
        yield from _range_serves(subject, path, start, end)
        flow = Flow("", rule["protocol"], (start, end))
        for number, other in enumerate(seen):
            if flow.meets(other):
                of = f"network.loadBalancer.inboundNat[{number}]"
                message = f"the range {start} to {end} overlaps that of {of}"
                yield Finding(
                    path,
                    f"{message}: give frontendPortRangeStart and frontendPortRangeEnd",
                    kind="inbound-nat",
                )
        seen.append(flow)


def _range_serves(subject: SpecSubject, path: Path, start: int, end: int) -> Iterator[Finding]:
    count = literal(subject.value["count"])
    if isinstance(count, int) and ports_from(start, end) < count:
        message = (
            f"the range {start} to {end} has {ports_from(start, end)} ports for {count} instances"
        )
        yield Finding((*path, "frontendPortRangeEnd"), message, kind="inbound-nat")
    for rule in subject.value["ports"]:
        ports = ports_in(rule["port"])
        if ports and start <= ports[-1] and ports[0] <= end:
            message = f"the range {start} to {end} holds port {rule['port']} of 'ports'"
            yield Finding((*path, "frontendPortRangeStart"), message, kind="inbound-nat")


CHECKS: tuple[Check, ...] = (
    _network,
    _addresses,
    _inbound_nat,
    _outbound_ports,
)
