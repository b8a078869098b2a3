"""Outages of outbound access: NAT gateways, outbound rules, routes, private subnets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.outages.entries import entries_of
from generator.rollout.outages.world import Cut
from generator.scale_set.networks import goes_out_by_default, may_lead_out, subnets_of
from generator.scale_set.references import named, referenced_name
from generator.scale_set.view import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.language.template import Node
    from generator.rollout.outages.world import Running, World
    from generator.scale_set.view import ScaleSet

_WHO = "connections to the internet"
_NAT, _TABLE = "microsoft.network/natgateways", "microsoft.network/routetables"


def ways(world: World, found: Running) -> Iterator[Cut]:
    """Find instances that reached the internet, and no longer do."""
    for old, new in found.configurations():
        out = may_lead_out(old) or by_default(found.before, old)
        if not out or may_lead_out(new) or by_default(found.before, new):
            continue
        yield Cut("outbound-removed", *_what(old, new, world))


def by_default(scale_set: ScaleSet, configuration: Node) -> bool:
    """Whether Azure gives the instances an address unasked.

    It gives none to Flexible sets and none behind a Standard load balancer.
    """
    if scale_set.flexible or not goes_out_by_default(configuration):
        return False
    return not any(entry.is_standard for entry in entries_of(configuration))


def _what(old: Node, new: Node, world: World) -> tuple[str, str, Node]:
    """Return what is the matter, who is concerned, and where it shows."""
    for before, after in zip(subnets_of(old), subnets_of(new), strict=False):
        if before.at("natGateway") and not after.at("natGateway"):
            about = (
                f"subnet '{after.label}' has no natGateway, and there is no other outbound access"
            )
            return about, _WHO, after.node
        if after.at("defaultOutboundAccess").flag() is False and not _private(
            before.at("defaultOutboundAccess")
        ):
            about = f"subnet '{after.label}' gets private, and there is no other outbound access"
            return about, _WHO, after.at("defaultOutboundAccess")
    for entry in entries_of(old):
        later = world.counterpart(entry.balancer)
        if later is not None and later.node.value != entry.balancer.node.value:
            about = (
                f"load balancer '{as_written(later.at('name'))}' no longer leads out, and nothing "
                "else does"
            )
            return about, _WHO, later.at("properties", "outboundRules")
    return "nothing leads out any more", _WHO, new


def _private(node: Node) -> bool:
    return node.flag() is False


def addresses(_world: World, found: Running) -> Iterator[Cut]:
    """Find NAT gateways of a subnet that go out by other addresses."""
    for old, new in found.configurations():
        for before, after in zip(subnets_of(old), subnets_of(new), strict=False):
            one, other = (item.at("natGateway", "id") for item in (before, after))
            was, will = _addresses(one), _addresses(other)
            if was and will and not was & will:
                about = f"subnet '{after.label}' goes out by another address of its NAT gateway"
                who = "whoever knows the instances by their address"
                yield Cut("outbound-address-changed", about, who, after.node)


def _addresses(identifier: Node) -> set[str]:
    name = referenced_name(identifier, "natGateways")
    gateways = named(identifier.template, _NAT).get(name, ()) if name else ()
    return {
        text.lower()
        for gateway in gateways
        for kind in ("publicIpAddresses", "publicIpPrefixes")
        for item in gateway.at("properties", kind)
        if (text := item.at("id").text())
    }


def routes(_world: World, found: Running) -> Iterator[Cut]:
    """Find routes of a subnet that go, and a way for everything by an appliance that comes."""
    for old, new in found.configurations():
        for before, after in zip(subnets_of(old), subnets_of(new), strict=False):
            one, other = (_table(item.at("routeTable", "id")) for item in (before, after))
            if one is None or other is None:
                continue
            now = {_way(route) for route in other.at("properties", "routes")}
            was = {_way(route) for route in one.at("properties", "routes")}
            for route in one.at("properties", "routes"):
                if _way(route) not in now and "" not in _way(route)[:2]:
                    about = f"route '{as_written(route.at('name'))}' is gone or leads elsewhere"
                    who = f"traffic to {_way(route)[0]}"
                    yield Cut("routes-removed", about, who, route)
            for route in other.at("properties", "routes"):
                prefix, hop, _ = _way(route)
                behind = any(entry.other == "internet" for entry in entries_of(old))
                if (
                    _way(route) not in was
                    and prefix == "0.0.0.0/0"
                    and hop == "virtualappliance"
                    and behind
                ):
                    about = (
                        f"route '{as_written(route.at('name'))}' leads everything to an appliance"
                    )
                    yield Cut("routes-removed", about, "clients of the load balancer", route)


def _table(identifier: Node) -> Node | None:
    wanted = referenced_name(identifier, "routeTables")
    tables = named(identifier.template, _TABLE).get(wanted, ()) if wanted else ()
    return next((item.node for item in tables), None)


def _way(route: Node) -> tuple[str, str, str]:
    texts = (
        route.at("properties", name).text() or ""
        for name in ("addressPrefix", "nextHopType", "nextHopIpAddress")
    )
    prefix, hop, address = (text.lower() for text in texts)
    return prefix, hop, address
