"""The trap of a capacity in the template: each deployment sets it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.records import Hit
from generator.scale_set.autoscale import bounds_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def reset(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find a set that autoscale looks after, and whose template states a capacity."""
    if item.old is None or item.new is None or item.model.count is None:
        return
    settings = settings_of(item.model) or settings_of(item.was)
    if not settings:
        return
    least, most = bounds_of(settings[0])
    between = f" ({least} to {most})" if least is not None and most is not None else ""
    yield Hit(
        f"the deployment sets the set to {item.model.count} instances, whatever autoscale made "
        f"of it since{between}: it may delete instances under load. Give the present number, or "
        "let the template read it (keepInstanceCount in a spec)"
    )
