"""The trap of small sets: one unhealthy instance stops a rolling upgrade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rollout.batches import batches_of
from generator.rollout.records import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rollout.records import Case, ResourcePlan


def one_stops_it(item: ResourcePlan, _sets: list[ResourcePlan], _case: Case) -> Iterator[Hit]:
    """Find an update in batches that any unhealthy instance stops."""
    if not any(verdict.when == "in batches" for verdict in item.verdicts):
        return
    batches = batches_of(item.model)
    if batches.one_stops_it and batches.capacity:
        yield Hit(
            f"one unhealthy instance of {batches.capacity} is {100 // batches.capacity} %, more "
            f"than the {batches.unhealthy_percent} % of maxUnhealthyInstancePercent: any one stops "
            f"this update, also one that was unhealthy before. Raise it to "
            f"{-(-100 // batches.capacity)} to tolerate one"
        )
