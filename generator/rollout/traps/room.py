"""The trap of too little room: addresses of a subnet, and ports of inbound NAT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.azure.networks import addresses_in, ports_from
from generator.rollout.batches import batches_of
from generator.rollout.records import Hit
from generator.scale_set.networks import addresses_taken, nat_pools_of, nat_rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan
    from generator.scale_set.view import ScaleSet


def too_small(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find subnets and NAT ranges with less room than the update needs at its peak."""
    if item.new is None or item.model.count is None:
        return
    surges = any(verdict.when == "in batches" for verdict in item.verdicts) and item.model.surges
    most = batches_of(item.model).most if surges else item.model.count
    grows = any(verdict.effect == "scale" for verdict in item.verdicts)
    if most is None or not (surges or grows):
        return
    why = (
        f"the surge makes up to {most} instances of {item.model.count} at a time"
        if surges
        else f"{most} instances are asked for"
    )
    for room, what in rooms(item.model):
        if room < most:
            end = (
                "Azure then upgrades in place where the quota check fails, or the batch fails"
                if surges
                else "the set cannot get that large"
            )
            yield Hit(f"{why}, and {what} has room for {max(room, 0)}: {end}")


def rooms(model: ScaleSet) -> Iterator[tuple[int, str]]:
    """Yield what limits the number of instances: for how many there is room, and what."""
    for subnet, each in addresses_taken(model):
        addresses = addresses_in(subnet.at("addressPrefix").text() or "")
        if addresses is not None:
            yield addresses // each, f"subnet '{subnet.label}'"
    for ports in (*nat_pools_of(model), *nat_rules_of(model)):
        if ports.first is not None and ports.last is not None:
            room = ports_from(ports.first, ports.last)
            yield room, f"the ports {ports.first} to {ports.last} of '{ports.label}'"
