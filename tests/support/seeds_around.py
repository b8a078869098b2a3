"""The faults of what stands around a scale set: networks, security groups, gateways, vaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.seeds import SEEDS, P, V, put, seed, under
from tests.support.surroundings import (
    SUBNET,
    allowed,
    denied,
    id_of,
    interface,
    named,
    part,
    resource,
)

if TYPE_CHECKING:
    from tests.support.seeds import Path

__all__ = ["SEEDS"]


@seed("REF080")
def _(t, i):
    probe = "[resourceId('Microsoft.Network/applicationGateways/probes', 'gateway', 'up')]"
    return put(t, i, (*V, "networkProfile", "healthProbe", "id"), probe)


N = "Microsoft.Network"


def add(template: dict[str, Any], resource: dict[str, Any], *steps: Any) -> Path:
    """Put a resource beside the scale set; return a path in it."""
    template["resources"].append(resource)
    return ("resources", len(template["resources"]) - 1, *steps)


def group(*rules: dict[str, Any]) -> dict[str, Any]:
    return resource(f"{N}/networkSecurityGroups", "seeded", properties={"securityRules": [*rules]})


def network(prefix: str) -> dict[str, Any]:
    subnets = [named("seeded", addressPrefix=prefix)]
    space = {"addressPrefixes": ["10.20.0.0/16"]}
    properties = {"addressSpace": space, "subnets": subnets}
    return resource(f"{N}/virtualNetworks", "seeded", properties=properties)


def interfaces(t: dict[str, Any], i: int, *listed: dict[str, Any], at: Path = ()) -> Path | None:
    """Put interfaces of its own on the scale set; return a path in them."""
    place = put(t, i, (*V, "networkProfile", "networkInterfaceConfigurations"), [*listed])
    return under(place, *at)


IN_RULE = ("properties", "securityRules", 0, "properties")


@seed("NET060")
def _(t, i):
    return add(
        t, group(allowed("web", 100, "Internet", "80,443")), *IN_RULE, "destinationPortRange"
    )


@seed("NET062")
def _(t, i):
    return add(t, group(allowed("data", 100, "*", "5432")), *IN_RULE, "destinationPortRange")


@seed("NET063")
def _(t, i):
    return add(t, network("10.20.0.1/22"), *P, "subnets", 0, "properties", "addressPrefix")


@seed("NET061")
def _(t, i):
    pool = part("loadBalancers/backendAddressPools", "seeded", "be")
    probe = part("loadBalancers/probes", "seeded", "up")
    properties = {
        "backendAddressPools": [{"name": "be"}],
        "probes": [named("up", protocol="Tcp", port=8080)],
        "loadBalancingRules": [named("web", backendAddressPool=pool, probe=probe)],
    }
    ip = named("ip", subnet=id_of(SUBNET, "any", "any"), loadBalancerBackendAddressPools=[pool])
    nsg = id_of(f"{N}/networkSecurityGroups", "seeded")
    if not interfaces(t, i, interface(ipConfigurations=[ip], networkSecurityGroup=nsg)):
        return None
    add(t, resource(f"{N}/loadBalancers", "seeded", properties=properties))
    return add(t, group(denied()), *P, "securityRules", 0)


@seed("NET064")
def _(t, i):
    subnet = id_of(SUBNET, "seeded", "seeded")
    add(t, network("10.20.0.0/24"))
    front = named(
        "in", privateIPAllocationMethod="Static", privateIPAddress="10.20.1.9", subnet=subnet
    )
    balancer = resource(
        f"{N}/loadBalancers", "inner", properties={"frontendIPConfigurations": [front]}
    )
    place = ("frontendIPConfigurations", 0, "properties", "privateIPAddress")
    return add(t, balancer, *P, *place)


FIRST = ("properties", "ipConfigurations", 0, "properties", "subnet", "id")


@seed("NET065")
def _(t, i):
    ip = named("ip", subnet=id_of(SUBNET, "any", "GatewaySubnet"))
    return interfaces(t, i, interface(ipConfigurations=[ip]), at=(0, *FIRST))


@seed("NET066")
def _(t, i):
    return interfaces(t, i, interface("a"), interface("b"), at=(1, "properties", "primary"))


@seed("NET067")
def _(t, i):
    return interfaces(t, i, interface("a"), interface("A", primary=False), at=(1, "name"))


@seed("NET068")
def _(t, i):
    ip = named("ip", subnet=id_of(SUBNET, "other", "vms"))
    second = interface("b", primary=False, ipConfigurations=[ip])
    return interfaces(t, i, interface("a"), second, at=(1, *FIRST))
