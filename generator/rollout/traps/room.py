"""The trap of too little room: addresses of a subnet, and ports of inbound NAT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.networks import addresses_in, ports_from
from generator.azure.resource_types import LOAD_BALANCER, VIRTUAL_NETWORK
from generator.rollout.batches import batches_of
from generator.rollout.model import list_at, number_at, text_at
from generator.rollout.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.model import Model
    from generator.rollout.records import Case, ResourcePlan
    from generator.rollout.side import Resource


def too_small(item: ResourcePlan, _sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find subnets and NAT ranges with less room than the update needs at its peak."""
    if item.new is None or item.model.capacity is None:
        return
    surges = any(verdict.when == "in batches" for verdict in item.verdicts) and item.model.surges
    most = batches_of(item.model).most if surges else item.model.capacity
    grows = any(verdict.effect == "scale" for verdict in item.verdicts)
    if most is None or not (surges or grows):
        return
    why = (
        f"the surge makes up to {most} instances of {item.model.capacity} at a time"
        if surges
        else f"{most} instances are asked for"
    )
    for room, what in rooms(item.model, case.after):
        if room < most:
            end = (
                "Azure then upgrades in place where the quota check fails, or the batch fails"
                if surges
                else "the set cannot get that large"
            )
            yield Hit(f"{why}, and {what} has room for {max(room, 0)}: {end}")


def rooms(model: Model, resources: dict[tuple[str, str], Resource]) -> Iterator[tuple[int, str]]:
    """Go through what limits the number of instances: for how many there is room, and what."""
    interfaces = list_at(model.profile, "networkProfile", "networkInterfaceConfigurations")
    configurations = [
        configuration
        for interface in interfaces
        for configuration in list_at(interface, "properties", "ipConfigurations")
    ]
    taken: dict[str, int] = {}
    for configuration in configurations:
        name = _last(text_at(configuration, "properties", "subnet", "id"))
        taken[name] = taken.get(name, 0) + 1
    for resource in resources.values():
        if resource.key[0] == VIRTUAL_NETWORK:
            for subnet in list_at(resource.body, "properties", "subnets"):
                each = taken.get(text_at(subnet, "name").lower(), 0)
                addresses = addresses_in(text_at(subnet, "properties", "addressPrefix"))
                if each and addresses is not None:
                    yield addresses // each, f"subnet '{text_at(subnet, 'name')}'"
        elif resource.key[0] == LOAD_BALANCER:
            yield from _ports(resource, configurations)


def _ports(balancer: Resource, configurations: list[Any]) -> Iterator[tuple[int, str]]:
    """Go through the NAT pools and rules of a load balancer that the instances use."""
    for section, reference in (
        ("inboundNatPools", "loadBalancerInboundNatPools"),
        ("inboundNatRules", "loadBalancerBackendAddressPools"),
    ):
        used = {
            _last(text_at(entry, "id"))
            for configuration in configurations
            for entry in list_at(configuration, "properties", reference)
        }
        for pool in list_at(balancer.body, "properties", section):
            name = text_at(pool, "name")
            pool_id = text_at(pool, "properties", "backendAddressPool", "id")
            key = name.lower() if section == "inboundNatPools" else _last(pool_id)
            first, last = _range(pool)
            if key in used and first is not None and last is not None:
                yield ports_from(first, last), f"the ports {first} to {last} of '{name}'"


def _range(pool: Any) -> tuple[int | None, int | None]:
    names = ("frontendPortRangeStart", "frontendPortRangeEnd")
    first, last = (number_at(pool, "properties", name) for name in names)
    return first, last


def _last(identity: str) -> str:
    """Give the last name of an id in lower case, also of one that is put together."""
    text = identity.rstrip("'])").lower()
    return text.rpartition("/")[2].rpartition("'")[2].strip()
