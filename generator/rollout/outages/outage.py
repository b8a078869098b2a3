"""From what the searches found to outages: who loses traffic, from when, until when."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from generator.azure.tables import table
from generator.rollout.batches import batches_of
from generator.rollout.outages.world import world_of
from generator.rollout.records import Fact, Outage
from generator.rollout.summary import OF_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from generator.rollout.outages.world import Cut, Running, World
    from generator.rollout.records import ResourcePlan
    from generator.rollout.verdicts import Verdict
    from generator.scale_set.view import ScaleSet

OF_SETS = (
    "balancing:probes_and_rules", "balancing:addresses", "filtering:filters", "filtering:bodies",
    "leading_out:ways", "leading_out:addresses", "leading_out:routes", "gateways:probes",
    "supply:health", "supply:numbers", "supply:images",
)  # fmt: skip
"""The searches that ask for each set whose instances run."""
OF_ALL = (
    "balancing:names",
    "gateways:gateways",
    "gateways:vaults",
    "gateways:secrets",
    "supply:deleted",
)
_APPLICATION = (
    ("virtualmachineprofile", "storageprofile", "imagereference"),
    ("virtualmachineprofile", "osprofile", "customdata"),
    ("virtualmachineprofile", "userdata"),
    ("virtualmachineprofile", "applicationprofile"),
)
"""What brings another application to an instance, besides its extensions."""


@cache
def facts() -> dict[str, Fact]:
    """Return the rows of the table by their ids, in its order."""
    return {row["id"]: Fact(**row) for row in table("outages")["outages"]}


def outages_of(items: list[ResourcePlan], *, complete: bool) -> list[Outage]:
    """Return the outages of an update, in the order of the table.

    Where Azure refuses a resource nothing of it is deployed, so it brings none.
    """
    if not any(item.kind != "none" and item.old is not None for item in items):
        return []
    world = world_of(items, complete=complete)
    told = {(one.fact.id, one.about, one.who): one for one in _found(world)}
    order = list(facts())
    kept = [item for item in told.values() if item.item.effect != "refused"]
    return sorted(kept, key=lambda item: order.index(item.fact.id))


def _found(world: World) -> Iterator[Outage]:
    for running in world.running():
        if running.before.count == 0:
            continue
        for search in OF_SETS:
            for hit in _search(search)(world, running):
                who = hit.who if hit.id in OF_NUMBERS else f"{hit.who}, at {running.instances}"
                yield _outage(world, hit, who, _until(hit, running), running.name)
    for search in OF_ALL:
        for hit in _search(search)(world):
            yield _outage(world, hit, hit.who, hit.until or _PUT_BACK)


_PUT_BACK = "until it is put back"


def _search(name: str) -> Callable[..., Iterator[Cut]]:
    module, _, function = name.partition(":")
    found: Callable[..., Iterator[Cut]] = getattr(
        import_module(f"generator.rollout.outages.{module}"), function
    )
    return found


def _outage(world: World, hit: Cut, who: str, until: str, scale_set: str = "") -> Outage:
    item, new = world.item_of(hit.node), world.is_new(hit.node)
    resource = item.new if new else item.old
    assert resource is not None  # noqa: S101 - the node stands in it
    path = hit.node.path[2:]
    fact = facts()[hit.id]
    return Outage(fact, hit.about, who, until, item, resource, new, path, scale_set)


def _until(hit: Cut, running: Running) -> str:
    """Return when it ends; where the application must follow, by the way instances get it."""
    if hit.until or not hit.ends_with_upgrade:
        return hit.until or _PUT_BACK
    model = running.item.model
    when = {v.when for v in running.item.verdicts if _brings(v, model)}
    repairs = running.later.at("automaticRepairsPolicy", "enabled").flag() is True
    until = _BY_WHEN.get(_first(when), _NOT_IN_IT)
    batches = batches_of(model)
    if _first(when) == "in batches" and batches.size and batches.least:
        until = (
            f"for each instance until its batch is upgraded (mode Rolling, "
            f"{'one batch' if batches.least == 1 else f'at least {batches.least} batches'} of at "
            f"most {batches.size})"
        )
    if hit.at_health_probe and model.rolling and "in batches" in when:
        until = (
            "until somebody mends it: the set takes its health from this probe, so the rolling "
            "upgrade stops at maxUnhealthyInstancePercent, and what is not upgraded stays down"
        )
    if hit.at_health_probe and repairs:
        until += (
            "; after the grace period automatic repairs replace working instances, until they "
            "suspend themselves"
        )
    return until


def _brings(verdict: Verdict, model: ScaleSet) -> bool:
    """Whether a change may bring another application; one of the health extension does not."""
    change = verdict.change
    if not change.extension:
        return any(change.names[: len(path)] == path for path in _APPLICATION)
    return change.extension not in {item.label.lower() for item in model.health_extensions()}


def _first(when: Collection[str]) -> str:
    return next((item for item in _BY_WHEN if item in when), "")


_BY_WHEN = {
    "all at once": "until the upgrade of all instances is over (mode Automatic)",
    "in batches": "for each instance until its batch is upgraded (mode Rolling)",
    "when upgraded": "until you upgrade the instances by hand (mode Manual)",
    "when reimaged": "until you reimage the instances",
    "unknown": "until the instances have the new application; when they get it is not known",
}
_NOT_IN_IT = "until the application follows: nothing in this deployment brings it to the instances"
