"""Outages by security groups, and by the bodies of subnets that leave one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.ports import service_ports
from generator.lazy import replace
from generator.rollout.outages.entries import entries_of, gateways_of
from generator.rollout.outages.world import Cut
from generator.scale_set.filters import (
    BALANCER,
    INTERNET,
    NETWORK,
    Connection,
    Passage,
    allow_rules,
    others_of,
    passage,
    ports_of,
)
from generator.scale_set.networks import prefixes_of, subnets_of
from generator.scale_set.security_groups import groups_meant
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.language.template import Node, TemplateResource
    from generator.rollout.outages.entries import Access
    from generator.rollout.outages.world import Running, World
    from generator.scale_set.networks import Subnet
    from generator.scale_set.view import ScaleSet

_MOST = 64
"""So many flows are looked at: rules of large groups say the same in many words."""


def filters(_world: World, found: Running) -> Iterator[Cut]:
    """Find traffic of a set that its groups let through, and no longer do."""
    for old, new in found.configurations():
        before, after = groups_of(found.before, old), groups_of(found.during, new)
        if not after or [item.node.value for item in before] == [item.node.value for item in after]:
            continue
        was_let, is_let = passage_of(found.before, old), passage_of(found.before, old, after)
        told: set[tuple[str, str]] = set()
        for kind, who, flow in _flows(before or after, old):
            was, will = was_let(flow), is_let(flow)
            if was.open and will.open is False and (kind, who) not in told:
                told.add((kind, who))
                yield _cut(kind, who, was, will, after)


def passage_of(
    scale_set: ScaleSet, configuration: Node, groups: list[TemplateResource] | None = None
) -> Callable[[Connection], Passage]:
    """Return what tells of traffic of an IP configuration whether its groups, or some, pass it."""
    asked = groups_of(scale_set, configuration) if groups is None else groups
    around = subnets_of(configuration)
    subnet = tuple(str(one) for item in around for one in prefixes_of(item) or ())
    others = _has_other_groups(scale_set, configuration)
    bare = Passage(None if others else not _needs_group(scale_set, configuration))
    return lambda flow: _through(asked, replace(flow, subnet=subnet), bare)


def groups_of(scale_set: ScaleSet, configuration: Node) -> list[TemplateResource]:
    """Return the groups of the template that traffic passes: of the subnet, of the interface."""
    meant = (groups_meant(item) for item in _identifiers(scale_set, configuration))
    return [groups[0] for groups in meant if len(groups) == 1]


def _has_other_groups(scale_set: ScaleSet, configuration: Node) -> bool:
    """Whether there is a group that is not in the template, or may be one."""
    return len(groups_of(scale_set, configuration)) < len(
        list(_identifiers(scale_set, configuration))
    ) or not subnets_of(configuration)


def _identifiers(scale_set: ScaleSet, configuration: Node) -> Iterator[Node]:
    holders = [item.at("networkSecurityGroup", "id") for item in _subnets(configuration)]
    holders += [
        interface.at("properties", "networkSecurityGroup", "id")
        for interface in scale_set.interfaces()
        if configuration.path[: len(interface.path)] == interface.path
    ]
    yield from filter(None, holders)


def _subnets(configuration: Node) -> list[Subnet]:
    return subnets_of(configuration)[:1]


def _through(groups: list[TemplateResource], flow: Connection, bare: Passage) -> Passage:
    """Return what all groups together do to traffic; without any it is that of `bare`."""
    if not groups:
        return Passage(True) if flow.direction == "outbound" else bare
    found = [passage(group, flow) for group in groups]
    shut = next((item for item in found if item.open is False), None)
    unsure = next((item for item in found if item.open is None), None)
    return shut or unsure or found[0]


def _cut(kind: str, who: str, was: Passage, will: Passage, groups: list[TemplateResource]) -> Cut:
    if will.rule is not None:
        about = f"rule '{as_written(will.rule.at('name'))}' of the security group denies it"
        return Cut(kind, about, who, will.rule)
    if was.rule is not None:
        about = f"rule '{as_written(was.rule.at('name'))}' of the security group is gone"
        return Cut(kind, about, who, was.rule)
    name = as_written(groups[0].at("name"))
    return Cut(kind, f"no rule of the security group '{name}' allows it", who, groups[0].node)


def _flows(
    groups: list[TemplateResource], configuration: Node
) -> Iterator[tuple[str, str, Connection]]:
    """Yield the traffic that there may be, with the kind of outage and who loses it."""
    entries = list(entries_of(configuration))
    allowing = [rule for group in groups for rule in allow_rules(group)][:_MOST]
    ports = {(entry.protocol, entry.port): entry for entry in entries if entry.port}
    for (protocol, port), entry in ports.items():
        yield (
            "traffic-denied",
            entry.clients,
            Connection("inbound", protocol, port or 0, entry.other),
        )
        yield from _from_others(entry, allowing)
    for port in sorted({_probe_port(entry.probe) for entry in entries} - {0}):
        yield (
            "probe-denied",
            "clients of the load balancer",
            Connection("inbound", "tcp", port, BALANCER),
        )
    for gateway in gateways_of(configuration):
        for settings in gateway.at("properties", "backendHttpSettingsCollection"):
            port = settings.at("properties", "port").number() or 0
            yield (
                "traffic-denied",
                "clients of the gateway",
                Connection("inbound", "tcp", port, NETWORK),
            )
    if not entries:
        yield from _by_rules(allowing)
    yield (
        "outbound-denied",
        "connections to the internet",
        Connection("outbound", "tcp", 443, INTERNET),
    )


def _from_others(entry: Access, allowing: list[Node]) -> Iterator[tuple[str, str, Connection]]:
    """Yield what comes to the port of a rule from whom the rules of the group name."""
    port = entry.port or 0
    for rule in allowing:
        if any(low <= port <= high for low, high in ports_of(rule)):
            for other in sorted({*others_of(rule)} - {entry.other, BALANCER}):
                who = f"{entry.clients} at {other}" if other != "*" else entry.clients
                yield "traffic-denied", who, Connection("inbound", entry.protocol, port, other)


def _probe_port(probe: Node | None) -> int:
    return (probe.at("properties", "port").number() or 0) if probe is not None else 0


def _by_rules(allowing: list[Node]) -> Iterator[tuple[str, str, Connection]]:
    """Yield what rules let in where nothing else tells what is used; not who looks after it."""
    management = {item.port for item in service_ports() if item.signs_in}
    for rule in allowing:
        for low, high in ports_of(rule):
            if low == high and low not in management:
                protocol = (rule.at("properties", "protocol").text() or "").lower()
                for other in others_of(rule):
                    flow = Connection("inbound", "udp" if protocol == "udp" else "tcp", low, other)
                    yield "traffic-denied", f"clients of port {low}", flow


def bodies(_world: World, found: Running) -> Iterator[Cut]:
    """Find subnets of a set that lose their group or their route table."""
    for old, new in found.configurations():
        for before, after in zip(_subnets(old), _subnets(new), strict=False):
            if _gone(before, after, "networkSecurityGroup") and _needs_group(found.before, old):
                who = "whoever opens a connection to the instances"
                about = f"subnet '{after.label}' has no networkSecurityGroup"
                yield Cut("group-left-out", about, who, after.node)
            if _gone(before, after, "routeTable"):
                who = "traffic by the routes of the table"
                about = f"subnet '{after.label}' has no routeTable"
                yield Cut("route-table-left-out", about, who, after.node)
            added = _services(after) - _services(before)
            if added:
                about = (
                    f"subnet '{after.label}' gets the service endpoint {', '.join(sorted(added))}"
                )
                yield Cut(
                    "service-endpoint-added", about, "connections to that service",
                    after.at("serviceEndpoints"), until="until they connect again",
                )  # fmt: skip


def _gone(before: Subnet, after: Subnet, name: str) -> bool:
    return before.at(name).known() and not after.at(name)


def _services(subnet: Subnet) -> set[str]:
    return {item.at("service").text() or "" for item in subnet.at("serviceEndpoints")} - {""}


def _needs_group(scale_set: ScaleSet, configuration: Node) -> bool:
    """Whether instances get nothing in without a group: a Standard balancer or address."""
    interfaces = scale_set.interfaces()
    if any(item.at("properties", "networkSecurityGroup") for item in interfaces):
        return False
    if configuration.at("properties", "publicIPAddressConfiguration"):
        return True
    return any(entry.is_standard for entry in entries_of(configuration))
