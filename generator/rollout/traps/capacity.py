"""The trap of a capacity in the template: each deployment sets it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.azure.resource_types import AUTOSCALE
from generator.rollout.model import at, list_at, number_at
from generator.rollout.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan
    from generator.rollout.side import Resource


def reset(item: ResourcePlan, _sets: list[ResourcePlan], case: Case) -> Iterator[Hit]:
    """Find a set that autoscale looks after, and whose template states a capacity."""
    if item.old is None or item.new is None or item.model.capacity is None:
        return
    setting = autoscale_of(item.new, case.after) or autoscale_of(item.new, case.before)
    if setting is None:
        return
    least, most = bounds(setting)
    between = f" ({least} to {most})" if least is not None and most is not None else ""
    yield Hit(
        f"the deployment sets the set to {item.model.capacity} instances, whatever autoscale made "
        f"of it since{between}: it may delete instances under load. Give the present number, or "
        "let the template read it (keepInstanceCount in a spec)"
    )


def autoscale_of(resource: Resource, resources: dict[tuple[str, str], Resource]) -> Resource | None:
    """Give the autoscale settings of a scale set."""
    name = f"/virtualmachinescalesets/{resource.name}".lower()
    symbolic = f"'{resource.name}'".lower()
    for key, found in resources.items():
        if key[0] == AUTOSCALE:
            target = str(at(found.body, "properties", "targetResourceUri")).lower()
            if target.endswith(name) or (target.startswith("[") and symbolic in target):
                return found
    return None


def bounds(setting: Resource) -> tuple[int | None, int | None]:
    """Give the least and the largest number of instances of autoscale settings."""
    profiles: list[Any] = list_at(setting.body, "properties", "profiles")
    least = [number_at(item, "capacity", "minimum") for item in profiles]
    most = [number_at(item, "capacity", "maximum") for item in profiles]
    low, high = [n for n in least if n is not None], [n for n in most if n is not None]
    return (min(low) if low else None), (max(high) if high else None)
