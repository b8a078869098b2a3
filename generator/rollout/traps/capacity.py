"""The trap of a capacity in the template: each deployment sets it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.language.documents.casing import written
from generator.rollout.records import Hit
from generator.scale_set.autoscale import bounds_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def reset(item: ResourcePlan, _sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find a set that autoscale looks after, and whose template states a capacity."""
    count = item.model.count
    if item.old is None or item.new is None or count is None or count == case.capacity:
        return
    if not sends_capacity(item):
        return
    settings = settings_of(item.model) or settings_of(item.was)
    if not settings:
        return
    least, most = bounds_of(settings[0])
    between = f" ({least} to {most})" if least is not None and most is not None else ""
    than = f"whatever autoscale made of it since{between}: it may delete instances under load"
    if case.capacity is not None:
        than = f"and it has {case.capacity} now"
    yield Hit(f"the deployment sets the set to {count} instances, {than}. {_advice(case)}")


def sends_capacity(item: ResourcePlan) -> bool:
    """Whether the new template gives a number of instances, and does not leave it as it is."""
    return not any(left.path in {"sku", "sku.capacity"} for left in item.left)


def _advice(case: Case) -> str:
    template = case.new.expansion.deployments[0].deployment.source
    declared, _ = template.section("parameters")
    if isinstance(declared, dict) and written(declared, "keepInstanceCount") in declared:
        return "Deploy with --parameters keepInstanceCount=true, which keeps the present number"
    return (
        "Give the present number, or let the template read it (autoscale.keepInstanceCount in a "
        "spec)"
    )
