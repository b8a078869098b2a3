"""Ports of the load balancer, and who may connect to them."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from generator.azure.limits import limit
from generator.azure.load_balancing import Flow, taken_twice
from generator.findings import Finding
from generator.lazy import regex
from generator.spec.defaults import literal
from generator.spec.port_ranges import ALL, ports_in
from generator.wording.kinds import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.constraints.subject import Check, SpecSubject
    from generator.diagnostics import Path

_SERVICE_TAG = regex(r"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)?$")
_LAST_PORT = 65534
_OF_INTERNAL = (
    "only an internal load balancer has a rule for all ports: give public: false, or name ports"
)
_OF_IPV4 = "a rule for all ports is for IPv4 alone: name ports, or leave network.ipv6 out"
_ALONE = "beside a rule for all ports a load balancer has no other: remove those"


def _ranges(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on the components of a load balancer: the rules of a range are of its ports.

    A rule that would be for more ports than an interface takes rules is told as that alone.
    """
    for index, rule in enumerate(subject.value["ports"]):
        path: Path = ("ports", index)
        port = rule["port"]
        if isinstance(port, int) or port == ALL:
            continue
        first, last = map(int, port.split("-"))
        if not first < last <= _LAST_PORT:
            message = f"a range goes up, to {_LAST_PORT} at most: first the lower port (is {port})"
            yield Finding((*path, "port"), message, kind="port-range")
        if rule["backendPort"] != port:
            message = f"the ports {port} of the instances serve a range: leave backendPort out"
            yield Finding((*path, "backendPort"), message, kind="port-range")


def _all_ports(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on high availability ports, its limitations."""
    ports, network = subject.value["ports"], subject.value["network"]
    for index, rule in enumerate(ports):
        path: Path = ("ports", index)
        if (rule["port"] == ALL) != (rule["protocol"] == "all"):
            message = "port '*' and protocol all go together: one rule for all traffic"
            yield Finding((*path, "protocol"), message, kind="high-availability-ports")
        elif rule["port"] == ALL:
            for broken, message in (
                (rule["public"], _OF_INTERNAL),
                (network["ipv6"] is not None, _OF_IPV4),
                (sum(item["public"] == rule["public"] for item in ports) > 1, _ALONE),
            ):
                if broken:
                    yield Finding((*path, "port"), message, kind="high-availability-ports")
            if rule["probe"]["port"] is None:
                message = "say which port shows that an instance serves: probe: {port: 80}"
                yield Finding(path, message, kind="high-availability-ports")


def _backend(rule: dict[str, Any]) -> range:
    """Return the ports of the instances that are known when rendering."""
    port = literal(rule["backendPort"]) if isinstance(rule["port"], int) else rule["port"]
    return range(0) if port is None else ports_in(port)


def _taken_twice(subject: SpecSubject) -> Iterator[Finding]:
    ports = subject.value["ports"]
    told = set()
    for later, earlier, port in _met([(rule, ports_in(rule["port"])) for rule in ports]):
        told.add(later)
        message = f"{ports[earlier]['protocol']} port {port} stands in 'ports' twice"
        yield Finding(("ports", later, "port"), message, kind="port-twice")
    fixed = [(rule, range(0) if rule["enableFloatingIP"] else _backend(rule)) for rule in ports]
    for later, _, port in _met(fixed):
        if later not in told:
            message = (
                f"another rule leads to {ports[later]['protocol']} port {port} of the same "
                "instances: a load balancer refuses that"
            )
            yield Finding(("ports", later, "backendPort"), message, kind="port-twice")


def _met(rules: list[tuple[dict[str, Any], range]]) -> Iterator[tuple[int, int, int]]:
    """Yield the places of two rules that have a port in common, the later one first, and it."""
    flows = [
        Flow(str(rule["public"]), rule["protocol"], (ports[0], ports[-1]) if ports else None)
        for rule, ports in rules
    ]
    for later, earlier in taken_twice(flows):
        yield later, earlier, max(rules[later][1][0], rules[earlier][1][0])


def _probes(subject: SpecSubject) -> Iterator[Finding]:
    ports = subject.value["ports"]
    served = [_backend(rule) for rule in ports if rule["protocol"] == "tcp"]
    for index, rule in enumerate(ports):
        path: Path = ("ports", index)
        probe = rule["probe"]
        if probe["protocol"] == "tcp" and probe["requestPath"] is not None:
            message = "a tcp probe has no path: use http"
            yield Finding((*path, "probe", "requestPath"), message, kind="probe-settings")
        asked = literal(probe["port"])
        if (
            rule["protocol"] == "udp"
            and asked in _backend(rule)
            and not any(asked in item for item in served)
        ):
            message = (
                f"no probe speaks UDP: this one asks TCP port {asked} of the instances, and where "
                "nothing answers there, none gets traffic; 'port' of probe or health may name "
                "another"
            )
            yield Finding(path, message, kind="probe-of-udp")


def _number(subject: SpecSubject) -> Iterator[Finding]:
    """Source: the page on the limits of load balancers."""
    network = subject.value["network"]
    families = 2 if network["ipv6"] else 1
    balanced = sum(len(ports_in(rule["port"])) or 1 for rule in subject.value["ports"])
    nat = len(network["loadBalancer"]["inboundNat"])
    rules = families * (balanced + (network["outbound"] == "loadBalancer")) + nat
    most = limit("balancer-rules-of-an-interface")
    if rules > most:
        twice = ", each for IPv4 and IPv6" if families > 1 else ""
        message = (
            f"these are {rules:,} rules of the load balancer (one for each port{twice}), and the "
            f"interface of an instance takes {most}: on an internal one port '*' is one rule"
        )
        yield Finding(("ports",), message, kind="rules-of-an-interface")


def _sources(subject: SpecSubject) -> Iterator[Finding]:
    for index, rule in enumerate(subject.value["ports"]):
        yield from _source(("ports", index, "from"), rule["from"])
    names: dict[str, int] = {}
    for index, rule in enumerate(subject.value["network"]["allow"]):
        yield from _source(("network", "allow", index, "from"), rule["from"])
        name = rule["name"].lower()
        if name in names:
            message = f"network.allow[{names[name]}] has this name too"
            yield Finding(("network", "allow", index, "name"), message, kind="rule-name-taken")
        names.setdefault(name, index)


def _source(path: Path, source: Any) -> Iterator[Finding]:
    if not isinstance(source, str) or source == "*" or _SERVICE_TAG.match(source):
        return
    try:
        ipaddress.ip_network(source, strict=False)
    except ValueError:
        message = f"{shown(source)} is no address, address range, service tag or *"
        yield Finding(path, message, kind="source-of-traffic")


CHECKS: tuple[Check, ...] = (_ranges, _all_ports, _taken_twice, _probes, _number, _sources)
