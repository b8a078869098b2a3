"""Outages by load balancers: probes, rules, backend ports and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.resource_types import PUBLIC_ADDRESS
from generator.rollout.outages.entries import entries_of
from generator.rollout.outages.world import Cut
from generator.scale_set.balancers import RULES, frontends_of, outbound_frontends, rules_of
from generator.scale_set.references import name_of, referenced_name
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node, TemplateResource
    from generator.rollout.outages.entries import Access
    from generator.rollout.outages.world import Running, World
    from generator.scale_set.balancers import BalancerRule


def probes_and_rules(world: World, found: Running) -> Iterator[Cut]:
    """Find rules for a set that go, or that ask or lead elsewhere."""
    for old, new in found.configurations():
        later = [entry for entry in entries_of(new) if entry.rule.kind == RULES]
        for entry in entries_of(old):
            if entry.rule.kind != RULES or world.counterpart(entry.balancer) is None:
                continue
            same = next((item for item in later if _is_same_flow(entry, item)), None)
            moved = None if same else _in_other_pool(entry, world)
            if moved is not None:
                yield from _pools(entry, moved, found)
            elif same is None:
                about = f"{entry.rule.label} is gone"
                yield Cut("rule-removed", about, entry.clients, entry.rule.node)
            else:
                yield from _ports(entry, same)
                yield from _probes(entry, same, found)


def _is_same_flow(old: Access, new: Access) -> bool:
    """Whether a rule takes the traffic of another one, be it by all ports of its frontend."""
    same = name_of(old.balancer.node) == name_of(new.balancer.node)
    return same and _takes_the_same(old.rule, new.rule)


def _takes_the_same(one: BalancerRule, other: BalancerRule) -> bool:
    if one.frontend != other.frontend:
        return False
    if other.protocol not in {one.protocol, "all"}:
        return False
    return other.protocol == "all" or one.port.resolved() == other.port.resolved()


def _in_other_pool(entry: Access, world: World) -> BalancerRule | None:
    """Return the rule that takes the same traffic for instances of another pool."""
    balancer = world.counterpart(entry.balancer)
    for rule in rules_of(balancer) if balancer else ():
        if rule.pools and _takes_the_same(entry.rule, rule):
            return rule
    return None


def _pools(entry: Access, rule: BalancerRule, found: Running) -> Iterator[Cut]:
    """Find instances that are in the pool of a rule only once they are upgraded.

    A pool of other instances is no outage: so traffic is switched from one set to another.
    """
    joined = {
        referenced_name(pool.at("id"), "backendAddressPools")
        for configuration in found.later.ip_configurations()
        for pool in configuration.at("properties", "loadBalancerBackendAddressPools")
    }
    if rule.pools & joined:
        about = f"{rule.label} leads to a pool that the instances are not in yet"
        yield Cut("rule-removed", about, entry.clients, rule.node, ends_with_upgrade=True)


def _ports(old: Access, new: Access) -> Iterator[Cut]:
    before, after = old.port, new.port
    if before and after and before != after and not new.rule.floats:
        about = f"{new.rule.label} leads to port {after} where it led to {before}"
        node = new.rule.at("backendPort")
        yield Cut("backend-port-changed", about, old.clients, node, ends_with_upgrade=True)


def _probes(old: Access, new: Access, found: Running) -> Iterator[Cut]:
    before, after = old.probe, new.probe
    if after is None or (before is None and new.rule.at("probe", "id") and old.rule.at("probe")):
        return
    was, asks = _asks(before), _asks(after)
    tcp_of_the_rule = asks[0] == "tcp" and asks[1] in {was[1], old.port}
    if was == asks or None in asks or tcp_of_the_rule:
        return
    about = f"{new.rule.label} asks {_told(asks)}" + (
        f" where it asked {_told(was)}" if before is not None else " where it asked no probe"
    )
    health = referenced_name(found.before.probe.at("id"), "probes")
    mine = before is not None and health == name_of(before)
    yield Cut(
        "probe-changed", about, old.clients, after, ends_with_upgrade=True, at_health_probe=mine
    )


def _asks(probe: Node | None) -> tuple[str, int | None, str | None]:
    """Return protocol, port and path of a probe."""
    if probe is None:
        return "", None, ""
    protocol = (probe.at("properties", "protocol").text() or "tcp").lower()
    path = "" if protocol == "tcp" else as_written(probe.at("properties", "requestPath"))
    return protocol, probe.at("properties", "port").number(), path


def _told(asks: tuple[str, int | None, str | None]) -> str:
    protocol, port, path = asks
    return (
        f"port {port}"
        if protocol == "tcp"
        else f"{path or '/'} of port {port} by {protocol.upper()}"
    )


def addresses(world: World, found: Running) -> Iterator[Cut]:
    """Find frontends of a set that get another address, and addresses with another name."""
    for old, _ in found.configurations():
        entries = list(entries_of(old))
        for entry in _by_frontend(entries):
            balancer = world.counterpart(entry.balancer)
            before = frontends_of(entry.balancer).get(entry.rule.frontend or "")
            after = frontends_of(balancer).get(entry.rule.frontend or "") if balancer else None
            if before is not None and after is not None:
                yield from _another(before, after)
        yield from _outbound(world, entries)


def _by_frontend(entries: list[Access]) -> list[Access]:
    return list(
        {(entry.balancer.node.path, entry.rule.frontend): entry for entry in entries}.values()
    )


def _another(old: Node, new: Node) -> Iterator[Cut]:
    for kind, name in (("publicIPAddress", "id"), ("publicIPPrefix", "id")):
        one, other = (item.at("properties", kind, name) for item in (old, new))
        if _differ(one, other):
            about = f"frontend '{as_written(new.at('name'))}' has another address"
            yield Cut("address-changed", about, "clients of the old address", other)
    one, other = (item.at("properties", "privateIPAddress") for item in (old, new))
    if _differ(one, other):
        about = (
            f"frontend '{as_written(new.at('name'))}' is {other.text()} where it was {one.text()}"
        )
        yield Cut("address-changed", about, "clients of the old address", other)


def _differ(one: Node, other: Node) -> bool:
    texts = one.text(), other.text()
    return None not in texts and str(texts[0]).lower() != str(texts[1]).lower()


def _outbound(world: World, entries: list[Access]) -> Iterator[Cut]:
    for balancer in {entry.balancer.node.path: entry.balancer for entry in entries}.values():
        later = world.counterpart(balancer)
        for rule in balancer.at("properties", "outboundRules"):
            listed = later.at("properties", "outboundRules") if later else ()
            same = next((item for item in listed if name_of(item) == name_of(rule)), None)
            if same is None or later is None:
                continue
            before, after = _out_addresses(balancer, rule), _out_addresses(later, same)
            if before and after and not before & after:
                about = f"outbound rule '{as_written(same.at('name'))}' goes out by another address"
                who = "whoever knows the instances by their address"
                yield Cut("outbound-address-changed", about, who, same)


def _out_addresses(balancer: TemplateResource, rule: Node) -> set[str]:
    frontends = frontends_of(balancer)
    found = (frontends.get(name) for name in outbound_frontends(rule))
    texts = (item.at("properties", "publicIPAddress", "id").text() for item in found if item)
    return {text.lower() for text in texts if text}


def names(world: World) -> Iterator[Cut]:
    """Find addresses whose DNS name is another one."""
    for old, new in world.pairs(PUBLIC_ADDRESS):
        one, other = (
            item.at("properties", "dnsSettings", "domainNameLabel") for item in (old, new)
        )
        if _differ(one, other):
            name = as_written(new.at("name"))
            about = f"the name of '{name}' is {other.text()} where it was {one.text()}"
            yield Cut("address-changed", about, "clients by the old name", other)
